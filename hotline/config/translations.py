"""Translations without GNU gettext: collects Chinese texts, keeps their English, compiles it, tells what is missing.

Texts come from ``gettext`` calls in Python, ``{% translate %}`` in templates, and the docstrings of refusals.
A text goes to the ``locale/en`` of the room it stands in; what belongs to no room (lib, links) goes to config.
"""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation import templatize

from hotline.config import env, rooms
from hotline.lib.refusal import Refusal

HOUSE = env.ROOT / "hotline"
LEFT_OUT = {"tests", "migrations", "locale", "__pycache__"}
TEMPLATES = {".html", ".txt"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "clause": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)[^{}]*\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
PROJECT, VERSION = "hotline", "1"
NOISE = (b'"POT-', b'"PO-', b'"Last-', b'"Language-Team', b'"Report-', b'"Generated-', b"# ")


@dataclass(frozen=True)
class Text:
    """One text to translate: where it stands and, for plurals and contexts, its other parts."""

    place: str
    message: str | tuple[str, ...]
    context: str | None = None


@dataclass(frozen=True)
class Fault:
    """Something that keeps a translation from being complete."""

    place: str
    sentence: str


def homes() -> list[Path]:
    """Directories of the rooms that can hold a catalogue; config is the last resort."""
    return [env.ROOT.joinpath(*name.split(".")) for name in rooms.built()]


def home_of(file: Path) -> Path:
    """The room a file stands in, or config."""
    owners = [home for home in homes() if file.is_relative_to(home)]
    return max(owners, key=lambda home: len(home.parts), default=HOUSE / "config")


def catalogue_file(home: Path) -> Path:
    """Where a room keeps its English."""
    return home / "locale" / "en" / "LC_MESSAGES" / "django.po"


def collect() -> dict[Path, list[Text]]:
    """Every text of the house by room."""
    found: dict[Path, list[Text]] = {home: [] for home in homes()}
    for file in _sources():
        reader = _in_template if file.suffix in TEMPLATES else _in_python
        found.setdefault(home_of(file), []).extend(reader(file))
    for kind in refusals():
        file = HOUSE.parent.joinpath(*kind.__module__.split(".")).with_suffix(".py")
        found[home_of(file)].append(Text(_place(file), sentence(kind)))
    return {home: texts for home, texts in found.items() if texts or catalogue_file(home).exists()}


def refusals() -> list[type[Refusal]]:
    """Refusal and every kind of it, after importing each module that could define one."""
    for file in _sources():
        if file.suffix == ".py" and "Refusal" in file.read_text() and "management" not in file.parts:
            importlib.import_module(".".join(file.relative_to(env.ROOT).with_suffix("").parts))
    return sorted(
        {
            kind
            for kind in _kinds(Refusal)
            if kind.__module__.startswith("hotline.") and ".tests." not in kind.__module__
        },
        key=lambda kind: (kind.__module__, kind.__name__),
    )


def sentence(kind: type[Refusal]) -> str:
    """The docstring as one line: the text that is looked up when the refusal is shown."""
    return " ".join(line.strip() for line in (kind.__doc__ or "").strip().splitlines())


def merged(home: Path, texts: list[Text], others: Sequence[Catalog] = ()) -> Catalog:
    """The room's catalogue with today's texts, yesterday's English, and nothing that is no longer used.

    :param others: catalogues of other rooms: a text that moved here, or stands there too, brings its English along.
    """
    old = [catalogue for catalogue in (_read(home), *others) if catalogue is not None]
    new = Catalog(locale="en", project=PROJECT, version=VERSION, fuzzy=False)
    for text in sorted(texts, key=lambda text: (text.place, str(text.message))):
        found = (catalogue.get(text.message, text.context) for catalogue in old)
        english = next((known.string for known in found if known is not None and known.string), None)
        if english is not None and isinstance(english, str) is isinstance(text.message, tuple):
            english = None  # it was one text and comes in two numbers now, or the other way
        new.add(text.message, english, locations=[(text.place, 0)], context=text.context)
    return new


def catalogues() -> list[Catalog]:
    """Every room's catalogue as it is on disk."""
    return [catalogue for home in homes() if (catalogue := _read(home)) is not None]


