"""Following one's own appeal, adding to it, rating it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hotline.flow.followup import actions as followups
from hotline.flow.followup import invitations
from hotline.flow.followup.words import FollowUpChannel, Result
from hotline.flow.intake import additions
from hotline.flow.tickets import citizens
from hotline.flow.tickets.citizens import Own
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal

from . import drafts, errors, limits, progress
from .forms import NOTE, AddForm, RateForm, TrackForm
from .submit import Upload, take_files
from .words import Stage

OPENED, UNSAVED = "tracked", "unsaved"
OPEN_SECONDS = 2 * 3600
BY = Actor.citizen()


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. Wrong code and unknown number get the same sentence."""
    form = TrackForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")[:20]}
    )
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            _check(request, number, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
        else:
            _open(request, number)
            return redirect("portal:ticket", number)
    return render(request, "portal/track.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """How far it has come, the answer, and what one can do now."""
    own = _opened(request, number)
    if own is None:
        return _ask(number)
    text = drafts.take_up(str(request.session.pop(UNSAVED, "")), number)
    return _page(request, own, AddForm(initial={"text": text}), has_kept=bool(text))


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add words and files. When the code must be given again, what was written waits for it."""
    own = _opened(request, number)
    if own is None:
        at = timezone.now()
        limits.by_address(request, "draft", limits.DRAFT, at=at)
        request.session[UNSAVED] = drafts.set_aside(number, request.POST.get("text", "")[:NOTE], at=at)
        return _ask(number)
    form = AddForm(request.POST, request.FILES)
    if form.is_valid() and _added(request, form, number):
        return redirect(f"{request.path.removesuffix('add/')}?added=1#add")
    return _page(request, own, form, status=422)


@never_cache
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate from the tracking page."""
    own = _opened(request, number)
    if own is None:
        return _ask(number)
    if not progress.of(own).may_rate:
        return redirect("portal:ticket", number)
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            at = timezone.now()
            limits.by_address(request, "rate", limits.RATE, at=at)
            result = followups.follow_up(number, form.visit(FollowUpChannel.WEB), by=BY, at=at)
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
        else:
            return _thanks(request, result)
    return _rating(request, own, form)


@never_cache
def rate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Rate through the link of a text message; opening the link uses nothing up."""
    at = timezone.now()
    limits.by_address(request, "link", limits.RATE, at=at)
    number = invitations.open_invitation(token, at=at)
    own = citizens.own(number) if number else None
    if own is None:
        return render(request, "portal/link_used.html", status=410)
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            result = followups.rate(token, form.visit(FollowUpChannel.SMS), at=at)
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
        else:
            return _thanks(request, result)
    return _rating(request, own, form)


def _check(request: HttpRequest, number: str, code: str) -> None:
    """Let the right code in.

    :raises TooOften: too many tries from this address, or too many wrong codes for this number.
    :raises WrongCode: they do not belong together.
    """
    at = timezone.now()
    limits.by_address(request, "query", limits.QUERY, at=at)
    limits.refuse_guessed(request, number, at=at)
    if not citizens.is_hers(number, code):
        limits.count_guess(request, number, at=at)
        raise errors.WrongCode


def _open(request: HttpRequest, number: str) -> None:
    now = int(timezone.now().timestamp())
    opened = {each: at for each, at in request.session.get(OPENED, {}).items() if now - at < OPEN_SECONDS}
    request.session[OPENED] = opened | {number: now}


def _opened(request: HttpRequest, number: str) -> Own | None:
    """The ticket, if its code was given in this browser within two hours."""
    at = request.session.get(OPENED, {}).get(number)
    if at is None or timezone.now().timestamp() - at > OPEN_SECONDS:
        return None
    own = citizens.own(number)
    if own is None:
        raise Http404
    return own


def _ask(number: str) -> HttpResponse:
    answer = redirect("portal:track")
    answer["Location"] += f"?number={number}"
    return answer


def _added(request: HttpRequest, form: AddForm, number: str) -> bool:
    at = timezone.now()

    def keep(upload: Upload) -> None:
        additions.add_file(number, upload.read(), upload.name or "", by=BY, at=at, purpose="citizen")

    try:
        limits.by_number(number, "add", limits.ADD, at=at)
        if form.cleaned_data["photos"] and not take_files(request, form, keep, 0):
            return False
        if form.cleaned_data["text"].strip():
            additions.add_note(number, form.cleaned_data["text"], by=BY, at=at)
    except Refusal as refusal:
        form.add_error("text", _said(refusal))
        return False
    return True


def _page(request: HttpRequest, own: Own, form: AddForm, status: int = 200, *, has_kept: bool = False) -> HttpResponse:
    context = {
        "own": own,
        "progress": progress.of(own),
        "stages": list(Stage),
        "form": form,
        "is_added": "added" in request.GET,
        "has_kept": has_kept,
    }
    return render(request, "portal/ticket.html", context, status=status)


def _rating(request: HttpRequest, own: Own, form: RateForm) -> HttpResponse:
    context = {"own": own, "answer": progress.answer(own), "form": form}
    return render(request, "portal/rate.html", context, status=422 if form.errors else 200)


def _thanks(request: HttpRequest, result: Result) -> HttpResponse:
    return render(request, "portal/thanks.html", {"is_rework": result is Result.REWORK})


def _said(refusal: Refusal) -> str:
    return refusal.sentence(gettext, get_language() or "zh")
