import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.lib.text import TextProblem, change, clean, clean_line, decode_text, has_content, number, percent, points

any_text = st.text(st.characters())


@given(any_text, st.integers(1, 50))
def test_cleaning_holds_its_promises(text: str, longest: int) -> None:
    cleaned = clean(text, longest)
    assert len(cleaned.text) <= longest
    assert (cleaned.problem is TextProblem.EMPTY) == (cleaned.length == 0)
    assert (cleaned.problem is TextProblem.TOO_LONG) == (cleaned.length > longest)
    assert "\x00" not in cleaned.text
    assert "\r" not in cleaned.text
    cleaned.text.encode()
    assert clean(cleaned.text, longest).text in (cleaned.text, "")


def test_line_ends_and_invisible_characters_are_evened_out() -> None:
    assert clean("\ufeff  甲\r\n乙 \r丙\x00\u202e\n\n\n\n\n\n丁\t戊 ", 99).text == "甲\n乙\n丙\n\n\n丁\t戊"
    assert clean_line("张\n 三\u3000 丰", 99).text == "张 三 丰"


@pytest.mark.parametrize("text", ["", "   \n\t", "\u3000", "\u200b\u200d", "\x00\x01", "\u3164", "\u2800"])
def test_what_nobody_can_see_is_empty(text: str) -> None:
    assert not has_content(text)
    assert clean(text, 10).problem is TextProblem.EMPTY


@pytest.mark.parametrize("text", ["0", "。", "𠮷", "😀", "<script>"])
def test_what_can_be_seen_is_content(text: str) -> None:
    assert clean(text, 10).text == text


def test_a_long_text_is_cut_and_tells_its_length() -> None:
    cleaned = clean("话" * 100_000, 5000)
    assert (len(cleaned.text), cleaned.length, cleaned.problem) == (5000, 100_000, TextProblem.TOO_LONG)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_is_read_as_written(text: str) -> None:
    assert text.encode().startswith((b"\xff\xfe", b"\xfe\xff")) or decode_text(text.encode()) == (text, "utf-8")
    assert decode_text(text.encode("utf-8-sig")) == (text, "utf-8")


@pytest.mark.parametrize("text", ["南京市鼓楼区噪音扰民", "㐀𠮷野家,工单编号\n", "€ 中文"])
def test_chinese_encodings_are_recognised(text: str) -> None:
    assert decode_text(text.encode("gb18030")) == (text, "gb18030")
    assert decode_text(text.encode("utf-16")) == (text, "utf-16")


def test_a_file_cut_in_a_character_keeps_what_came_before() -> None:
    assert decode_text("南京市".encode()[:-1]) == ("南京", "utf-8")
    assert decode_text("南京市民".encode("gb18030")[:-1]) == ("南京市", "gb18030")


@given(st.binary(max_size=200))
def test_any_bytes_become_some_text(content: bytes) -> None:
    text, encoding = decode_text(content)
    assert isinstance(text, str)
    assert encoding


def test_figures_are_written_for_people() -> None:
    assert (percent(948, 1000), percent(1, 3, 2), percent(0, 0), percent(0, 5)) == ("94.8%", "33.33%", "—", "0.0%")
    assert (change(130.5, 100), change(90, 100), change(5, 0), change(1, 1)) == ("+30.5%", "-10.0%", "—", "0.0%")
    assert change(99.999, 100) == "0.0%"
    assert points(0.948, 0.936) == "+1.2 个百分点"
    assert points(0.9, 0.95, language="en") == "-5.0 pp"


@pytest.mark.parametrize("said", ["", "²", "①", "٣", "-1", "1.0", " 1", "9" * 5000, str(2**63), None])
def test_what_is_no_number_is_none(said: str | None) -> None:
    assert number(said) is None


def test_a_number_in_plain_digits_is_read() -> None:
    assert (number("007"), number(12), number(str(2**63 - 1)), number("11", 10)) == (7, 12, 2**63 - 1, None)
