"""The province watches the cities' tickets as they come in, without jumping; what it sent down is mirrored."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from django.test import Client

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.handling import actions as handling
from hotline.flow.intake import actions as intake
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Person, Role
from hotline.ground.people.words import Actor
from hotline.watch.supervision import triggers
from hotline.watch.supervision.words import Grade, NewRule, RuleKind, RuleMode
from tests.town import Town

from .conftest import NOW

SYSTEM = Actor.system()


def enter(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def test_each_watches_her_own_area(watched: Town) -> None:
    wuxi = watched.ticket(Status.IN_REVIEW).number
    [suzhou] = intake.take(watched.appeal("320500-rx", region="320505"), by=watched.actor("agent.suzhou"), at=NOW)
    sees = {"supervisor.js": {wuxi, suzhou.number}, "supervisor.wuxi": {wuxi}, "supervisor.suzhou": {suzhou.number}}
    sees |= {"supervisor.huqiu": {suzhou.number}, "supervisor.odd": set()}
    for by, expected in sees.items():
        page = enter(by).get("/oversight/watch/").content.decode()
        assert {number for number in (wuxi, suzhou.number) if number in page} == expected, by
    assert enter("handler.binhu-cg").get("/oversight/watch/").status_code == 403


def test_what_came_in_is_told_above_and_a_line_is_renewed_where_it_stands(watched: Town) -> None:
    old = watched.ticket(Status.IN_REVIEW)
    who = enter("supervisor.js")
    since = quote((NOW - timedelta(hours=1)).isoformat())
    assert who.get(f"/oversight/watch/news/?since={since}").content.strip() == b""
    [new] = intake.take(watched.appeal("320500-rx", region="320505"), by=watched.actor("agent.suzhou"), at=NOW)
    told = who.get(f"/oversight/watch/news/?since={since}").content.decode()
    assert "新到 1 件" in told
    assert "新到" not in enter("supervisor.wuxi").get(f"/oversight/watch/news/?since={since}").content.decode()
    assert who.get("/oversight/watch/news/?since=gestern").content == b""
    line = who.get(f"/oversight/watch/rows/{old.number}/").content.decode()
    assert line.strip().startswith("<tr")
    assert enter("supervisor.wuxi").get(f"/oversight/watch/rows/{new.number}/").content == b""


def test_the_stream_is_narrowed_to_a_watched_topic(watched: Town) -> None:
    lamp = watched.ticket(Status.IN_REVIEW)
    mask = watched.ticket(Status.IN_REVIEW, title="雷神山供货企业复工", text="接到雷神山订单，请加快许可。")
    centre, kind = watched.unit("320000-rx").pk, RuleKind.WATCHED
    new = NewRule(
        "涉疫", "Epidemic", centre, kind, RuleMode.SUGGEST, Grade.KEY, "topic", "请办", NOW.date(), words=("雷神山",)
    )
    rule = triggers.add(new, by=watched.actor("admin.js"), at=NOW)
    page = enter("supervisor.js").get(f"/oversight/watch/?topic={rule.pk}").content.decode()
    assert mask.number in page
    assert lamp.number not in page
    city = enter("supervisor.wuxi").get(f"/oversight/watch/?topic={rule.pk}").content.decode()
    assert mask.number in city


def test_what_was_sent_down_is_mirrored_and_can_be_taken_back(watched: Town) -> None:
    role = Role.objects.get(pk="supervisor")
    Role.objects.filter(pk="supervisor").update(permissions=[*role.permissions, "take_back"])
    [made] = intake.take(watched.appeal("320000-rx"), by=watched.actor("agent.js"), at=NOW, submitted=True)
    intake.accept(made.number, by=SYSTEM, at=NOW)
    city, county = watched.unit("320200-rx").pk, watched.unit("320211-zf").pk
    dispatching.dispatch(made.number, city, by=SYSTEM, at=NOW, why="属地")
    top = lookups.open_assignment(made.number, city)
    handling.sign(made.number, top, by=SYSTEM, at=NOW)
    handling.send_down(made.number, top, county, "", by=SYSTEM, at=NOW)
    who = enter("supervisor.js")
    page = who.get("/oversight/watch/?tab=sent").content.decode()
    assert "滨湖区人民政府 待签收" in page
    assert "take_back" in page
    assert made.number not in enter("supervisor.wuxi").get("/oversight/watch/?tab=sent").content.decode()
    assert who.post(f"/tickets/{made.number}/do/take_back/", {"why": "由省级统筹"}).status_code == 302
    page = who.get("/oversight/watch/?tab=sent").content.decode()
    assert made.number not in page
