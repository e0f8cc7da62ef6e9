"""The door every page stands behind: who are you, may you come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.lib.memo import remembered
from hotline.lib.refusal import Refusal

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
KEPT_SALT = "kept-form"
KEPT_MOST = 512 * 1024
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "token"})


class WrongDoor(Refusal):
    """您的岗位不能打开这个页面。如果工作需要，请联系本单位管理员调整岗位。"""

    status = 403


def now() -> datetime:
    """The moment a request is answered: passed down as ``at=``."""
    return timezone.now()


def today() -> date:
    """The day in Shanghai."""
    return timezone.localdate()


def actor(request: HttpRequest) -> Actor:
    """The person behind the request with today's postings: passed down as ``by=``.

    :raises WrongDoor: nobody is logged in (a page that forgot its door).
    """
    if request.user.pk is None:
        raise WrongDoor
    return people.actor(request.user.pk, today())


def door(*permissions: str) -> Callable[[View[P]], View[P]]:
    """Let in who is logged in and holds at least one of the permissions; privileged roles need their second factor."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return ask_login(request)
            if needs_second_factor(request):
                return _sent_to(request, "account:second")
            if _must_change_password(request):
                return _sent_to(request, "account:password")
            if permissions and not any(actor(request).holds(each) for each in permissions):
                raise WrongDoor
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")  # nothing of it stays on a shared computer
            return response

        return guarded

    return wrap


def _must_change_password(request: HttpRequest) -> bool:
    """Whether the person came in with a password an administrator gave her, and stands elsewhere than at its change."""
    is_temporary: bool = getattr(request.user, "has_temporary_password", False)
    return is_temporary and request.path != reverse("account:password")


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the person holds a privileged role and has not given her one-time password in this session."""
    is_verified: Callable[[], bool] = getattr(request.user, "is_verified", lambda: False)
    return not is_verified() and _is_privileged(request.user.pk or 0, civil_day(timezone.now()))


@remembered(5)
def _is_privileged(person_id: int, on: date) -> bool:
    return people.is_privileged(person_id, on)


def ask_login(request: HttpRequest) -> HttpResponse:
    """Ask for a login, losing nothing: a dialog for htmx, the kept form for a post, else the login page."""
    if getattr(request, "htmx", False):
        response = render(request, "account/dialog.html", status=401)
        response["HX-Retarget"], response["HX-Reswap"] = "#kit-login", "innerHTML"
        return response
    if request.method == "POST":
        return render(request, "account/expired.html", {"kept": keep(request), "next": request.path}, status=401)
    return _sent_to(request, "account:login")


def keep(request: HttpRequest) -> str:
    """What was posted, signed, to be carried through the login page."""
    kept = {name: values for name, values in request.POST.lists() if name not in NEVER_KEPT}
    sealed = signing.dumps({"path": request.get_full_path(), "fields": kept}, salt=KEPT_SALT, compress=True)
    return sealed if len(sealed) <= KEPT_MOST else ""


def kept(sealed: str) -> dict[str, Any] | None:
    """What ``keep`` sealed within the last hour, or None."""
    try:
        found: dict[str, Any] = signing.loads(sealed, salt=KEPT_SALT, max_age=3600)
    except signing.BadSignature:
        return None
    return found


def _sent_to(request: HttpRequest, name: str) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", False) else ""
    address = reverse(name) + (f"?{urlencode({'next': back})}" if back not in ("", settings.LOGIN_REDIRECT_URL) else "")
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
