import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline.lib import masks, surnames


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


@pytest.mark.parametrize(
    ("clear", "masked"),
    [
        ("我叫顾建国，住在夏家边", "我叫顾**，住在夏家边"),
        ("我叫顾平住在夏家边", "我叫顾*住在夏家边"),
        ("我叫救护车来", "我叫救护车来"),
        ("联系人：欧阳修远 电话13812345678", "联系人：欧阳** 电话138****5678"),
        ("联系人:李梅", "联系人:李*"),
        ("请找张建国先生和李梅女士", "请找张先生和李女士"),
        ("已与张先生联系", "已与张先生联系"),
        ("双方张先生都在", "双方张先生都在"),
        ("关于林先生的诉求", "关于林先生的诉求"),
        ("诸葛小明同志", "诸葛同志"),
        ("王府井的商店", "王府井的商店"),
    ],
)
def test_names_the_usual_words_give_away_keep_their_surname(clear: str, masked: str) -> None:
    assert masks.mask_said(clear) == masked


@pytest.mark.parametrize(
    ("names", "clear", "masked"),
    [
        (["顾建国"], "老人顾建国独居，顾建国的女儿在外地", "老人顾**独居，顾**的女儿在外地"),
        (["张三", "张三丰"], "张三丰和张三", "张**和张*"),
        (["John Smith"], "John Smith and John Smithson", "J*** S*** and John Smithson"),
        (["王女士", "", "李"], "王女士李子", "王女士李子"),
        (["无锡顺达物流有限公司"], "无锡顺达物流有限公司欠薪", "无锡****有限公司欠薪"),
        (["顾建国"], "电话13812345678", "电话138****5678"),
    ],
)
def test_a_known_name_keeps_its_surname_wherever_it_stands(names: list[str], clear: str, masked: str) -> None:
    assert masks.mask_said(clear, names) == masked


han = st.text("张王李顾建国平梅先生我叫联系人的，", min_size=1, max_size=4)
people = st.lists(st.text("张王李顾建国平梅欧阳", min_size=2, max_size=4), max_size=3)


@given(people, st.lists(han, max_size=6))
def test_no_known_name_survives_and_masking_twice_is_masking_once(names: list[str], parts: list[str]) -> None:
    text = "".join(parts) + "".join(names)
    once = masks.mask_said(text, names)
    assert not [each for each in names if masks.name(each) != each and each in once]
    assert masks.mask_said(once, names) == once


@given(st.text())
def test_a_text_without_people_is_masked_as_before(text: str) -> None:
    if not any(each in text for each in surnames.COMMON | surnames.COMPOUND):
        assert masks.mask_said(text) == masks.mask_text(text)
