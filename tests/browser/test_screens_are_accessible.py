"""The main screens, one after the other, as axe-core sees them: no fault of WCAG 2 A and AA, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
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
from tests.browser import access, hands, hard, watched
from tests.town import LONG_AGO, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABSENT = "/no/such/page/"


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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_screen_breaks_a_law_of_access(
    chromium: Browser, live_server: LiveServer, town: Town, language: str
) -> None:
    found = list[str]()
    for username, paths in _screens(town):
        page = access.seat(chromium, live_server.url, access.cookies(town, username, language))
        for path in paths:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == (404 if path == ABSENT else 200), path
            found += access.faults(page, path)
        if ABSENT in paths:
            found += [fault for step in _steps(page, live_server.url) for fault in access.faults(page, step)]
        page.context.close()
    assert not found, "\n".join(found)


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