def as_text(catalogue: Catalog) -> bytes:
    """The file's content, without dates and line numbers: nothing changes when nothing changed."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, include_lineno=False, ignore_obsolete=True, sort_output=False)
    kept = [line for line in buffer.getvalue().splitlines() if not _is_noise(line)]
    return b"\n".join(kept).strip() + b"\n"


def compile_all() -> int:
    """Compile every catalogue that changed since it was last compiled; answers how many."""
    files = [file for file in HOUSE.glob("**/locale/en/LC_MESSAGES/django.po") if _is_stale(file)]
    for file in files:
        with file.open("rb") as source, file.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale="en"))
    return len(files)


def _is_stale(file: Path) -> bool:
    compiled = file.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime <= file.stat().st_mtime


def faults(home: Path, texts: list[Text]) -> list[Fault]:
    """Texts of a room without English, or whose English names other placeholders."""
    messages = [message for message in merged(home, texts) if message.id]
    return [fault for message in messages for fault in _faults_of(message)]


def disagreements(collected: Mapping[Path, list[Text]]) -> list[Fault]:
    """Texts that two rooms say differently in English: Django reads all rooms as one, so only one would be heard."""
    said: dict[tuple[str, str | None], dict[str, str]] = {}
    for home, texts in collected.items():
        for message in merged(home, texts):
            if message.id:
                chinese, english = _parts(message.id)[0], " / ".join(_parts(message.string))
                said.setdefault((chinese, message.context), {}).setdefault(english, _place(home))
    return [
        Fault(", ".join(places.values()), f"more than one English for {chinese[0]}: {', '.join(places)}")
        for chinese, places in said.items()
        if len(places) > 1
    ]


def untranslated() -> list[Fault]:
    """Chinese that stands bare in a template, outside every translate tag."""
    return [
        Fault(f"{_place(file)}:{line}", f"bare Chinese: {text}")
        for file in _sources()
        if file.suffix == ".html"
        for line, text in bare_chinese(file.read_text())
    ]


def bare_chinese(template: str) -> Iterator[tuple[int, str]]:
    """Line and text of Chinese outside translate tags and comments."""
    inside = ""
    for token in Lexer(template).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents.split() else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in {"blocktranslate", "blocktrans", "comment"}:
            inside = word
        elif token.token_type == TokenType.TEXT and HAN.search(token.contents):
            yield token.lineno or 0, " ".join(token.contents.split())[:60]


def _faults_of(message: Message) -> Iterator[Fault]:
    place = message.locations[0][0] if message.locations else ""
    chinese, english = _parts(message.id), _parts(message.string)
    if not all(english):
        yield Fault(place, f"no English for: {chinese[0]}")
    elif any(placeholders(text) - placeholders("".join(chinese)) for text in english):
        yield Fault(place, f"English names a placeholder the Chinese has not: {chinese[0]}")
    elif len(chinese) == 1 and placeholders(chinese[0]) != placeholders(english[0]):
        yield Fault(place, f"English leaves out a placeholder: {chinese[0]}")


def _parts(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Singular and plural forms as a list."""
    return [text or ""] if isinstance(text, str | None) else [part or "" for part in text]


def placeholders(text: str) -> set[str]:
    """Names filled in later: ``%(name)s`` and ``{name}``."""
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _sources() -> list[Path]:
    files = [file for file in HOUSE.rglob("*") if file.suffix in TEMPLATES | {".py"}]
    return sorted(file for file in files if not LEFT_OUT & set(file.relative_to(HOUSE).parts))


def _in_python(file: Path) -> Iterator[Text]:
    yield from _extracted(file, file.read_bytes())


def _in_template(file: Path) -> Iterator[Text]:
    """Django turns the template into a Python-like text with gettext calls; Babel reads that, without its indents."""
    if "templates" in file.parts:
        likeness = templatize(file.read_text(), origin=str(file))
        yield from _extracted(file, "\n".join(line.lstrip() for line in likeness.splitlines()).encode())


def _extracted(file: Path, source: bytes) -> Iterator[Text]:
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}
    ):
        if message:
            yield Text(_place(file), message, context)


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _read(home: Path) -> Catalog | None:
    file = catalogue_file(home)
    if not file.exists():
        return None
    with file.open("rb") as source:
        return read_po(source, locale="en")


def _place(file: Path) -> str:
    return str(file.relative_to(env.ROOT))


def _is_noise(line: bytes) -> bool:
    """Header lines that change with the day or the person, and say nothing."""
    return line == b"#" or line.startswith(NOISE)
