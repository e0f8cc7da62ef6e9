"""The laws of the house about imports, written out for import-linter from the rooms that stand.

Rooms come and go while the house is built, and a contract that names a missing module is an error, so the list of
rooms is read from the directories; the laws themselves are here.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "hotline"
FLOORS = ["config", "web | jobs", "insight", "watch", "flow", "ground", "links", "lib"]
STAGES = [
    "transfer",
    "rewards",
    "followup",
    "teams",
    "handling",
    "delays",
    "disputes",
    "dispatch",
    "callers",
    "emergency",
    "groups",
    "intake",
    "tickets",
]
WATCH = ["supervision", "instructions", "feeds : duties", "topics"]
INSIGHT = ["reports", "alerts", "questions", "replay", "evaluation", "measures", "warehouse"]
GROUND = [  # top to bottom: a room may use the ones below
    "resets",
    "desks : disaster",
    "knowledge : files : outbox : privacy : throttle : programs",
    "catalogue",
    "people",
    "organisations",
    "calendar | language",
    "regions",
    "journal",
]
TESTS = "hotline.**.tests.** -> hotline.**"
ACTOR = "hotline.ground.** -> hotline.ground.people.words"  # every action is done by somebody: pure words, no knot
LIB_WITH_DJANGO = {"fields", "copying", "pairs", "spreading", "statements"}  # Django's by nature
PURE = ("rules", "words")


def text() -> str:
    """The whole configuration."""
    head = ["[importlinter]", "root_package = hotline", "include_external_packages = True", ""]
    laws = [
        layers("floors", "Floors: imports point down", "hotline", FLOORS),
        layers("stages", "Stages of the flow: imports point left", "hotline.flow", STAGES),
        layers("watch", "Rooms of the watch: imports point down", "hotline.watch", WATCH),
        layers("insight", "Rooms of insight: imports point down", "hotline.insight", INSIGHT),
        layers("ground", "Rooms of the ground: imports point down", "hotline.ground", GROUND),
        doors(),
        *(private(room) for room in rooms()),
        without_django(),
    ]
    return "\n".join(head + [law for law in laws if law])


def rooms() -> list[str]:
    """Every room that stands, as a dotted name."""
    floors = ("ground", "flow", "watch", "insight", "web")
    found = [path.parent for floor in floors for path in (HOUSE / floor).glob("*/__init__.py")]
    return sorted(".".join(path.relative_to(ROOT).parts) for path in found if path.name != "tests")


def contract(key: str, kind: str, name: str, **lists: list[str] | str) -> str:
    """One contract in the ini format; tests are free to look anywhere."""
    lines = [f"[importlinter:contract:{key}]", f"name = {name}", f"type = {kind}"]
    for field, values in lists.items():
        one_line = isinstance(values, str)
        lines.append(f"{field} = {values}" if one_line else "\n    ".join([f"{field} =", *values]))
    lines += [
        f"ignore_imports =\n    {TESTS}" + (f"\n    {ACTOR}" if key == "ground" else ""),
        "unmatched_ignore_imports_alerting = none",
        "",
    ]
    return "\n".join(lines)


def layers(key: str, name: str, container: str, order: list[str]) -> str:
    """A tower: what is not built yet is optional."""
    if not (ROOT / container.replace(".", "/") / "__init__.py").exists():
        return ""
    optional = [_optional(layer) for layer in order]
    return contract(key, "layers", name, containers=[container], layers=optional)


def _optional(layer: str) -> str:
    for mark in (" | ", " : "):
        if mark in layer:
            return mark.join(f"({name})" for name in layer.split(mark))
    return f"({layer})"


def doors() -> str:
    """No door of the web knows another; all may use the kit."""
    names = [room for room in rooms() if room.startswith("hotline.web.") and not room.endswith(".kit")]
    return contract("doors", "independence", "Doors do not know each other", modules=names) if len(names) > 1 else ""


def private(room: str) -> str:
    """Models and rules belong to their room."""
    parts = [f"{room}.{part}" for part in ("models", "rules") if _stands(f"{room}.{part}")]
    if not parts:
        return ""
    key = room.replace(".", "_")
    name = f"{room} keeps its models and rules to itself"
    return contract(key, "protected", name, protected_modules=parts, allowed_importers=[room])


def without_django() -> str:
    """Rules, words and the library are plain Python."""
    names = [f"{room}.{part}" for room in rooms() for part in PURE if _stands(f"{room}.{part}")]
    names += [f"hotline.lib.{path.stem}" for path in (HOUSE / "lib").glob("*.py") if _is_pure(path)]
    return contract(
        "plain",
        "forbidden",
        "Rules, words and lib know no Django",
        source_modules=sorted(names),
        forbidden_modules=["django"],
        allow_indirect_imports="True",
    )


def _is_pure(path: Path) -> bool:
    return path.stem != "__init__" and path.stem not in LIB_WITH_DJANGO


def _stands(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
