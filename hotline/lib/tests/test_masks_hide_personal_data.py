import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline.lib import masks


@pytest.mark.parametrize(
    ("clear", "masked"),
    [
        ("13812345678", "138****5678"),
        ("025-83612345", "025-****2345"),
        ("0511-8765432", "0511-****5432"),
        ("4008123456", "400****456"),
        ("+85291234567", "+85****567"),
        ("8361234", "****234"),
        ("12345", "12345"),
        ("abc", "****"),
    ],
)
def test_a_telephone_number_keeps_its_ends(clear: str, masked: str) -> None:
    assert masks.phone(clear) == masked


@pytest.mark.parametrize(
    ("clear", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("张 三", "张*"),
        ("欧阳修", "欧阳*"),
        ("诸葛孔明", "诸葛**"),
        ("欧阳", "欧*"),
        ("买买提·吐尔逊", "买**"),
        ("John Smith", "J*** S***"),
        ("张先生", "张先生"),
        ("李某某", "李某某"),
        ("张", "张*"),
        ("", ""),
        ("南京某某科技有限公司", "南京****有限公司"),
        ("鼓楼区幸福超市", "鼓楼****超市"),
    ],
)
def test_a_name_keeps_the_surname(clear: str, masked: str) -> None:
    assert masks.name(clear) == masked


def test_a_resident_number_keeps_six_and_four() -> None:
    assert masks.resident_id("11010519491231002X") == "110105********002X"
    assert masks.resident_id("110105491231002") == "110105*****1002"
    assert masks.resident_id("1101") == "****"


@pytest.mark.parametrize(
    ("clear", "masked"),
    [
        ("江苏省南京市鼓楼区湖南路街道马台街12号3幢502室", "江苏省南京市鼓楼区湖南路街道****"),
        ("江苏省宿迁市沭阳县沭城镇人民路1号", "江苏省宿迁市沭阳县沭城镇****"),
        ("镇江市京口区正东路街道某小区", "镇江市京口区正东路街道****"),
        ("南京市鼓楼区马台街12号", "南京市鼓楼区马台街****"),
        ("苏州工业园区星湖街328号", "苏州工业园区星湖街****"),
        ("苏州市昆山市玉山镇", "苏州市昆山市玉山镇"),
        ("阳光小区5幢", "****"),
        ("5幢502", "****"),
        ("", ""),
    ],
)
def test_an_address_ends_with_the_street(clear: str, masked: str) -> None:
    assert masks.address(clear) == masked


@pytest.mark.parametrize(
    ("clear", "masked"),
    [
        ("请回电13812345678，谢谢", "请回电138****5678，谢谢"),
        ("电话138 1234-5678。", "电话138****5678。"),
        ("电话+86-13812345678", "电话138****5678"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("座机（025）8361 2345", "座机025-****2345"),
        ("身份证11010519491231002x的人", "身份证110105********002x的人"),
        ("卡号6222 0212 3456 7894 128", "卡号6222 0212 3456 7894 128"),
        ("卡号4111 1111 1111 1111", "卡号4111********1111"),
        ("邮箱zhang.san@qq.com.cn", "邮箱z***@qq.com.cn"),
        ("工单号20240501123456，罚款2000元，12345热线", "工单号20240501123456，罚款2000元，12345热线"),
    ],
)
def test_personal_numbers_in_a_text_are_masked(clear: str, masked: str) -> None:
    assert masks.mask_text(clear) == masked


words = st.text("的在，。a 号", max_size=5)


@given(st.lists(st.tuples(words, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), words)))
def test_no_mobile_number_survives(parts: list[tuple[str, str, str]]) -> None:
    text = "，".join("".join(part) for part in parts)
    assert not re.search(r"1[3-9]\d{9}", masks.mask_text(text))


@example(text="0@0.0@0.0")
@given(st.text() | st.text("0123456789 -@.aX（）"))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = masks.mask_text(text)
    assert masks.mask_text(once) == once
    for mask in (masks.name, masks.phone, masks.address, masks.email, masks.resident_id):
        mask(text)
