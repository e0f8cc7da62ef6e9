"""The main screens, one after the other, as axe-core sees them: no fault of WCAG 2 A and AA."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets import texts
from hotline.flow.tickets.models import Assignment, TicketText
from hotline.flow.tickets.words import Status
from hotline.web.kit.doors import now
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LAWS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RUN = """laws => axe.run(document, {runOnly: {type: "tag", values: laws}, resultTypes: ["violations"]})
    .then(found => found.violations.map(each => [each.id, each.nodes.slice(0, 5).map(node =>
        node.target.join(" ") + " | " + (node.any.concat(node.all, node.none)[0] || {message: ""}).message)]))"""


def _screens(town: Town) -> Iterator[tuple[str, list[str]]]:
    """Who looks at what; nobody is the citizen."""
    at = now() - timedelta(hours=2)
    waiting = town.ticket(Status.TO_DISPATCH, at=at)
    held, closed = town.ticket(Status.HANDLING, at=at), town.ticket(Status.CLOSED, at=at)
    texts.publish(closed.pk, "路灯已修复，感谢您的反映。", at)
    [mine] = Assignment.objects.filter(ticket=held)
    answer = f"/answers/{TicketText.objects.get(pk=closed.pk).public_id}/"
    yield "", ["/", "/about/", "/submit/what/", "/answers/", answer, "/track/", "/account/login/", "/tour/"]
    yield "agent.wuxi", ["/desk/", f"/tickets/{held.number}/", "/account/", "/account/address/"]
    yield "dispatcher.wuxi", ["/bench/dispatch/", f"/bench/dispatch/{waiting.number}/"]
    yield "handler.binhu-cg", ["/office/", f"/office/{held.number}/{mine.pk}/"]
    yield "leader.binhu", ["/office/lead/"]
    yield (
        "admin.js",
        ["/console/", "/console/resets/", "/console/people/", f"/console/people/row/{town.person('agent.wuxi').pk}/"],
    )
    yield "auditor.js", ["/console/journal/", "/console/seals/"]


def _cookies(town: Town, username: str, language: str) -> dict[str, str]:
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if username:
        client, person = Client(), town.person(username)
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=person, name="test").persistent_id
        session.save()
        cookies["sessionid"] = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return cookies


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-hans"), (360, "en")])
def test_no_screen_breaks_a_law_of_access(
    chromium: Browser, live_server: LiveServer, town: Town, width: int, language: str
) -> None:
    assert AXE.exists(), "axe-core is not installed: run `make setup`"
    axe, found = AXE.read_text(), list[str]()
    for username, paths in _screens(town):
        context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
        cookies = _cookies(town, username, language)
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        for path in paths:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(axe)
            faults: list[tuple[str, list[str]]] = page.evaluate(RUN, LAWS)
            found += [f"{path} {law}: {place}" for law, places in faults for place in places]
        context.close()
    assert not found, "\n".join(found)
