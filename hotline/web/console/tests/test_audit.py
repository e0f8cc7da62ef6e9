"""The auditor finds who did what, and whether anything was altered; she changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from hotline.flow.tickets.words import Status
from hotline.ground.journal import seals
from hotline.ground.journal.actions import record
from hotline.ground.journal.models import Event, Seal
from hotline.ground.journal.words import START
from hotline.ground.outbox.models import Message, Template
from hotline.ground.people.words import Actor
from hotline.ground.privacy.models import Export, Unmasking
from hotline.ground.programs import actions as programs
from hotline.ground.programs.words import KeyScope
from hotline.lib import chains
from tests.town import MONDAY, Town

from .conftest import LoggedIn

JOURNAL = reverse("console:journal")
IN_MARCH = {"since": "2020-03-01", "until": "2020-03-31"}


def test_the_journal_reads_as_sentences(logged_in: LoggedIn, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    text = logged_in("auditor.js").get(JOURNAL, IN_MARCH | {"subject": ticket.number}).content.decode()
    assert "<b>派单</b>" in text
    assert "王敏" in text
    assert ticket.number in text
    assert "滨湖区城市管理局" in text


def test_the_journal_is_searched_by_person_verb_and_time(logged_in: LoggedIn, town: Town) -> None:
    town.ticket(Status.HANDLING)
    client = logged_in("auditor.js")
    found = client.get(JOURNAL, IN_MARCH | {"who": "王敏", "verb": "submit"}).context["lines"]
    assert [(line.who, line.verb) for _pk, line in found] == [("王敏", "提交")]
    assert "没有符合条件的日志" in client.get(JOURNAL, {"since": "2019-01-01", "until": "2019-02-01"}).content.decode()


def test_a_person_is_found_by_a_part_of_her_name_and_the_platform_by_its_own(logged_in: LoggedIn, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    record("ticket", ticket.pk, "urge", by=Actor.system(), at=MONDAY)
    client = logged_in("auditor.js")
    found = client.get(JOURNAL, IN_MARCH | {"who": "王"}).context["lines"]
    assert {line.who for _pk, line in found} == {"王敏"}
    found = client.get(JOURNAL, IN_MARCH | {"who": "系统"}).context["lines"]
    assert {line.who for _pk, line in found} == {"系统"}


def test_a_citys_auditor_sees_her_own_people_only(logged_in: LoggedIn, town: Town) -> None:
    town.ticket(Status.HANDLING)
    organisation = town.unit("320500-rx").pk
    programs.create_key("x", organisation, [KeyScope.READ], by=town.actor("agent.suzhou"), at=MONDAY)
    lines = logged_in("auditor.wuxi").get(JOURNAL, IN_MARCH).context["lines"]
    assert {line.who for _pk, line in lines} >= {"王敏", "刘洋"}
    assert "沈琴" not in {line.who for _pk, line in lines}


def test_a_whole_chain_is_said_to_be_whole(logged_in: LoggedIn, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    text = logged_in("auditor.js").get(reverse("console:seals"), {"number": ticket.number}).content.decode()
    assert "日志完整，没有改动或缺失" in text


def test_an_altered_event_is_found_in_its_chain(logged_in: LoggedIn, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    with pgtrigger.ignore():
        Event.objects.filter(topic="ticket", subject=ticket.pk, seq=2).update(by_name="别人")
    text = logged_in("auditor.js").get(reverse("console:seals"), {"number": ticket.number}).content.decode()
    assert "在第 2 环不符" in text


def test_a_ticket_that_is_not_there_is_not_there(logged_in: LoggedIn) -> None:
    assert logged_in("auditor.js").get(reverse("console:seals"), {"number": "20990101000001"}).status_code == 404


def test_a_seal_is_checked_and_the_check_is_kept(logged_in: LoggedIn, town: Town) -> None:
    town.ticket(Status.HANDLING)
    events = Event.objects.count()
    tx = Event.objects.values_list("tx", flat=True).first() or 0
    ends = list(seals.ends(0, tx + 1))
    seal = Seal.objects.create(
        tx_from=0,
        tx_to=tx + 1,
        events=events,
        hash=chains.seal(START, seals.named(ends)),
        prints=b"".join(seals.fingerprint(end) for end in ends),
        at=MONDAY,
    )
    client = logged_in("auditor.js")
    assert "尚未核对" in client.get(reverse("console:seals")).content.decode()
    client.post(reverse("console:check_seal", args=[seal.pk]))
    assert Event.objects.filter(topic="audit", subject=seal.pk, verb="verify_seal").count() == 1
    assert "省审计员" in client.get(reverse("console:seals")).content.decode()


def test_looks_at_personal_data_are_listed_the_busiest_first(logged_in: LoggedIn, town: Town) -> None:
    at = timezone.now()
    for username, times in (("agent.wuxi", 1), ("agent.suzhou", 3)):
        for _ in range(times):
            person = town.person(username)
            Unmasking.objects.create(person=person, subject="contact:1", field="phone", reason="回拨核实地址", at=at)
    answer = logged_in("auditor.js").get(reverse("console:unmaskings"))
    assert [name for _, name, _ in answer.context["busiest"]] == ["沈琴", "王敏"]
    assert "回拨核实地址" in answer.content.decode()
    ours = logged_in("auditor.wuxi").get(reverse("console:unmaskings")).content.decode()
    assert "王敏" in ours
    assert "沈琴" not in ours


def test_exports_are_listed(logged_in: LoggedIn, town: Town) -> None:
    person = town.person("lead.wuxi")
    Export.objects.create(
        person=person, name="队列", columns=["标题"], filters={"状态": "办理中"}, rows=12, at=timezone.now()
    )
    text = logged_in("auditor.js").get(reverse("console:exports")).content.decode()
    assert "办理中" in text


def _dead() -> Message:
    at = timezone.now() - timedelta(hours=3)
    return Message.objects.create(
        channel="sms",
        recipient="13912340001",
        template="rate",
        body="请评价",
        once_key="k",
        state="dead",
        tries=8,
        written_at=at,
        next_try_at=at,
        last_error="网关无响应",
    )


def test_a_dead_letter_is_sent_again(logged_in: LoggedIn) -> None:
    message, client = _dead(), logged_in("admin.js")
    text = client.get(reverse("console:outbox")).content.decode()
    assert "网关无响应" in text
    assert "13912340001" not in text
    client.post(reverse("console:send_again", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "waiting"


def test_an_auditor_sees_dead_letters_and_sends_none(logged_in: LoggedIn) -> None:
    message, client = _dead(), logged_in("auditor.js")
    assert "网关无响应" in client.get(reverse("console:outbox")).content.decode()
    assert client.post(reverse("console:send_again", args=[message.pk])).status_code == 403


def test_a_link_that_still_works_is_shown_to_nobody(logged_in: LoggedIn) -> None:
    message = _dead()
    message.body = "请评价 https://12345.example/r/Ab_c-9 谢谢"
    message.save()
    text = logged_in("admin.js").get(reverse("console:outbox")).content.decode()
    assert "请评价 https://12345.example/r/… 谢谢" in text
    assert "Ab_c-9" not in text


@pytest.mark.parametrize("username", ["admin.wuxi", "auditor.wuxi"])
def test_messages_of_the_whole_province_are_for_those_who_keep_it(username: str, logged_in: LoggedIn) -> None:
    client = logged_in(username)
    assert client.get(reverse("console:outbox")).status_code == 404
    assert "外发消息" not in client.get("/console/").content.decode()


def test_the_words_of_a_message_are_data(logged_in: LoggedIn) -> None:
    client, at = logged_in("admin.js"), reverse("console:text", args=["rate", "zh"])
    assert client.post(at, {"subject": "请评价", "body": "请评价 {number}：{link}"}).status_code == 302
    assert Template.objects.get(code="rate", language="zh").body == "请评价 {number}：{link}"
    refused = client.post(at, {"subject": "", "body": "您好 {name}"})
    assert refused.status_code == 422
    assert "不是可用的填空项" in refused.content.decode()
