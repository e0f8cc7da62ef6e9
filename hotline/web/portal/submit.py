"""Submitting an appeal in four steps."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from django import forms as django_forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import (
    CallerKind,
    Channel,
    FollowUpWish,
    NewBeneficiary,
    NewContact,
    NewTicket,
    Registered,
    Tongue,
)
from hotline.ground.catalogue.words import Kind
from hotline.ground.files import actions as files
from hotline.ground.files import checks
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import Refusal
from hotline.web.kit import names

from . import drafts, errors, limits
from .drafts import Writing
from .forms import MOST_FILES, WhatForm, WhereForm, WhoForm, named
from .words import Step

FORMS: dict[Step, type[django_forms.Form]] = {Step.WHAT: WhatForm, Step.WHERE: WhereForm, Step.WHO: WhoForm}
NEXT = {Step.WHAT: Step.WHERE, Step.WHERE: Step.WHO, Step.WHO: Step.CHECK}
Upload: TypeAlias = "UploadedFile[Any]"
SENDER = "portal"
TITLE = 40
TRIED, PHOTOS = "tried", "photos"
BY = Actor.citizen()


@never_cache
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step: what was said is kept before the next one opens, and before the same one opens again with its errors.

    Errors are shown after a redirect, so that the back button never asks to send a form again.
    """
    at, this = timezone.now(), Step(name)
    writing = drafts.of(request, at=at)
    if writing.is_sent:
        return redirect("portal:done")
    if request.method != "POST":
        return _show(request, this, writing, _form(this, writing))
    if not writing.token:
        limits.by_address(request, "draft", limits.DRAFT, at=at)
    form = FORMS[this](request.POST, request.FILES)
    writing.said.pop(TRIED, None)
    is_good = form.is_valid() and _take(request, form, writing)
    if not is_good:
        data = {each: request.POST.get(each, "") for each in form.fields if each != PHOTOS}
        errors_of_files = [str(error) for error in form.errors.get(PHOTOS, [])]
        writing.said[TRIED] = {"step": this.value, "data": data, "photos": errors_of_files}
    drafts.keep(writing, at=at)
    answer = _go_to(NEXT[this] if is_good else this)
    drafts.remember(answer, writing)
    return answer


@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more; sending makes a ticket, once."""
    at = timezone.now()
    writing = drafts.of(request, at=at)
    if writing.is_sent:
        return redirect("portal:done")
    missing = _missing(writing)
    if missing is not None:
        return redirect("portal:step", missing.value)
    if request.method != "POST":
        return _summary(request, writing)
    try:
        limits.by_address(request, "submit", limits.SUBMIT, at=at)
        registered = _register(writing)
    except Refusal as refusal:
        return _summary(request, writing, refusal)
    writing.said = {"number": registered.number, "code": registered.query_code, "phone": writing.said["phone"]}
    drafts.keep(writing, at=at)
    return redirect("portal:done")


@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """The number and the code, to be kept."""
    writing = drafts.of(request, at=timezone.now())
    if not writing.is_sent:
        return redirect("portal:home")
    return render(request, "portal/done.html", {"said": writing.said})


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Begin anew: forget what was written, or what was sent."""
    go_home = request.POST.get("then") == "home"
    answer = redirect("portal:home") if go_home else redirect("portal:step", Step.WHAT.value)
    drafts.discard(drafts.of(request, at=timezone.now()), answer)
    return answer


@require_POST
def remove_file(request: HttpRequest, identifier: int) -> HttpResponse:
    """Take a file out of the draft."""
    at = timezone.now()
    writing = drafts.of(request, at=at)
    if not writing.is_sent and any(each["id"] == identifier for each in writing.files):
        writing.said["files"] = [each for each in writing.files if each["id"] != identifier]
        drafts.keep(writing, at=at)
        files.discard(identifier)
    return redirect("portal:step", Step.WHAT.value)


def take_files(request: HttpRequest, form: django_forms.Form, keep: Callable[[Upload], None], count: int) -> bool:
    """Keep the form's files one by one; a file that may not stay becomes an error at the field."""
    given: list[Upload] = form.cleaned_data[PHOTOS]
    try:
        if count + len(given) > MOST_FILES:
            raise errors.TooManyFiles(limit=MOST_FILES)
        for each in given:
            limits.by_address(request, "upload", limits.UPLOAD, at=timezone.now())
            checks.refuse_size(each.name or "", each.size or 0)
            keep(each)
    except Refusal as refusal:
        form.add_error(PHOTOS, refusal.sentence(gettext, get_language() or "zh"))
        return False
    return True


