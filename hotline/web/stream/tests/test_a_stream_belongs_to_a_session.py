"""A pass works beside the session it was made for, and a stream ends with it; nobody holds all the lines."""

from __future__ import annotations

from http.client import HTTPResponse

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from hotline.flow.tickets.words import Status
from hotline.ground.people import actions as people
from hotline.web.kit.stream import seal
from hotline.web.stream.hub import MOST_PAGES
from hotline.web.stream.sessions import holders
from tests.browser.hands import until
from tests.town import MONDAY, PASSWORD, Town

from .lines import OPEN, ask, hears, knock, listen, log_in, note

AGENT = "agent.wuxi"


def ends(answer: HTTPResponse) -> bool:
    """Whether the server closes the line; a line that stays open is a timeout."""
    try:
        while answer.readline():
            pass
    except TimeoutError:
        return False
    return True


def test_a_pass_is_worth_nothing_beside_another_session_or_none(port: int, town: Town) -> None:
    mine, other_browser, colleague = log_in(town, AGENT), log_in(town, AGENT), log_in(town, "agent.suzhou")
    sealed = seal(town.person(AGENT).pk, mine)
    assert ask(port, f"/stream/?pass={sealed}").status == 403
    assert knock(port, sealed, other_browser).status == 403
    assert knock(port, sealed, colleague).status == 403
    assert knock(port, sealed, mine).status == 200


def test_nobody_makes_herself_another_with_her_own_session(port: int, town: Town) -> None:
    mine = log_in(town, "agent.suzhou")
    assert knock(port, seal(town.person(AGENT).pk, mine), mine).status == 403


def test_a_pass_is_over_with_the_login(port: int, town: Town) -> None:
    session = log_in(town, AGENT)
    sealed = seal(town.person(AGENT).pk, session)
    leave(session)
    assert knock(port, sealed, session).status == 403


def test_a_logout_ends_the_open_stream_and_no_other(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    mine = log_in(town, AGENT)
    left, elsewhere = listen(port, town, AGENT, mine), listen(port, town, AGENT)
    leave(mine)
    assert ends(left)
    note(ticket)
    assert hears(elsewhere, ticket)["event"] == "changed"


def test_a_closed_account_ends_the_open_stream(port: int, town: Town) -> None:
    line = listen(port, town, AGENT)
    people.deactivate(town.person(AGENT).pk, "离职", by=town.actor("admin.js"), at=MONDAY)
    assert ends(line)


def test_a_new_password_ends_the_open_streams(port: int, town: Town) -> None:
    line = listen(port, town, AGENT)
    people.change_password(town.person(AGENT).pk, PASSWORD, "ein-anderes-wort-2026", by=town.actor(AGENT), at=MONDAY)
    assert ends(line)


def test_one_person_cannot_take_all_the_lines(port: int, town: Town) -> None:
    session = log_in(town, AGENT)
    for _ in range(MOST_PAGES):
        listen(port, town, AGENT, session)
    sealed = seal(town.person(AGENT).pk, session)
    assert knock(port, sealed, session).status == 429
    listen(port, town, "agent.suzhou")
    for line in OPEN:
        line.close()
    until(lambda: knock(port, sealed, session).status == 200)


@pytest.mark.parametrize("data", [{}, {"_auth_user_id": "nobody"}, {"_auth_user_id": "1" * 30}])
def test_a_session_of_nobody_holds_nothing(transactional_db: None, data: dict[str, str]) -> None:
    session = Client().session
    session.update(data)
    session.save()
    assert holders([str(session.session_key), "", "never-there"]) == {}


def leave(session: str) -> None:
    """Log out through the door."""
    client = Client()
    client.cookies["sessionid"] = session
    client.post("/account/logout/")
    assert not Session.objects.filter(session_key=session).exists()
