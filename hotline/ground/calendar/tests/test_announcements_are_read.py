"""The yearly notice of holidays is read into days."""

from __future__ import annotations

import pytest

from hotline.ground.calendar.announcement import read


@pytest.mark.parametrize(
    ("text", "off", "worked"),
    [
        (
            "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
            ["01-01", "01-02", "01-03"],
            ["01-04"],
        ),
        ("四、劳动节：5月1日放假，与周末连休。", ["05-01"], []),
        ("国庆节：9月30日至10月2日放假。9月26日、10月10日上班", ["09-30", "10-01", "10-02"], ["09-26", "10-10"]),
        ("2027-02-06 放假 春节\n2027-02-14 上班", ["02-06"], ["02-14"]),
        ("国务院办公厅关于2027年部分节假日安排的通知", [], []),
        ("2月30日放假", [], []),
    ],
)
def test_clauses_name_days_off_and_days_worked(text: str, off: list[str], worked: list[str]) -> None:
    days, _ = read(text, 2027)
    assert [f"{each.day:%m-%d}" for each in days if not each.is_working] == off
    assert [f"{each.day:%m-%d}" for each in days if each.is_working] == worked


def test_a_name_holds_for_its_line() -> None:
    days, _ = read("二、春节：2月6日至7日放假。2月14日上班。", 2027)
    assert {each.name for each in days} == {"春节"}
    assert {each.day.year for each in days} == {2027}


def test_what_cannot_be_read_is_told() -> None:
    _, unread = read("2月30日放假", 2027)
    assert [each.text for each in unread] == ["2月30日放假"]
