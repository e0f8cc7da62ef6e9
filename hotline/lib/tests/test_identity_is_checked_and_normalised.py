from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from hotline.lib import identity
from hotline.lib.identity import PhoneKind, Problem


@pytest.mark.parametrize(
    ("written", "normal", "kind"),
    [
        ("13812345678", "13812345678", PhoneKind.MOBILE),
        ("+86 138-1234-5678", "13812345678", PhoneKind.MOBILE),
        ("8613812345678", "13812345678", PhoneKind.MOBILE),
        ("013812345678", "13812345678", PhoneKind.MOBILE),
        ("１３８１２３４５６７８", "13812345678", PhoneKind.MOBILE),
        ("（025）8361 2345", "025-83612345", PhoneKind.LANDLINE),
        ("0086 25 83612345", "025-83612345", PhoneKind.LANDLINE),
        ("0511—8765432", "0511-8765432", PhoneKind.LANDLINE),
        ("010-65001234", "010-65001234", PhoneKind.LANDLINE),
        ("400-812-3456", "4008123456", PhoneKind.SERVICE),
        ("12345", "12345", PhoneKind.SHORT),
        ("95588", "95588", PhoneKind.SHORT),
        ("+852 9123 4567", "+85291234567", PhoneKind.ABROAD),
    ],
)
def test_a_number_has_one_normal_form(written: str, normal: str, kind: PhoneKind) -> None:
    found = identity.phone(written)
    assert (found.normal, found.kind, found.problem) == (normal, kind, None)
    assert identity.phone(found.normal) == found


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", Problem.EMPTY),
        (" - ", Problem.EMPTY),
        ("张三", Problem.CHARACTERS),
        ("1381234567", Problem.LENGTH),
        ("138123456789", Problem.LENGTH),
        ("12912345678", Problem.PREFIX),
        ("010-12345678", Problem.PREFIX),
        ("026-83612345", Problem.PREFIX),
        ("83612345", Problem.AREA),
        ("+8521", Problem.LENGTH),
        ("²³", Problem.LENGTH),
        ("٠١٢٣", Problem.CHARACTERS),
    ],
)
def test_an_impossible_number_says_why(written: str, problem: Problem) -> None:
    found = identity.phone(written)
    assert (found.normal, found.kind, found.problem) == ("", None, problem)


def test_the_area_code_of_the_centre_completes_a_local_number() -> None:
    assert identity.phone("83612345", "025").normal == "025-83612345"
    assert identity.phone("83612345", "0999").problem is None
    assert identity.phone("83612345", "1").problem is Problem.LENGTH


@given(st.text() | st.text("0123456789+- （）８"))
def test_any_text_is_a_number_in_normal_form_or_has_a_problem(text: str) -> None:
    found = identity.phone(text)
    assert (found.problem is None) == bool(found.normal) == (found.kind is not None)
    if found.normal:
        assert identity.phone(found.normal) == found


@pytest.mark.parametrize(
    "written", ["11010519491231002X", "11010519491231002x", " 110105 19491231 002X", "110105491231002"]
)
def test_a_resident_number_says_who_it_is(written: str) -> None:
    found = identity.resident_id(written)
    assert found == identity.Resident("11010519491231002X", date(1949, 12, 31), is_male=False)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", Problem.EMPTY),
        ("1101051949123100", Problem.LENGTH),
        ("1101051949123100X2", Problem.CHARACTERS),
        ("11010519491231002张", Problem.CHARACTERS),
        ("99010519491231002X", Problem.REGION),
        ("11010519490231002X", Problem.DATE),
        ("110105184912310026", Problem.DATE),
        ("110105194912310021", Problem.CHECK_DIGIT),
    ],
)
def test_an_impossible_resident_number_says_why(written: str, problem: Problem) -> None:
    assert identity.resident_id(written).problem is problem


def test_nobody_is_born_after_today() -> None:
    born = "32010620300101001"
    number = born + ric.calc_check_digit(born + "0")
    assert identity.resident_id(number).problem is None
    assert identity.resident_id(number, today=date(2026, 1, 1)).problem is Problem.DATE


@given(st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999), st.data())
def test_one_wrong_digit_is_always_noticed(born: date, serial: int, data: st.DataObject) -> None:
    number = f"320106{born:%Y%m%d}{serial:03}"
    number += ric.calc_check_digit(number + "0")
    assert identity.resident_id(number).normal == number
    position = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[position]))
    assert identity.resident_id(number[:position] + other + number[position + 1 :]).problem


def test_an_enterprise_has_a_code_of_its_own() -> None:
    assert identity.enterprise_code("9111 0000-600037341l").normal == "91110000600037341L"
    assert identity.enterprise_code("91110000600037341M").problem is Problem.CHECK_DIGIT
    assert identity.enterprise_code("9111000060003734IO").problem is Problem.CHARACTERS
    assert identity.enterprise_code("9111").problem is Problem.LENGTH
    assert identity.enterprise_code("").problem is Problem.EMPTY


@pytest.mark.parametrize(
    "written", ["2024-02-29", "2024/2/29", "2024.2.29", "2024年2月29日", "20240229", "２０２４-02-29"]
)
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert identity.day(written).day == date(2024, 2, 29)


def test_an_impossible_day_says_why() -> None:
    assert identity.day("2023-02-29").problem is Problem.DATE
    assert identity.day("2023-13-01").problem is Problem.DATE
    assert identity.day("昨天").problem is Problem.CHARACTERS
    assert identity.day("").problem is Problem.EMPTY


@given(st.text())
def test_any_text_is_checked_without_a_crash(text: str) -> None:
    assert identity.resident_id(text).problem or identity.resident_id(text).normal
    assert identity.enterprise_code(text).problem or identity.enterprise_code(text).normal
    assert identity.day(text).problem or identity.day(text).day
