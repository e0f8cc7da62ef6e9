"""A call being written down: the page, its pauses, its verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.intake import drafts
from hotline.flow.intake.words import Ending, Fields, Finish, Sheet
from hotline.flow.tickets import queries
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.knowledge import queries as entries
from hotline.ground.people.words import Actor
from hotline.ground.privacy.errors import UnmaskingUsedUp
from hotline.lib import text
from hotline.lib.refusal import Refusal
from hotline.web.kit.doors import actor, door, now, today

from . import beside, forms, marking, sight, special

FOUND = 8
DIALOGS = {Ending.ANSWER: "answer", Ending.DECLINE: "decline", Ending.TRANSFER: "transfer", Ending.JOIN: "join"}
ENDINGS = {ending.value: ending for ending in Ending}


@dataclass(slots=True)
class Turn:
    """One posting of the form: who, which draft and matter, what was typed, what was asked for."""

    request: HttpRequest
    by: Actor
    sheet: Sheet
    index: int
    rest: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def matter(self) -> Fields:
        """The matter on top."""
        return self.sheet.matters[self.index]


@door("register")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, identifier: int) -> HttpResponse:
    """The desk during a call; posting does what its ``verb`` says after keeping what was typed."""
    by = actor(request)
    if request.method == "POST":
        return _post(request, identifier, by)
    sheet = drafts.sheet(identifier, by)
    return _page(Turn(request, by, sheet, _index(request.GET.get("matter", ""), sheet)))


def _index(said: str, sheet: Sheet) -> int:
    """The matter asked for, else the first that is not done, else the last."""
    asked = text.number(said)
    if asked is not None and asked < len(sheet.matters):
        return asked
    waiting = (place for place, matter in enumerate(sheet.matters) if not matter.get("number"))
    return next(waiting, len(sheet.matters) - 1)


def _page(turn: Turn, caller: Any = None, matter: Any = None, opened: str = "") -> HttpResponse:
    at = now()
    shown = sight.of(turn.sheet, turn.index, by=turn.by, at=at)
    caller_form = caller or forms.CallerForm(initial=forms.USUAL_CALLER | turn.sheet.caller)
    matter_form = matter or forms.MatterForm(initial=forms.USUAL_MATTER | turn.matter)
    context = {
        "sheet": turn.sheet,
        "index": turn.index,
        "matter": turn.matter,
        "did": sight.did(turn.matter.get("ending", "")),
        "caller_form": caller_form,
        "form": matter_form,
        "region": turn.matter.get("region", "") if "region" in turn.matter else shown.region,
        "faults": turn.faults,
        "opened": opened,
        "posted": turn.request.POST,
        "shown": shown,
        "number": marking.known(turn.sheet, turn.by, at),
        "beside": _beside(turn.sheet, turn.index, turn.by),
        "disaster": special.mode_of(turn.sheet, at),
        "templates": special.templates(turn.sheet, at),
        "special": special.of(turn.sheet, turn.matter, turn.faults, by=turn.by, at=at),
    }
    is_refused = bool(caller or matter or turn.faults)
    return render(turn.request, "desk/call.html", context, status=422 if is_refused else 200)


@door("register")
@require_POST
def keep(request: HttpRequest, identifier: int) -> HttpResponse:
    """A pause: keep what was typed, and answer with what it calls for, when the matter has changed."""
    by, at = actor(request), now()
    before, sheet = _kept(request, identifier, by)
    index = _index(request.POST.get("index", ""), sheet)
    matter = sheet.matters[index]
    context: dict[str, Any] = {"matter": matter, "sheet": sheet, "kept_at": at}
    if matter != before.matters[index]:
        context["beside"] = _beside(sheet, index, by)
    return render(request, "desk/parts.html", context)


def _beside(sheet: Sheet, index: int, by: Actor) -> beside.Beside:
    ours = frozenset(each["number"] for each in sheet.done)
    return beside.of(sheet.matters[index], sheet.centre_id, by=by, at=now(), ours=ours)


def _kept(request: HttpRequest, identifier: int, by: Actor) -> tuple[Sheet, Sheet]:
    """The draft before and after what was typed has been kept."""
    before = drafts.sheet(identifier, by)
    index = _index(request.POST.get("index", ""), before)
    if before.matters[index].get("number"):
        return before, before
    caller, matter = forms.typed(request.POST)
    return before, drafts.save(identifier, index, caller, matter, by=by, at=now())


@door("register")
@require_GET
def knowledge(request: HttpRequest, identifier: int) -> HttpResponse:
    """Knowledge by the agent's own words; without words, what the matter calls for."""
    by = actor(request)
    sheet = drafts.sheet(identifier, by)
    index = _index(request.GET.get("index", ""), sheet)
    matter = sheet.matters[index]
    words = request.GET.get("knowledge", "").strip()[:100]
    if not words:
        found = _beside(sheet, index, by).entries
    else:
        found = tuple(entries.search(words, today(), region=matter.get("region", ""), limit=FOUND))
    context = {"entries": found, "used": beside.used(matter, now()), "words": words}
    return render(request, "desk/entries.html", context)


def _post(request: HttpRequest, identifier: int, by: Actor) -> HttpResponse:
    _before, sheet = _kept(request, identifier, by)
    verb, _, rest = request.POST.get("verb", "save").partition(":")
    turn = Turn(request, by, sheet, _index(request.POST.get("index", ""), sheet), rest)
    if verb in ENDINGS:
        return _end(turn, ENDINGS[verb])
    return VERBS.get(verb, _save)(turn)


