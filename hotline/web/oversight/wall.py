"""The supervision wall: how many orders stand where, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.tickets.words import Colour, Verb
from hotline.ground.people.words import Actor, Capability
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import OPEN, Asked, Grade, OrderState, Tally
from hotline.web.kit import pages, sheets, vocabulary
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.tables import show

from .tables import ORDERS

PARTIES = (Verb.SUPERVISE, Verb.JUDGE_SUPERVISION, Verb.SUPERVISION_RECEIPT, Verb.SUPERVISION_FEEDBACK)
LOOKERS = (*PARTIES, Capability.WATCH_AREA)
ORDER, ENDED = ("presses_at", "pk"), ("-closed_at", "-pk")
LONGEST = 40
FIELDS = ("state", "grade", "colour", "side", "q")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the wall, and where it leads."""

    label: str
    counts: tuple[tuple[Grade, int], ...]
    href: str
    tone: str = ""

    @property
    def total(self) -> int:
        """Of both grades."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its name, its label, what may be chosen, what was."""

    name: str
    label: str
    options: list[tuple[str, str | Promise]]
    value: str


@door(*LOOKERS)
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Figures above, orders below."""
    by, at = actor(request), now()
    context = {
        "tiles": tiles(supervision.tallies(by, at)),
        "suggested": supervision.suggestions(by).count() if supervision.centres_of(by) else 0,
        "may_suggest": bool(supervision.centres_of(by)),
        **listed(request, by),
    }
    return render(request, "oversight/wall.html", context)


@door(*LOOKERS)
@require_GET
def parts(request: HttpRequest) -> HttpResponse:
    """The figures alone, fetched anew when something changed."""
    by, at = actor(request), now()
    return render(request, "oversight/tiles.html", {"tiles": tiles(supervision.tallies(by, at))})


@door(*LOOKERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list as an Excel file: masked, confidential matters unnamed."""
    by, at = actor(request), now()
    asked = narrowing(request, by)
    rows = supervision.narrowed(supervision.told(supervision.orders(by)), asked, at).order_by("-ordered_at", "-pk")
    keys = request.GET.getlist("column")
    return sheets.download(request, ORDERS, rows.iterator(chunk_size=500), title=gettext("督办单"), keys=keys)


def listed(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """The list as the address narrows it: open orders the most pressing first, ended ones the latest first."""
    asked = narrowing(request, by)
    has_ended = asked.state is not None and asked.state not in OPEN
    found = supervision.narrowed(supervision.told(supervision.orders(by)), asked, now())
    page = pages.page(found, request.GET.get("cursor", ""), ENDED if has_ended else ORDER)
    said = {name: request.GET.get(name, "") for name in FIELDS}
    shown = show(request, ORDERS, page, empty=_empty(by, is_narrowed=any(said.values())))
    return {
        "shown": shown,
        "choices": choices(said, by),
        "said": said,
        "is_narrowed": any(said.values()),
        "offer": sheets.offer(request, ORDERS, reverse("oversight:export")),
    }


def _empty(by: Actor, *, is_narrowed: bool) -> tuple[Promise, Promise]:
    """What stands where no order does: for whoever gives orders, and for whoever takes them."""
    if is_narrowed:
        return _("没有符合条件的督办单"), _("换个条件，或清除筛选。")
    if by.holds(Verb.SUPERVISE):
        return _("没有未办结的督办单"), _("在工单页面或监看列表用“督办”下达；规则发现的工单在“督办提示”里。")
    return _("没有未办结的督办单"), _("上级督办本单位时会出现在这里，并有提醒。")


def narrowing(request: HttpRequest, by: Actor) -> Asked:
    """What the address asks for; open orders unless it says otherwise."""
    said = {name: request.GET.get(name, "").strip()[:LONGEST] for name in FIELDS}
    state = OrderState.of(said["state"])
    given = tuple(unit.id for unit in supervision.centres_of(by)) or tuple(by.organisations())
    return Asked(
        state=state,
        grade=Grade.of(said["grade"]),
        colour=Colour.of(said["colour"]),
        is_open=state is None and said["state"] != "all",
        given_by=given if said["side"] == "given" else None,
        given_to=tuple(by.organisations()) if said["side"] == "taken" else None,
        words=said["q"],
    )


def choices(said: dict[str, str], by: Actor) -> list[Choice]:
    """The filters of the list."""
    language = get_language() or "zh"
    states: list[tuple[str, str | Promise]] = [("", gettext("未办结")), ("all", gettext("全部状态"))]
    states += vocabulary.choices(OrderState, language)
    colours = [pair for pair in vocabulary.choices(Colour, language) if pair[0] != Colour.GREEN]
    sides: list[tuple[str, str | Promise]] = [("", gettext("方向")), ("given", gettext("我方下达"))]
    sides.append(("taken", gettext("我方承接")))
    grades = [("", gettext("督办等级")), *vocabulary.choices(Grade, language)]
    found = [
        Choice("state", gettext("状态"), states, said["state"]),
        Choice("grade", gettext("督办等级"), list(grades), said["grade"]),
        Choice("colour", gettext("时限"), [("", gettext("时限")), *colours], said["colour"]),
    ]
    if by.holds(Verb.SUPERVISION_RECEIPT) and by.holds(Verb.SUPERVISE):
        found.append(Choice("side", gettext("方向"), sides, said["side"]))
    return found


def tiles(tallies: list[Tally]) -> list[Tile]:
    """The figures: by state, then the late ones and those about to be."""
    found = [_tile(each, tallies) for each in OPEN]
    found.append(_coloured(gettext("已超期"), "red", tallies))
    found.append(_coloured(gettext("即将到期"), "yellow", tallies))
    return [*found, _tile(OrderState.ACCEPTED, tallies, gettext("本年已办结"))]


def _tile(state: OrderState, tallies: list[Tally], label: str = "") -> Tile:
    counts = tuple(
        (grade, sum(each.count for each in tallies if (each.grade, each.state) == (grade, state))) for grade in Grade
    )
    return Tile(label or state.label(get_language() or "zh"), counts, _address(state=state.value))


def _coloured(label: str, colour: str, tallies: list[Tally]) -> Tile:
    counts = tuple((grade, sum(getattr(each, colour) for each in tallies if each.grade is grade)) for grade in Grade)
    return Tile(label, counts, _address(colour=colour), colour if any(count for _, count in counts) else "")


def _address(**said: str) -> str:
    return f"{reverse('oversight:wall')}?{urlencode(said)}"
