"""Every list of the console leaves as a file: for whom it is, masked, with the columns asked for, and noted."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hotline.flow.tickets.models import Beneficiary, Contact
from hotline.flow.tickets.words import Status
from hotline.ground.journal import actions as journal
from hotline.ground.journal import seals
from hotline.ground.journal.models import Event, Seal
from hotline.ground.journal.words import START
from hotline.ground.outbox import templates
from hotline.ground.outbox.models import Message
from hotline.ground.people.models import Person, Role
from hotline.ground.privacy.models import Export, Unmasking
from hotline.lib import chains
from hotline.web.console import registry
from hotline.web.console.views_leaving import LISTS
from hotline.web.kit import sheets
from tests.town import MONDAY, Town

from .conftest import LoggedIn

IN_MARCH = {"since": "2020-03-01", "until": "2020-03-31"}
OTHERS = [(name, "auditor.js") for name in LISTS]
KEEPERS = ("administrator", "auditor")
SHEETS = [(slug, "admin.js") for slug in registry.SHEETS]


@pytest.fixture(autouse=True)
def as_shipped(town: Town) -> None:
    """Administrators and auditors may export, as the shipped roles have it."""
    for role in Role.objects.filter(code__in=KEEPERS):
        Role.objects.filter(pk=role.pk).update(permissions=[*role.permissions, "export"])


def address(name: str) -> str:
    """Where a list leaves from: a sheet of reference data or one of the others."""
    return reverse(f"console:{name}_export") if name in LISTS else reverse("console:sheet_export", args=[name])


def rows(answer: Any) -> list[tuple[Any, ...]]:
    """What stands in the file: its head, its rows, and whose it is."""
    assert answer.status_code == 200, answer.content.decode()[:300]
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize(("name", "username"), [*SHEETS, *OTHERS])
def test_every_list_leaves_for_who_may_see_and_export_it_and_is_noted(
    logged_in: LoggedIn, town: Town, name: str, username: str
) -> None:
    found = rows(logged_in(username).get(address(name), IN_MARCH))
    noted = Export.objects.get()
    assert noted.person == town.person(username)
    assert noted.rows == len(found) - 3  # head, an empty line, whose export it is
    assert len(noted.columns) == len(found[0])
    assert "个人信息已脱敏" in str(found[-1][0])
    event = Event.objects.get(verb="export")
    assert (event.facts["name"], event.facts["rows"]) == (f"console-{name}", noted.rows)


@pytest.mark.parametrize("name", [name for name, _username in [*SHEETS, *OTHERS]])
def test_no_list_leaves_for_who_does_not_see_it_nor_without_a_login(logged_in: LoggedIn, town: Town, name: str) -> None:
    assert Client().get(address(name)).status_code == 302
    assert logged_in("agent.wuxi").get(address(name)).status_code == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize("name", [name for name, _username in [*SHEETS, *OTHERS]])
def test_who_sees_a_list_but_may_not_export_finds_no_button_and_is_refused(
    logged_in: LoggedIn, town: Town, name: str
) -> None:
    for role in Role.objects.filter(code__in=KEEPERS):
        Role.objects.filter(pk=role.pk).update(permissions=[each for each in role.permissions if each != "export"])
    client = logged_in("auditor.js" if name in LISTS else "admin.js")
    page = client.get(address(name).removesuffix("export/"))
    assert page.status_code == 200
    assert 'data-dialog="export-' not in page.content.decode()
    assert client.get(address(name)).status_code == 403
    assert not Export.objects.exists()


def test_a_sheet_leaves_with_the_columns_and_the_filters_asked_for(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.js")
    page = client.get(reverse("console:sheet", args=["regions"]), {"words": "滨湖"}).content.decode()
    assert '<input type="hidden" name="words" value="滨湖">' in page
    found = rows(client.get(address("regions"), {"words": "滨湖", "column": ["名称", "编码"]}))
    assert found[0] == ("名称", "编码")
    assert found[1] == ("滨湖区", "320211")
    assert Export.objects.get().filters == {"words": ["滨湖"]}
    assert Export.objects.get().columns == ["名称", "编码"]


def test_what_looks_like_a_formula_leaves_as_text(logged_in: LoggedIn, town: Town) -> None:
    Person.objects.filter(username="agent.wuxi").update(name="=HYPERLINK(1)")
    found = rows(logged_in("admin.js").get(address("people"), {"words": "agent.wuxi"}))
    assert found[1][0] == "'=HYPERLINK(1)"


def test_what_leaves_of_looks_and_letters_is_masked(logged_in: LoggedIn, town: Town) -> None:
    auditor = logged_in("auditor.js")
    Unmasking.objects.create(
        person=town.person("agent.wuxi"), field="phone", subject="contact:1", reason="回拨13912345678核实", at=MONDAY
    )
    Message.objects.create(
        channel="sms",
        recipient="13912345678",
        body="回电13912345678",
        state="dead",
        written_at=MONDAY,
        next_try_at=MONDAY,
        template="rate",
        once_key="1",
        last_error="13912345678 unreachable",
    )
    said = str(rows(auditor.get(address("unmaskings"), IN_MARCH))) + str(rows(auditor.get(address("outbox"))))
    assert "139****5678" in said
    assert "13912345678" not in said


def test_the_names_of_a_tickets_people_stay(logged_in: LoggedIn, town: Town) -> None:
    ticket, dispatcher = town.ticket(Status.TO_DISPATCH), town.actor("dispatcher.wuxi")
    Contact.objects.filter(pk=ticket.contact_id).update(name="张三丰")
    said = {"reason": "张三丰已来电"}
    journal.record("ticket", ticket.pk, "send_back", by=dispatcher, at=MONDAY, facts=said)
    letter = {"channel": "sms", "recipient": "13912345678", "state": "dead", "template": "rate", "once_key": "1"}
    Message.objects.create(**letter, ticket=ticket.pk, body="张三丰，您好", written_at=MONDAY, next_try_at=MONDAY)
    auditor = logged_in("auditor.js")
    for name, kept in (("journal", "张**已来电"), ("outbox", "张**，您好")):
        found = str(rows(auditor.get(address(name), IN_MARCH)))
        assert kept in found
        assert "张三丰" not in found


def test_a_reason_to_look_leaves_without_the_names_of_the_tickets_people(logged_in: LoggedIn, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    Contact.objects.filter(pk=ticket.contact_id).update(name="张三丰")
    needy = Beneficiary.objects.create(ticket=ticket, name="李秋水")
    alone = Contact.objects.create(centre_id=ticket.centre_id, channel="phone", received_at=MONDAY, name="王语嫣")
    for subject, reason in (
        (f"contact:{ticket.contact_id}", "替李秋水核实，回拨张三丰"),
        (f"beneficiary:{needy.pk}", "张三丰说李秋水摔伤"),
        (f"contact:{alone.pk}", "王语嫣来电中断"),
        ("contact:x", "编号有误"),
    ):
        person = town.person("agent.wuxi")
        Unmasking.objects.create(person=person, field="phone", subject=subject, reason=reason, at=MONDAY)
    said = str(rows(logged_in("auditor.js").get(address("unmaskings"), IN_MARCH)))
    for kept in ("替李**核实，回拨张**", "张**说李**摔伤", "王**来电中断", "编号有误"):
        assert kept in said
    for name in ("张三丰", "李秋水", "王语嫣"):
        assert name not in said


def test_seals_leave_with_their_whole_fingerprint_and_their_last_check(logged_in: LoggedIn, town: Town) -> None:
    auditor = logged_in("auditor.js")
    ends: list[seals.End] = []
    seal = Seal.objects.create(tx_from=0, tx_to=1, events=0, at=MONDAY, hash=chains.seal(START, seals.named(ends)))
    before = rows(auditor.get(address("seals")))
    assert before[0] == ("编号", "封存时间", "事件数", "指纹", "密钥", "最近核对", "核对人", "核对时间")
    assert before[1][0] == seal.pk
    assert before[1][3] == bytes(seal.hash).hex()
    assert before[1][5] == "尚未核对"
    auditor.post(reverse("console:check_seal", args=[seal.pk]))
    assert rows(auditor.get(address("seals")))[1][5:7] == ("无误", town.person("auditor.js").name)


def test_texts_of_messages_leave_as_they_are_in_force(logged_in: LoggedIn, town: Town) -> None:
    templates.change("rate", "en", "Rate us", "Rate {number}: {link}", by=town.actor("admin.js"), at=MONDAY)
    found = rows(logged_in("auditor.js").get(address("texts")))
    assert len(found) - 3 == len(templates.all_shipped())
    assert ("rate", "English", "Rate us", "Rate {number}: {link}", "已改") in found
    assert {row[4] for row in found[1:-2]} == {"已改", "原文"}


def test_the_screen_masks_what_a_letter_says(logged_in: LoggedIn, town: Town) -> None:
    letter = {"channel": "sms", "recipient": "13912345678", "state": "dead", "template": "rate", "once_key": "1"}
    Message.objects.create(**letter, body="回电13912345678", written_at=MONDAY, next_try_at=MONDAY)
    page = logged_in("auditor.js").get(reverse("console:outbox")).content.decode()
    assert "回电139****5678" in page
    assert "13912345678" not in page


def test_a_citys_auditor_takes_away_only_what_her_people_did(logged_in: LoggedIn, town: Town) -> None:
    town.ticket(Status.HANDLING)
    whole = rows(logged_in("auditor.js").get(address("journal"), IN_MARCH))
    hers = rows(logged_in("auditor.wuxi").get(address("journal"), IN_MARCH))
    assert "王敏" in {row[1] for row in hers}
    assert "系统" in {row[1] for row in whole} - {row[1] for row in hers}
    assert logged_in("auditor.wuxi").get(address("outbox")).status_code == 404


def test_too_many_rows_are_said_and_nothing_leaves(
    logged_in: LoggedIn, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    answer = logged_in("admin.js").get(address("regions"))
    assert answer.status_code == 422
    assert "一次最多导出 2 行" in answer.content.decode()
    assert not Export.objects.exists()
