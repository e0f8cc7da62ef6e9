"""Coming in and going out, the password, one's own page."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hotline.ground.outbox import notices
from hotline.ground.people import actions as people
from hotline.ground.people import locks
from hotline.ground.people import queries as people_queries
from hotline.ground.people.words import Capability
from hotline.ground.privacy import queries as privacy
from hotline.ground.resets import queries as resets
from hotline.ground.resets import telling
from hotline.lib.refusal import Refusal
from hotline.web.kit import doors, navigation
from hotline.web.kit import notices as kit_notices
from hotline.web.kit.faults import toast
from hotline.web.kit.views import safe_next, speak

SHOWN = 5


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Come in by user name and password; what an expired session interrupted goes on afterwards."""
    if request.method == "GET" and request.user.is_authenticated and not request.GET.get("next"):
        return HttpResponseRedirect(navigation.home(request))
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())
        _warn_of_resets(request)
        return _entered(request)
    is_wrong = request.method == "POST"
    context = {"form": form, "is_wrong": is_wrong, "next": _next(request), "kept": request.POST.get("kept", "")}
    template = "account/dialog.html" if request.htmx else "account/login.html"  # type: ignore[attr-defined]
    response = render(request, template, context, status=422 if is_wrong else 200)
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Retarget"], response["HX-Reswap"] = "#kit-login", "innerHTML"
    return response


def _next(request: HttpRequest) -> str:
    return safe_next(request, request.POST.get("next", "") or request.GET.get("next", ""), "")


def _entered(request: HttpRequest) -> HttpResponse:
    """Where somebody goes who has just come in."""
    response: HttpResponse
    kept = doors.kept(request.POST.get("kept", "")) if request.POST.get("kept") else None
    if request.htmx:  # type: ignore[attr-defined]
        token = {"kit:seal": {"token": get_token(request)}}
        response = render(request, "kit/toast.html", {"sentence": gettext("已重新登录，请继续。"), "tone": "good"})
        response["HX-Retarget"], response["HX-Reswap"] = "#kit-toasts", "beforeend"
        response["HX-Trigger"] = json.dumps(token)
        if doors.needs_second_factor(request):
            response["HX-Redirect"] = reverse("account:second")
    elif kept is not None and safe_next(request, kept["path"], ""):
        response = render(request, "account/again.html", {"path": kept["path"], "fields": kept["fields"].items()})
    else:
        response = HttpResponseRedirect(_next(request) or navigation.home(request))
    speak(response, getattr(request.user, "language", settings.LANGUAGE_CODE))
    return response


def counted_by(request_or_attempt: Any, credentials: dict[str, Any] | None = None) -> list[str | list[str]]:
    """What wrong passwords are counted by: name and address, and the name alone once many addresses have guessed."""
    name = (credentials or {}).get("username") or getattr(request_or_attempt, "username", "") or ""
    usual: list[str | list[str]] = [["username", "ip_address"]]
    is_guessed = name and locks.wrong_passwords(name, doors.now()) >= settings.LOGIN_FAILURES_BY_NAME
    return [*usual, "username"] if is_guessed else usual


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """Too many failed logins: say how long to wait."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    if getattr(request, "htmx", False):
        sentence = gettext("登录失败次数过多，已暂停登录，请 {minutes} 分钟后再试。本页填写的内容都还在。")
        return toast(request, sentence.format(minutes=minutes), status=429)
    return render(request, "account/locked.html", context, status=429)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Go out."""
    auth.logout(request)
    return HttpResponseRedirect(reverse("account:login"))


@doors.door()
def home(request: HttpRequest) -> HttpResponse:
    """One's own page: postings, second factor, what one may still look at today."""
    by = doors.actor(request)
    context = {
        "by": by,
        "may_unmask": by.holds(Capability.UNMASK),
        "left": privacy.left_today(by, doors.now()),
        "is_verified": request.user.is_verified(),  # type: ignore[union-attr]
    }
    return render(request, "account/home.html", context)


class AddressForm(forms.Form):
    """Where one is told what happens to one's account."""

    phone = forms.CharField(label=_("手机号"), max_length=11, required=False)
    mail = forms.CharField(label=_("邮箱"), max_length=120, required=False)


@doors.door()
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Where security notices go; the old address is told of a change."""
    by = doors.actor(request)
    phone, mail = resets.address(by.person_id or 0)
    form = AddressForm(request.POST or None, initial={"phone": phone, "mail": mail})
    if request.method == "POST" and form.is_valid():
        try:
            telling.leave_address(form.cleaned_data["phone"], form.cleaned_data["mail"], by=by, at=doors.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(gettext, get_language() or "zh"))
        else:
            messages.success(request, gettext("安全联系方式已保存。"))
            return HttpResponseRedirect(reverse("account:home"))
    return render(request, "account/address.html", {"form": form}, status=422 if form.errors else 200)


def _warn_of_resets(request: HttpRequest) -> None:
    """At the first login after somebody touched the account, say so."""
    by = people_queries.actor(request.user.pk or 0, doors.today())
    for notice in notices.for_actor(by).filter(kind__in=telling.TO_OWNER)[:SHOWN]:
        if not notice.is_read:
            messages.warning(request, kit_notices.line(notice).sentence)


@doors.door()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; other sessions of the account end."""
    form = PasswordChangeForm(request.user, request.POST or None)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        said, by = form.cleaned_data, doors.actor(request)
        people.change_password(form.user.pk, said["old_password"], said["new_password1"], by=by, at=doors.now())
        form.user.refresh_from_db()
        auth.update_session_auth_hash(request, form.user)
        messages.success(request, gettext("密码已修改，其他设备上的登录已退出。"))
        return HttpResponseRedirect(reverse("account:home"))
    context = {"form": form, "is_temporary": getattr(request.user, "has_temporary_password", False)}
    return render(request, "account/password.html", context, status=422 if form.errors else 200)
