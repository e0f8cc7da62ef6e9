"""Knowledge: the list by what is due, an entry with its revisions, the editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.journal import queries as journal
from hotline.ground.knowledge import actions as knowledge_actions
from hotline.ground.knowledge import lists
from hotline.ground.knowledge import queries as knowledge
from hotline.ground.knowledge.words import EntryState, NewEntry
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import cells, differences, knowledge_deeds, leaving, rights, sentences
from .forms_knowledge import EntryForm
from .sheets import Done, Text

LOOK = (rights.EDIT, rights.REVIEW, rights.JOURNAL)
VIEWS: tuple[tuple[str, Text], ...] = (
    ("due", _("该复核的")),
    ("waiting", _("待审核")),
    ("all", _("全部")),
    *((state.value, "") for state in EntryState if state is not EntryState.IN_REVIEW),
)
ORDER = ("valid_until_on", "code")
EVENTS_SHOWN = 20
FIELDS = (
    ("title", _("标题")),
    ("answer", _("答案")),
    ("title_en", _("英文标题")),
    ("answer_en", _("英文答案")),
    ("source", _("来源或依据")),
)


@door(*LOOK)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Entries: those that end first in front."""
    by = actor(request)
    counts = lists.counts(today())
    view, words = _narrowed(request, counts)
    page = pages.page(kept(request, by), request.GET.get("cursor", ""), ORDER)
    language = get_language() or "zh"
    views = [(code, label or EntryState(code).label(language), counts.get(code, 0)) for code, label in VIEWS]
    context = {
        "page": page,
        "rows": [(row, state(row), ending(row)) for row in page.rows],
        "view": view,
        "views": views,
        "words": words,
        "may_write": by.holds(rights.EDIT),
        "offer": leaving.offer(request, "knowledge"),
    }
    return render(request, "console/knowledge.html", context)


def _narrowed(request: HttpRequest, counts: Mapping[str, int]) -> tuple[str, str]:
    view = request.GET.get("view", "due" if counts["due"] else "all")
    return view if view in dict(VIEWS) else "all", request.GET.get("words", "").strip()[:60]


