"""The second factor: enrolling a phone, and giving its six digits."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as note_verified
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.people import queries as people
from hotline.lib.text import number
from hotline.web.kit import doors, navigation
from hotline.web.kit.views import safe_next


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(request, wanted, navigation.home(request))


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; who has no phone enrolled is led to enrol one."""
    if not request.user.is_authenticated:
        return doors.ask_login(request)
    device = TOTPDevice.objects.devices_for_user(request.user, confirmed=True).first()
    if device is None:
        return HttpResponseRedirect(reverse("account:enrol"))
    problem = ""
    if request.method == "POST":
        problem = _tried(device, request.POST.get("token", ""))
        if not problem:
            note_verified(request, device)
            return HttpResponseRedirect(_next(request))
    context = {"problem": problem, "next": _next(request)}
    return render(request, "account/second.html", context, status=422 if problem else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the secret as a QR code until the first right digits confirm it."""
    if not request.user.is_authenticated:
        return doors.ask_login(request)
    devices = TOTPDevice.objects.devices_for_user(request.user)
    if devices.filter(confirmed=True).exists():
        return HttpResponseRedirect(reverse("account:second"))
    device = devices.filter(confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=request.user, name="phone", confirmed=False)
    problem = _tried(device, request.POST.get("token", "")) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        note_verified(request, device)
        return HttpResponseRedirect(_next(request))
    context = {
        "problem": problem,
        "picture": _picture(device),
        "secret": _secret(device),
        "next": _next(request),
        "is_needed": people.is_privileged(request.user.pk, doors.today()),
    }
    return render(request, "account/enrol.html", context, status=422 if problem else 200)


def _tried(device: Any, token: str) -> str:
    """Try the digits; the sentence that stands in the way, or nothing."""
    allowed, reason = device.verify_is_allowed()
    if not allowed:
        until = (reason or {}).get("locked_until")
        seconds = max(1, int((until - doors.now()).total_seconds())) if until else 30
        return gettext("验证码错误次数过多，请 {seconds} 秒后再试。").format(seconds=seconds)
    digits = "".join(token.split())
    if number(digits) is not None and device.verify_token(digits):
        return ""
    return gettext("验证码不正确，请输入手机上当前显示的六位数字。")


def _picture(device: Any) -> str:
    return str(segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2))


def _secret(device: Any) -> str:
    plain = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
