"""Administration in a real browser: a day is picked on the year's picture, a danger is asked about, nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.ground.calendar.models import CalendarDay
from hotline.ground.organisations.models import Organisation
from tests.browser import hands
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _keeper(chromium: Browser, live_server: LiveServer, town: Town, width: int = 1440) -> Page:
    client, person = Client(), town.person("admin.js")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=person, name="test").persistent_id
    session.save()
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    value = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return context.new_page()


def test_days_are_picked_on_the_picture_of_the_year(chromium: Browser, live_server: LiveServer, town: Town) -> None:
    page = _keeper(chromium, live_server, town)
    day = timezone.localdate() + timedelta(days=1)
    page.goto(f"{live_server.url}/console/calendars/office/{day.year}/")
    page.locator(f"input[value='{day}']").check(force=True)
    expect(page.locator("[data-picked]")).to_have_text("已选 1 天")
    page.fill("#day-name", "防汛日")
    hands.go(page, page.get_by_role("button", name="设为休息").click)
    expect(page.get_by_text("已设置 1 天。")).to_be_visible()
    assert CalendarDay.objects.filter(day=day, is_working=False, name="防汛日").exists()


def test_retiring_a_unit_is_asked_about_first(chromium: Browser, live_server: LiveServer, town: Town) -> None:
    page, unit = _keeper(chromium, live_server, town), town.unit("320200-jt")
    page.goto(f"{live_server.url}/console/organisations/row/{unit.pk}/")
    page.get_by_text("停用机构").first.click()
    page.fill("[name=retire-why]", "机构改革")
    page.locator(".deed-danger form button").click()
    expect(page.locator("#kit-confirm")).to_contain_text("不能再向它派单")
    assert Organisation.objects.filter(pk=unit.pk, until_on__isnull=True).exists()
    hands.go(page, page.locator("#kit-confirm button[value=yes]").click)
    expect(page.get_by_text("机构已停用。")).to_be_visible()


@pytest.mark.parametrize("path", ["", "organisations/", "roles/matrix/", "limits/try/", "people/new/", "outbox/"])
def test_nothing_is_wider_than_a_phone(path: str, chromium: Browser, live_server: LiveServer, town: Town) -> None:
    page = _keeper(chromium, live_server, town, width=360)
    page.goto(f"{live_server.url}/console/{path}")
    hands.fits(page, 360)
