"""The main screens, one after the other, as axe-core sees them: no fault of WCAG 2 A and AA, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from hotline.config.faults import BROKEN, PAGE
from hotline.flow.tickets import texts
from hotline.flow.tickets.models import Assignment, TicketText
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Person, Posting
from hotline.ground.resets import actions as resets
from hotline.ground.resets.words import ResetKind
from hotline.web.kit.doors import now
from tests.browser import hands, hard, watched
from tests.town import LONG_AGO, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ABSENT = "/no/such/page/"
LAWS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SHAPE = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "button-name", "link-name"]
"""What a narrower window may break although the wide one was right: it hides words and lays others side by side."""
WIDTHS: dict[int, list[str]] = {1440: LAWS, 360: SHAPE}
RUN = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"]})
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
    yield "", ["/", "/about/", "/submit/what/", "/answers/", answer, "/track/", "/account/login/", "/tour/", ABSENT]
    yield "agent.wuxi", ["/desk/", f"/tickets/{held.number}/", "/account/", "/account/address/"]
    yield "dispatcher.wuxi", ["/bench/dispatch/", f"/bench/dispatch/{waiting.number}/"]
    yield "handler.binhu-cg", ["/office/", f"/office/{held.number}/{mine.pk}/"]
    yield "leader.binhu", ["/office/lead/"]
    yield (
        "admin.js",
        [
            "/console/",
            "/console/resets/",
            f"/console/resets/{_asked(town)}/",
            "/console/people/",
            f"/console/people/row/{town.person('agent.wuxi').pk}/",
            "/console/roles/matrix/",
        ],
    )
    yield "auditor.js", ["/console/journal/", "/console/seals/"]
    yield from watched.screens(watched.lay_out(town, now()))
    yield from hard.screens(town)


def _asked(town: Town) -> int:
    """A request to reset the auditor's password, made by an administrator other than the one who looks at it."""
    other = Person.objects.create(username="other.js", name="另一位管理员", created_at=now())
    Posting.objects.create(person=other, role_id="administrator", organisation=town.unit("320000-rx"), from_on=LONG_AGO)
    auditor, by = town.person("auditor.js").pk, town.actor("other.js")
    return resets.ask(auditor, ResetKind.PASSWORD, "本人忘记了密码", by=by, at=now()).pk


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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_screen_breaks_a_law_of_access(
    chromium: Browser, live_server: LiveServer, town: Town, language: str
) -> None:
    assert AXE.exists(), "axe-core is not installed: run `make setup`"
    found = list[str]()
    for username, paths in _screens(town):
        page = _page(chromium, live_server.url, _cookies(town, username, language))
        for path in paths:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == (404 if path == ABSENT else 200), path
            found += _faults(page, path)
        if ABSENT in paths:
            found += [fault for step in _steps(page, live_server.url) for fault in _faults(page, step)]
        page.context.close()
    assert not found, "\n".join(found)


def _page(chromium: Browser, url: str, cookies: dict[str, str]) -> Page:
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context.new_page()


def _steps(page: Page, url: str) -> Iterator[str]:
    """The later steps of a citizen's form, as they come and with their faults told; then what stands when all fails."""
    further = page.locator("main .button-main").first.click
    page.goto(f"{url}/submit/what/")
    page.check("input[value=help]")
    page.fill("#id_text", "小区门口的路灯一周不亮。")
    hands.go(page, further)
    yield "where"
    hands.go(page, further)
    yield "where, at fault"
    page.select_option("#id_region", "320211")
    hands.go(page, further)
    yield "who"
    page.check("#id_for_other")
    hands.go(page, further)
    yield "who, at fault"
    page.fill("#id_phone", "13812345678")
    page.fill("#id_other_name", "李奶奶")
    hands.go(page, further)
    yield "check"
    hands.go(page, further)
    yield "done"
    page.set_content(PAGE.format(chinese=BROKEN[0], english=BROKEN[1]))
    yield "broken"


def _faults(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, on a desk and on a phone."""
    found = list[str]()
    page.evaluate(AXE.read_text())
    for width, rules in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        faults: list[tuple[str, list[str]]] = page.evaluate(RUN, rules)
        found += [f"{name} {width} {law}: {place}" for law, places in faults for place in places]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} {width}: wider than the window")
    return found
