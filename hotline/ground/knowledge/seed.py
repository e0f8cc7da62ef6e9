"""The knowledge entries a province starts with. Pure: no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml, words

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class EntrySeed:
    """A reviewed answer, valid in ``[valid_from_on, valid_until_on)``."""

    code: str
    title: str
    questions: tuple[str, ...]
    answer: str  # what the citizen is told
    title_en: str
    answer_en: str
    internal_note: str  # what only the agent reads
    source: str
    owner: str  # short code of the provincial department that answers for it
    categories: tuple[str, ...]
    state: str
    valid_from_on: date
    valid_until_on: date | None


def entries(folder: Path = DATA / "entries") -> list[EntrySeed]:
    """All entries, file by file."""
    return [entry for path in sorted(folder.glob("*.yaml")) for entry in _file(read_yaml(path))]


def _file(content: Mapping[str, Any]) -> Iterator[EntrySeed]:
    for row in content["entries"]:
        yield EntrySeed(
            code=row["code"],
            title=row["title"],
            questions=words(row["questions"]),
            answer=row["answer"],
            title_en=row["title_en"],
            answer_en=row["answer_en"],
            internal_note=row["note"],
            source=row["source"],
            owner=row["owner"],
            categories=words(row["categories"]),
            state=row.get("state", "published"),
            valid_from_on=row.get("valid_from", content["valid_from"]),
            valid_until_on=row.get("valid_until"),
        )