def kept(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """The entries asked for."""
    view, words = _narrowed(request, lists.counts(today()))
    return lists.kept(view, words=words, on=today())


@door(*LOOK)
@require_GET
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry."""
    return _page(request, _found(code))


@door(rights.EDIT, rights.REVIEW)
@require_POST
def deed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do the next thing with an entry."""
    by, row = actor(request), _found(code)
    wanted = next((each for each in knowledge_deeds.of(row, by) if each.slug == name), None)
    if wanted is None:
        raise NotPermitted(verb=gettext("办理这条知识"))
    form = wanted.form(request.POST, prefix=name, by=by, row=row)
    if form.is_valid():
        done = attempt(form, lambda: wanted.do(form.cleaned_data, by, now()))
        if done:
            messages.success(request, str(done.sentence))
            return HttpResponseRedirect(reverse("console:entry", args=[code]))
    return _page(request, row, {name: form})


@door(rights.EDIT)
def new(request: HttpRequest) -> HttpResponse:
    """Draft an entry."""
    by = actor(request)
    form = EntryForm(request.POST or None, by=by)

    def write() -> Done:
        made = knowledge_actions.draft(form.cleaned_data["code"], form.new(), by=by, at=now())
        return Done(_("已存为草稿，核对后送审。"), key=made.code)

    return _edited(request, form, None, write)


@door(rights.EDIT)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Rewrite a draft, or propose a revision of what is published."""
    by, row = actor(request), _found(code)
    is_revision = row.state == EntryState.PUBLISHED
    if not is_revision and row.state != EntryState.DRAFT:
        raise NotPermitted(verb=gettext("修改"))
    form = EntryForm(request.POST or None, initial=_initial(row), by=by, row=row)

    def write() -> Done:
        if is_revision:
            knowledge_actions.revise(code, form.new(), by=by, at=now())
            return Done(_("修订已提交，审核通过前市民听到的仍是原文。"), key=code)
        knowledge_actions.change(code, form.new(), by=by, at=now())
        return Done(_("草稿已保存。"), key=code)

    return _edited(request, form, row, write)


@door(*LOOK)
@require_GET
def compare(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An old version beside what the entry says now."""
    row, old = _found(code), lists.version(code, number)
    if old is None:
        raise NotFound
    context = {"row": row, "number": number, "old": old, "parts": _parts(old, row)}
    return render(request, "console/knowledge_compare.html", context)


def _edited(request: HttpRequest, form: EntryForm, row: Any, write: Any) -> HttpResponse:
    is_preview = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not is_preview:
        done = attempt(form, write)
        if done:
            messages.success(request, str(done.sentence))
            return HttpResponseRedirect(reverse("console:entry", args=[done.key]))
    context = {"form": form, "row": row, "is_revision": row is not None and row.state == EntryState.PUBLISHED}
    context["preview"] = form.data if is_preview else None
    status = 422 if form.errors and not is_preview else 200
    return render(request, "console/knowledge_edit.html", context, status=status)


def _page(request: HttpRequest, row: Any, tried: dict[str, Any] | None = None) -> HttpResponse:
    by, tried = actor(request), tried or {}
    deeds = [
        (each, tried.get(each.slug) or each.form(None, prefix=each.slug, by=by)) for each in knowledge_deeds.of(row, by)
    ]
    proposal = knowledge_actions.proposal(row) if row.proposed is not None else None
    events = journal.about("knowledge", row.code).order_by("-seq")[:EVENTS_SHOWN]
    context = {
        "row": row,
        "state": state(row),
        "ending": ending(row),
        "deeds": deeds,
        "proposal": proposal,
        "parts": _parts(row, proposal) if proposal else [],
        "versions": knowledge.versions(row.code),
        "history": [sentences.of(event) for event in events],
        "may_edit": by.holds(rights.EDIT) and row.state in (EntryState.DRAFT, EntryState.PUBLISHED),
    }
    status = 422 if any(form.errors for form in tried.values()) else 200
    return render(request, "console/entry.html", context, status=status)


def _parts(old: Any, new: Any) -> list[tuple[Text, list[differences.Piece]]]:
    pairs = [(label, getattr(old, name), getattr(new, name)) for name, label in FIELDS]
    return [(label, differences.pieces(before, after)) for label, before, after in pairs if before or after]


def _initial(row: Any) -> dict[str, Any]:
    said: NewEntry | Any = knowledge_actions.proposal(row) if row.proposed is not None else row
    facts = {name: getattr(said, name) for name in EntryForm.base_fields if hasattr(said, name)}
    region = said.region if isinstance(said, NewEntry) else row.region_id
    return facts | {"code": row.code, "owner": said.owner_id, "region": region}


def _found(code: str) -> Any:
    row = knowledge.entry(code)
    if row is None:
        raise NotFound
    return row


def state(row: Any) -> object:
    """The state with its shape; a waiting revision is told beside."""
    tones = {"draft": ("wait", "pencil"), "in_review": ("ask", "hourglass")}
    tones |= {"published": ("good", "circle-check"), "retired": ("done", "archive")}
    tone, icon = tones[row.state]
    return cells.pill(tone, icon, EntryState(row.state).label(get_language() or "zh"))


def ending(row: Any) -> object:
    """Until when it holds, in the colour of how soon that is."""
    if row.valid_until_on is None:
        return gettext("长期")
    left = (row.valid_until_on - today()).days
    if left <= 0:
        return cells.pill("bad", "alert-circle", gettext("{day} 已到期").format(day=row.valid_until_on))
    if left <= knowledge.REVIEW_BEFORE_END.days:
        return cells.pill(
            "warn", "clock-exclamation", gettext("{day}，还有 {left} 天").format(day=row.valid_until_on, left=left)
        )
    return f"{row.valid_until_on}"
