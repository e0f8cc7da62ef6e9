"""The special desks a province starts with. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib.datafile import read_yaml

from .words import AlertWhen, AnswerKind, Choice, NewQuestion, NewScript

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class DeskSeed:
    """A desk at one centre, with its script, and the codes of those who are told and asked."""

    centre: str
    from_on: date
    facts: Mapping[str, Any]
    script: NewScript
    questions: tuple[NewQuestion, ...]
    recipients: tuple[tuple[str, str, str], ...]
    specialisms: tuple[tuple[str, str, str], ...]
    skilled: tuple[str, ...]


def desks(path: Path = DATA / "desks.yaml") -> list[DeskSeed]:
    """Every desk of every centre that has it."""
    return [seed for row in read_yaml(path)["desks"] for seed in _of(row)]


def _of(row: Mapping[str, Any]) -> Iterator[DeskSeed]:
    questions = tuple(_question(number, each) for number, each in enumerate(row["questions"], start=1))
    words = tuple(row.get("danger_words", "").split())
    raised = Urgency(row.get("raised", "urgent"))
    for centre, own in row["centres"].items():
        region = centre.partition("-")[0]
        told = tuple((name.format(**own), f"{region}-{short}", own.get("sms", "")) for short, name in _pairs(row))
        fields = tuple((f"{region}-{short}", zh, en) for short, zh, en in row.get("specialists", ()))
        yield DeskSeed(
            centre,
            row["from_on"],
            _facts(row, own),
            NewScript(row["from_on"], row["zh"], row["en"], words, raised),
            questions,
            told,
            fields,
            tuple(own.get("skilled", "").split()),
        )


def _pairs(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(short), str(name)) for short, name in row.get("told", {}).items()]


def _facts(row: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "line": str(own.get("line", row["line"])),
        "name": own.get("name", row["name"]),
        "name_en": own.get("name_en", row["name_en"]),
        "calendar_code": row.get("calendar", ""),
        "category_id": row.get("category") or None,
        "kind": Kind(row["kind"]),
        "urgency": Urgency(row.get("urgency", "normal")),
        "keeps_secret": row.get("keeps_secret", False),
        "alert_when": AlertWhen(own.get("alert_when", row.get("alert_when", "never"))),
        "answer_limit": row.get("answer_limit", ""),
        "elsewhere": row.get("elsewhere", ""),
        "elsewhere_en": row.get("elsewhere_en", ""),
        "ordinal": row["ordinal"],
    }


def _question(number: int, row: Mapping[str, Any]) -> NewQuestion:
    choices = tuple(Choice(str(place), zh, en) for place, (zh, en) in enumerate(row.get("choices", ()), start=1))
    return NewQuestion(
        AnswerKind(row["kind"]),
        row["zh"],
        row["en"],
        row.get("required", True),
        choices,
        tuple(str(each) for each in row.get("grave", ())),
        number,
    )
