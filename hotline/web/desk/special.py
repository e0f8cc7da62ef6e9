"""Special desks at the agent's desk: which line a call came in on, which desk is chosen, what its script asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from hotline.flow.intake.words import Ending, Fields, Sheet
from hotline.ground.desks import errors, queries
from hotline.ground.desks.words import ASKED, Asked, Question, Script, SpecialDesk
from hotline.ground.disaster import queries as disaster
from hotline.ground.disaster.words import Active
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.lib.refusal import Refusal
from hotline.web.kit import names

from .forms import MatterForm

REFUSALS = (errors.UnknownDesk, errors.NotSkilled, errors.DeskClosed, errors.NoScript)
ANSWERS = (errors.Unanswered, errors.ImpossibleAnswer, errors.AnswerTooLong)
PLACE = "desk"
"""Where refusals of a desk are told: above its questions."""


@dataclass(frozen=True, slots=True)
class Line:
    """A number or key a call may come in on."""

    line: str
    label: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A desk in the switcher."""

    code: str
    label: str
    line: str
    is_chosen: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as the form shows it."""

    question: Question
    label: str
    said: str
    is_missed: bool
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Special:
    """What the desk shows of special desks beside the usual form."""

    tabs: tuple[Tab, ...]
    chosen: SpecialDesk | None
    label: str = ""
    script: str = ""
    questions: tuple[Asking, ...] = ()
    is_open: bool = True
    advice: str = ""
    fault: str = ""


def lines(centre_id: int, *, at: datetime) -> list[Line]:
    """The lines of a centre beside its usual one."""
    return [Line(each.line, each.label(_language())) for each in queries.of_centre(centre_id, civil_day(at))]


def led(request: HttpRequest, centre_id: int, *, by: Actor, at: datetime) -> str:
    """The code of the desk a call's line leads to; none where the agent lacks its skill, which she is told.

    :raises UnknownLine: the centre has no such line.
    """
    line, on = request.POST.get("line", "").strip()[:12], civil_day(at)
    if not line:
        return ""
    found = queries.on_line(centre_id, line, on)
    if found is None:
        raise errors.UnknownLine(line=line)
    if queries.has_skill(found, by, on):
        return found.code
    said = gettext("来电从“{desk}”进入，您没有该专席的技能。请转给：{names}；转不出去时按普通来电登记。")
    others = "、".join(queries.colleagues(found, on)) or gettext("班长")
    messages.warning(request, said.format(desk=found.label(_language()), names=others))
    return ""


def of(sheet: Sheet, matter: Fields, faults: dict[str, str], *, by: Actor, at: datetime) -> Special:
    """The switcher, and the chosen desk's script and questions as far as they are answered."""
    on = civil_day(at)
    hers = queries.for_agent(by, sheet.centre_id, on)
    code = matter.get("desk", "")
    tabs = tuple(
        Tab(each.code, each.label(_language()), each.line, each.code == code, queries.is_open(each, at))
        for each in hers
    )
    chosen = next((each for each in hers if each.code == code), None)
    if chosen is None:
        return Special(tabs, None)
    script, fault = queries.script(chosen.id, on), faults.get(PLACE, "")
    return Special(
        tabs,
        chosen,
        chosen.label(_language()),
        script.label(_language()) if script else "",
        _questions(script, matter, is_refused=bool(fault)) if script else (),
        queries.is_open(chosen, at),
        chosen.advice(_language()),
        fault,
    )


def _questions(script: Script, matter: Fields, *, is_refused: bool) -> tuple[Asking, ...]:
    language = _language()
    return tuple(
        Asking(
            each,
            each.label(language),
            matter.get(each.name, ""),
            is_refused and each.is_required and not matter.get(each.name, "").strip(),
            tuple((choice.code, choice.label(language)) for choice in each.answers()),
        )
        for each in script.questions
    )


def mode_of(sheet: Sheet, at: datetime) -> Active | None:
    """The disaster mode in force where the call is taken: the form is short then."""
    return disaster.in_force(organisations.unit(sheet.centre_id).region, at)


def matter_form(said: Fields, ending: Ending, sheet: Sheet, *, at: datetime) -> MatterForm:
    """The matter as it was typed; in a disaster it goes on without category, or with that of the event."""
    mode = mode_of(sheet, at)
    if mode is not None and not said.get("category") and mode.category:
        said = said | {"category": mode.category}
    return MatterForm(said, ending=ending, is_short=mode is not None)


def templates(sheet: Sheet, at: datetime) -> list[tuple[str, str]]:
    """The answers prepared for a disaster in force: title and text in the reader's language."""
    if mode_of(sheet, at) is None:
        return []
    rows = disaster.templates([organisations.unit(sheet.centre_id).region], civil_day(at))
    is_english = names.is_english()
    return [((each.title_en if is_english else "") or each.title, each.text) for each in rows]


def asked(matter: Fields) -> Asked | None:
    """What a matter brings to its desk; nothing on the usual line."""
    if not matter.get("desk"):
        return None
    return Asked(matter["desk"], {name: value for name, value in matter.items() if name.startswith(ASKED)})


def place(refusal: Refusal) -> str:
    """Where a desk's refusal is told; empty for one of another room."""
    return PLACE if isinstance(refusal, (*REFUSALS, *ANSWERS)) else ""


def _language() -> str:
    return "en" if names.is_english() else "zh"
