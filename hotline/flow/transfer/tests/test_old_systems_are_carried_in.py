"""Imports: what comes in becomes tickets like any other; what cannot is told in a sentence."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from hotline.config import env
from hotline.flow.tickets import bulk, lists, search
from hotline.flow.tickets.models import Assignment, Clock, Ticket
from hotline.flow.tickets.queries import journal_lengths
from hotline.flow.tickets.words import Closing, Status, Tab, Verb
from hotline.flow.transfer import actions, errors, mapping
from hotline.flow.transfer.words import Mapping, Summary
from hotline.ground.journal import audit
from hotline.ground.journal import queries as journal
from hotline.ground.people.words import Actor
from tests.town import MONDAY, Town

HEADER = ["编号", "时间", "标题", "内容", "电话", "类别", "答复", "答复时间", "状态"]
ROW = [
    "A1",
    "2020-02-03 09:00:00",
    "路灯不亮",
    "小区门口路灯一周不亮",
    "13912345678",
    "路灯",
    "已修复，13912345678",
    "2020-02-05 10:00:00",
    "办结",
]
YAML = """
source: old
centre: 320200-rx
id: 编号
registered_at: 时间
title: 标题
text: 内容
caller: {phone: 电话}
category: {column: 类别, table: {路灯: 01.01.01}}
region: "320211004"
answer: 答复
answered_at: 答复时间
closed: {column: 状态, values: 办结}
publish: true
unit: {fixed: 320211-cg}
"""


def row(**changes: str) -> list[str]:
    return [changes.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]


@pytest.fixture
def rules(tmp_path: Path, town: Town) -> Mapping:
    file = tmp_path / "old.yaml"
    file.write_text(YAML, encoding="utf-8")
    return mapping.read(str(file))


def table(folder: Path, *rows: Sequence[str], encoding: str = "utf-8", header: Sequence[str] = HEADER) -> Path:
    file = folder / "old.csv"
    with file.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return file


def carry(file: Path, rules: Mapping) -> Summary:
    return actions.carry_in(file, rules, by=Actor.system(), at=MONDAY, rejected=file.with_name("rejected.csv"))


def rejected(file: Path) -> list[tuple[str, str]]:
    with file.with_name("rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [(cells[0], cells[1]) for cells in list(csv.reader(stream))[1:]]


def test_a_rejected_row_cannot_run_as_a_formula(rules: Mapping, tmp_path: Path) -> None:
    file = table(tmp_path, row(编号="", 标题="=cmd|'/c calc'!A1"))
    carry(file, rules)
    assert ",'=cmd|'/c calc'!A1," in file.with_name("rejected.csv").read_text(encoding="utf-8-sig")


def test_an_answered_message_becomes_a_closed_ticket_with_its_real_times(
    town: Town, rules: Mapping, tmp_path: Path
) -> None:
    summary = carry(table(tmp_path, ROW), rules)
    assert (summary.read, summary.carried, summary.closed, summary.rejected) == (1, 1, 1, 0)
    ticket = Ticket.objects.select_related("contact", "words").get()
    assert (ticket.status, ticket.closing, ticket.source_id) == (Status.CLOSED, Closing.REPLIED, "A1")
    assert f"{ticket.registered_at:%F %H:%M}" == "2020-02-03 01:00"  # nine in Shanghai
    assert ticket.closed_at is not None
    assert ticket.closed_at - ticket.registered_at == timedelta(days=2, hours=1)
    assert ticket.contact.phone == "13912345678"
    assert ticket.due_at is None
    clock = Clock.objects.get(ticket=ticket)
    assert (clock.stopped_at, clock.started_at) == (ticket.closed_at, ticket.registered_at)
    events = list(journal.timeline("ticket", ticket.pk))
    assert [event.verb for event in events] == [Verb.REGISTER, Verb.DISPATCH, Verb.REPLY, Verb.CLOSE]
    assert all(event.facts["imported"] for event in events)
    assert list(audit.verify(lengths=journal_lengths())) == []


def test_lists_history_search_and_portal_work_on_what_came_in(town: Town, rules: Mapping, tmp_path: Path) -> None:
    carry(table(tmp_path, ROW, row(编号="A2", 状态="在办")), rules)
    closed, opened = Ticket.objects.order_by("source_id")
    agent, handler = town.actor("agent.wuxi"), town.actor("handler.binhu-cg")
    assert {each.id for each in search.search(agent, "路灯", at=MONDAY).rows} == {closed.pk, opened.pk}
    [answer] = search.published("修复").rows
    assert "13912345678" not in answer.answer
    assert len(lists.history(agent, "13912345678", at=MONDAY)) == 2
    unit = town.unit("320211-cg").pk
    assert [each.ticket.id for each in lists.inbox(handler, unit, Tab.DONE, at=MONDAY).rows] == [closed.pk]
    [waiting] = lists.inbox(handler, unit, Tab.TO_SIGN, at=MONDAY).rows
    assert waiting.ticket.id == opened.pk


def test_an_open_ticket_runs_its_clocks_but_nobody_is_told_of_old_deadlines(
    town: Town, rules: Mapping, tmp_path: Path
) -> None:
    carry(table(tmp_path, row(状态="在办")), rules)
    ticket = Ticket.objects.get()
    assert ticket.status == Status.TO_SIGN
    assert Assignment.objects.get().is_open
    clocks = Clock.objects.filter(ticket=ticket)
    assert {clock.kind for clock in clocks} == {"sign", "contact", "handle"}
    assert all(clock.red_told_at == MONDAY for clock in clocks)


def test_the_same_file_again_brings_nothing_new_and_more_rows_go_on(town: Town, rules: Mapping, tmp_path: Path) -> None:
    carry(table(tmp_path, ROW), rules)
    again = carry(table(tmp_path, ROW, row(编号="A2")), rules)
    assert (again.carried, again.present) == (1, 1)
    assert Ticket.objects.count() == 2


def test_an_import_killed_between_batches_goes_on_where_it_was(
    town: Town, rules: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    file = table(tmp_path, *(row(编号=f"A{number}") for number in range(7)))
    write, batches = bulk.write, iter([True, True, False])

    def dying(*args: Any, **named: Any) -> Any:
        if not next(batches):
            raise KeyboardInterrupt
        return write(*args, **named)

    monkeypatch.setattr(bulk, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        carry(file, rules)
    assert Ticket.objects.count() == 4
    monkeypatch.setattr(bulk, "write", write)
    summary = carry(file, rules)
    assert (summary.present, summary.carried) == (4, 3)
    assert list(audit.verify(lengths=journal_lengths())) == []


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_carried_by_several_processes_and_nothing_is_lost(
    town: Town, rules: Mapping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 5)
    file = table(tmp_path, *(row(编号=f"A{number}", 时间="" if number == 13 else ROW[1]) for number in range(24)))
    summary = carry(file, rules)
    assert (summary.carried, summary.rejected) == (23, 1)
    assert rejected(file)[0][0] == "15"
    assert Ticket.objects.count() == 23
    assert carry(file, rules).present == 23
    assert list(audit.verify(lengths=journal_lengths())) == []


def test_every_bad_row_is_set_aside_with_line_and_reason(town: Town, rules: Mapping, tmp_path: Path) -> None:
    bad = [
        row(编号=""),
        row(编号="B1"),
        row(编号="B1"),
        row(编号="B2", 时间="三月初"),
        row(编号="B3", 答复时间="2020-02-01 10:00:00"),
        row(编号="B4", 电话="123456789012345"),
        row(编号="B5", 标题="", 内容=""),
        row(编号="B6", 内容="长" * 20_001),
        row(编号="B7", 时间="2031-01-01 00:00:00"),
        row(编号="B8", 答复时间=""),
        row(编号="B9")[:4],
    ]
    file = table(tmp_path, *bad)
    summary = carry(file, rules)
    assert (summary.carried, summary.rejected) == (1, 10)
    told = dict(rejected(file))
    assert list(told) == ["2", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
    for line, words in {
        "2": "来源编号为空",
        "4": "第 3 行重复",
        "5": "三月初",
        "6": "早于",
        "7": "电话",
        "12": "4 列",
    }.items():
        assert words in told[line], told[line]


def test_half_a_file_brings_its_whole_rows_and_tells_where_it_broke(town: Town, rules: Mapping, tmp_path: Path) -> None:
    file = table(tmp_path, ROW, row(编号="A2"), row(编号="A3", 内容='第一行\n他说"坏了"'))
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex("坏了".encode()) + 2])  # in the middle of a character, inside quotes
    summary = carry(file, rules)
    assert (summary.carried, summary.rejected) == (2, 1)
    assert rejected(file) == [("4", errors.CutOff().sentence())]
    file.write_bytes(content)
    assert carry(file, rules).carried == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found(town: Town, rules: Mapping, tmp_path: Path, encoding: str) -> None:
    assert carry(table(tmp_path, ROW, encoding=encoding), rules).carried == 1
    assert Ticket.objects.get().words.title == "路灯不亮"


def test_files_that_are_no_tables_are_refused_in_one_sentence(town: Town, rules: Mapping, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    for content, refusal in {
        b"": errors.EmptyFile,
        b"PK\x03\x04 broken": errors.NotATable,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\xff\xff\xff": errors.WrongEncoding,
        "\u7f16\u53f7,\x00\u65f6\u95f4\n".encode(): errors.NotATable,
        ",".join(HEADER[:3]).encode() + b"\n": errors.MissingColumns,
        ",".join([*HEADER, HEADER[0]]).encode() + b"\n": errors.RepeatedColumns,
    }.items():
        file.write_bytes(content)
        with pytest.raises(refusal):
            carry(file, rules)
    with pytest.raises(errors.NoSuchFile):
        carry(tmp_path / "none.csv", rules)
    file.write_bytes(",".join(HEADER[:3]).encode() + b"\n")
    with pytest.raises(errors.MissingColumns, match="电话、内容、答复"):
        carry(file, rules)


def test_excel_is_read_and_merged_headers_are_refused(town: Town, rules: Mapping, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append([*ROW[:4], 13912345678, *ROW[5:]])
    file = tmp_path / "old.xlsx"
    book.save(file)
    assert carry(file, rules).carried == 1
    assert Ticket.objects.get().contact.phone == "13912345678"
    sheet.merge_cells("A1:C1")
    book.save(file)
    with pytest.raises(errors.MergedHeader, match="A1:C1"):
        carry(file, rules)


def test_units_are_made_on_demand_once(town: Town, rules: Mapping, tmp_path: Path) -> None:
    unit = mapping._unit({"column": "类别", "name": "类别", "prefix": "old-", "parent": "320200-zf"})
    demanding = replace(rules, unit=unit)
    summary = carry(table(tmp_path, ROW, row(编号="A2"), row(编号="A3", 类别="LIGHT")), demanding)
    assert (summary.carried, summary.units) == (3, 2)
    assert carry(table(tmp_path, row(编号="A4")), demanding).units == 0


def test_a_value_without_place_in_the_mapping_is_told(town: Town, rules: Mapping, tmp_path: Path) -> None:
    unit = mapping._unit({"column": "类别", "table": {"污水": "320200-cg"}})
    file = table(tmp_path, ROW)
    assert carry(file, replace(rules, unit=unit)).rejected == 1
    assert "“路灯”不在映射表中" in rejected(file)[0][1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("centre: 320200-rx", "缺少 centre"),
        ("source: old", "缺少 source"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path: Path, change: str, words: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(YAML.replace(change, ""), encoding="utf-8")
    with pytest.raises(errors.BadMapping, match=words):
        mapping.read(str(file))
    for broken in ("kind: shout", "colour: red", "title: [", "zone: Moon/Sea"):
        file.write_text(f"{YAML}\n{broken}\n", encoding="utf-8")
        with pytest.raises(errors.BadMapping):
            mapping.zone(mapping.read(str(file)))


def test_a_centre_that_is_not_there_is_refused_before_anything_is_written(
    town: Town, rules: Mapping, tmp_path: Path
) -> None:
    with pytest.raises(errors.BadMapping, match="999-rx"):
        carry(table(tmp_path, ROW), replace(rules, centre="999-rx"))
    with pytest.raises(CommandError, match="没有找到"):
        call_command("import", str(tmp_path / "none.csv"), mapping="nyc311")


def test_shipped_mappings_can_be_read() -> None:
    assert {"nyc311", "teddy2020c"} <= set(mapping.shipped())
    for name in mapping.shipped():
        assert mapping.read(name).source == name


@pytest.mark.parametrize(
    ("name", "file", "rows"),
    [("teddy2020c", "teddy2020c/messages_replied.csv", 2816), ("nyc311", "nyc311/nyc311_sample.csv", 9265)],
)
def test_the_real_files_come_in_whole(town: Town, tmp_path: Path, name: str, file: str, rows: int) -> None:
    data = env.text("HOTLINE_DATA")
    path = Path(data) / file
    if not data or not path.is_file():
        pytest.skip("data not present")
    rules = mapping.read(name)
    if name == "nyc311":  # the town knows few categories
        rules = replace(rules, category=mapping._choice("category", None))
    later = MONDAY.replace(year=2026)
    summary = actions.carry_in(path, rules, by=Actor.system(), at=later, rejected=tmp_path / "rejected.csv")
    assert summary.read == rows
    assert summary.carried + summary.rejected == rows
    assert summary.rejected < rows * 0.01
    assert list(audit.verify(lengths=journal_lengths())) == []