def _take(request: HttpRequest, form: django_forms.Form, writing: Writing) -> bool:
    """Put what a step said into the draft; False when one of its files may not stay."""
    given = dict(form.cleaned_data)
    given.pop(PHOTOS, None)
    writing.said |= given
    if PHOTOS not in form.fields:
        return True

    def keep(upload: Upload) -> None:
        kept = files.store(upload.read(), upload.name or "", by=BY, at=timezone.now())
        writing.said["files"] = [*writing.files, {"id": kept.id, "name": kept.name, "size": kept.size}]

    before = len(writing.files)
    is_good = take_files(request, form, keep, before)
    if len(writing.files) > before:
        drafts.keep(writing, at=timezone.now())
    return is_good


def _register(writing: Writing) -> Registered:
    """Make the ticket and attach the files: once, however often the button is pressed."""
    at = timezone.now()
    with transaction.atomic():
        [registered], is_repeated = intake.take_once(_appeal(writing), sender=SENDER, key=_key(writing), by=BY, at=at)
        if not is_repeated:
            for each in writing.files:
                tickets.attach(registered.number, each["id"], "citizen", by=BY, at=at)
    return registered


def _key(writing: Writing) -> str:
    """What makes sending safe to repeat: made from the draft's token, which itself stays in the browser."""
    return (privacy.blind(writing.token) or b"").hex()


def _appeal(writing: Writing) -> Appeal:
    said = writing.said
    centre = organisations.centre_for(said["region"])
    if centre is None:
        raise errors.NoCentre
    contact = NewContact(
        centre.id,
        Channel.WEB,
        CallerKind(said["caller_kind"]),
        name=said.get("name", ""),
        phone=said["phone"],
        follow_up=FollowUpWish.of(said.get("follow_up", "")) or FollowUpWish.ANY,
        language=Tongue.ENGLISH if names.is_english() else Tongue.CHINESE,
    )
    other = NewBeneficiary(said.get("other_name", ""), said.get("other_phone", "")) if said.get("for_other") else None
    matter = NewTicket(
        kind=Kind(said["kind"]),
        title=title_of(said["text"]),
        text=said["text"],
        wish=said.get("wish", ""),
        region=said["region"],
        place=said.get("place", ""),
        is_confidential=said.get("confidential") == "yes",
        beneficiary=other,
    )
    return Appeal(contact, (matter,))


def title_of(text: str) -> str:
    """The beginning of what was said, up to where the first sentence ends."""
    first = re.split(r"[\n。！？!?；;]", text.strip(), maxsplit=1)[0].strip() or text.strip()
    return first if len(first) <= TITLE else f"{first[: TITLE - 1]}…"


def _missing(writing: Writing) -> Step | None:
    """The first step that has not been taken."""
    needs = {Step.WHAT: "text", Step.WHERE: "region", Step.WHO: "phone"}
    return next((each for each, name in needs.items() if not writing.said.get(name)), None)


def _form(this: Step, writing: Writing) -> django_forms.Form:
    """The step as it was kept; as it was tried and refused, with the errors."""
    tried = writing.said.get(TRIED)
    if not tried or tried["step"] != this.value:
        return FORMS[this](initial=_initial(writing))
    form = FORMS[this](tried["data"])
    for error in tried["photos"]:
        form.add_error(PHOTOS, error)
    return form


def _initial(writing: Writing) -> dict[str, Any]:
    usual = {"caller_kind": CallerKind.PERSON.value, "confidential": "no", "follow_up": FollowUpWish.ANY.value}
    return usual | writing.said


def _go_to(this: Step) -> HttpResponse:
    return redirect("portal:check") if this is Step.CHECK else redirect("portal:step", this.value)


def _show(request: HttpRequest, this: Step, writing: Writing, form: django_forms.Form) -> HttpResponse:
    context = {"form": form, "steps": list(Step), "this": this, "files": writing.files}
    return render(request, f"portal/{this.value}.html", context)


def _summary(request: HttpRequest, writing: Writing, refusal: Refusal | None = None) -> HttpResponse:
    place = regions.region(writing.said["region"])
    context = {
        "said": writing.said,
        "region": named(place) if place else "",
        "files": writing.files,
        "steps": list(Step),
        "this": Step.CHECK,
        "refusal": refusal.sentence(gettext, get_language() or "zh") if refusal else "",
    }
    return render(request, "portal/check.html", context, status=refusal.status if refusal else 200)


def start(request: HttpRequest) -> HttpResponseRedirect:
    """The first step; after a sent appeal, with an empty form."""
    answer = redirect("portal:step", Step.WHAT.value)
    writing = drafts.of(request, at=timezone.now())
    if writing.is_sent:
        drafts.discard(writing, answer)
    return answer