def _end(turn: Turn, ending: Ending) -> HttpResponse:
    """Register the matter and bring it where the verb says; whatever is wrong is said beside its field."""
    if turn.matter.get("number"):
        return _to(turn, turn.index)
    caller, matter = (
        forms.CallerForm(_bound(turn.sheet.caller)),
        special.matter_form(_urgent(turn, ending), ending, turn.sheet, at=now()),
    )
    is_joining = ending is Ending.JOIN
    if not caller.is_valid() or (not matter.is_valid() and not is_joining):
        return _page(turn, caller, matter)
    how = _how(turn, ending)
    new = matter.matter() if matter.is_valid() else sight.EMPTY
    try:
        if how.number:
            queries.ticket(how.number, turn.by)
        drafts.finish(turn.sheet.id, turn.index, caller.contact(turn.sheet.centre_id), new, how, by=turn.by, at=now())
    except Refusal as refusal:
        if refusal.status == 403 and not isinstance(refusal, special.REFUSALS):
            raise
        turn.faults[special.place(refusal) or DIALOGS.get(ending, "form")] = refusal.sentence(gettext, forms.language())
        return _page(turn, opened="" if special.place(refusal) else DIALOGS.get(ending, ""))
    return _to(turn, turn.index)


def _bound(said: Fields) -> Fields:
    return {name: value for name, value in said.items() if value}


def _urgent(turn: Turn, ending: Ending) -> Fields:
    """What was typed; an emergency is handed over even before a word is written."""
    said = _bound(turn.matter)
    if ending is Ending.TRANSFER and not said.get("text", "").strip():
        chosen = turn.request.POST.get("transfer_reason", "")
        names = {each.code: each.name for each in sight.reasons(ReasonPurpose.TRANSFER)}
        said["text"] = gettext("转接 {target}").format(target=names.get(chosen, chosen))
    return said


def _how(turn: Turn, ending: Ending) -> Finish:
    posted = turn.request.POST
    asked = special.asked(turn.matter)
    if ending is Ending.ANSWER:
        entries = tuple(turn.matter.get("entries", "").split())
        return Finish(ending, posted.get("answer", ""), entries, asked=asked)
    name = DIALOGS.get(ending, "")
    return Finish(
        ending,
        posted.get(f"{name}_note", "").strip(),
        reason=posted.get(f"{name}_reason", ""),
        number=posted.get("join_number", ""),
        asked=asked,
    )


def _number(said: str) -> int:
    return text.number(said) or 0


def _save(turn: Turn) -> HttpResponse:
    messages.success(turn.request, gettext("草稿已保存。"))
    return _to(turn, turn.index)


def _turn(turn: Turn) -> HttpResponse:
    return _to(turn, _number(turn.rest))


def _sit(turn: Turn) -> HttpResponse:
    """Take the matter at another desk, or on the usual line."""
    try:
        drafts.sit_at(turn.sheet.id, turn.index, turn.rest, by=turn.by, at=now())
    except special.REFUSALS as refusal:
        turn.faults["form"] = refusal.sentence(gettext, forms.language())
        return _page(turn)
    return _to(turn, turn.index)


def _add(turn: Turn) -> HttpResponse:
    return _to(turn, drafts.add_matter(turn.sheet.id, by=turn.by, at=now()))


def _remove(turn: Turn) -> HttpResponse:
    drafts.remove_matter(turn.sheet.id, turn.index, by=turn.by, at=now())
    return _to(turn, None)


def _hand_in(turn: Turn) -> HttpResponse:
    """Hand a registered matter on to review."""
    drafts.hand_in(turn.sheet.id, turn.index, by=turn.by, at=now())
    return _to(turn, turn.index)


def _take_over(turn: Turn) -> HttpResponse:
    """Fill in the name and address of an earlier contact."""
    try:
        drafts.take_over(turn.sheet.id, _number(turn.rest), by=turn.by, at=now())
    except UnmaskingUsedUp as refusal:
        turn.faults["form"] = refusal.sentence(gettext, forms.language())
        return _page(turn)
    return _to(turn, turn.index)


def _hang_up(turn: Turn) -> HttpResponse:
    """The call is over: with tickets, or noted with a summary."""
    caller = forms.CallerForm(_bound(turn.sheet.caller))
    if not caller.is_valid():
        return _page(turn, caller)
    summary = turn.request.POST.get("summary", "")
    try:
        drafts.end_call(turn.sheet.id, caller.contact(turn.sheet.centre_id, summary), by=turn.by, at=now())
    except Refusal as refusal:
        turn.faults["form"] = refusal.sentence(gettext, forms.language())
        return _page(turn)
    messages.success(turn.request, gettext("通话已结束，可以接下一个来电。"))
    return redirect("desk:home")


def _discard(turn: Turn) -> HttpResponse:
    drafts.discard(turn.sheet.id, by=turn.by, at=now())
    messages.info(turn.request, gettext("草稿已删除。"))
    return redirect("desk:home")


VERBS: dict[str, Callable[[Turn], HttpResponse]] = {
    "save": _save,
    "turn": _turn,
    "desk": _sit,
    "add": _add,
    "remove": _remove,
    "hand_in": _hand_in,
    "known": _take_over,
    "hang_up": _hang_up,
    "discard": _discard,
}


def _to(turn: Turn, index: int | None) -> HttpResponse:
    at = reverse("desk:call", args=[turn.sheet.id])
    return redirect(at if index is None else f"{at}?matter={index}")
