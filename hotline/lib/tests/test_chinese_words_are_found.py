import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.lib import chinese

any_text = st.text(st.characters(exclude_characters="\x00"))
nasty = st.text("'\"\\:&|!<->()*% \n噪音ABC12٣ⅷﬁ𠮷\ud800\x00_-", max_size=30)


def matches(text: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [chinese.tsvector_text(text), chinese.tsquery_text(query)])
        return bool(cursor.fetchone()[0])


def test_words_and_the_words_within_them_are_kept_once() -> None:
    terms = chinese.search_terms("南京市鼓楼区噪音扰民，ＡＢＣ-123 的噪音")
    assert {"南京市", "南京", "噪音", "扰民", "abc", "123"} <= set(terms)
    assert len(terms) == len(set(terms))
    assert "的" not in terms
    assert "的" in chinese.search_terms("的", keep_stop_words=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("小区半夜施工噪音扰民", "噪音", True),
        ("小区半夜施工噪音扰民", "施工 噪音", True),
        ("小区半夜施工噪音扰民", "噪音 油烟", False),
        ("公积金如何提取", "公积金提取", True),
        ("中华人民共和国", "人民", True),
        ("车牌苏Ａ12345停在路口", "12345", True),
        ("工单 20240501000123", "20240501", True),
        ("工单 20240501000123", "000123", False),
        ("ABC-12", "abc", True),
        ("水", "水", True),
        ("水", "", False),
        ("的", "的", False),
    ],
)
def test_a_text_is_found_by_its_words(text: str, query: str, found: bool) -> None:
    assert matches(text, query) is found


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(any_text | nasty, any_text | nasty)
def test_no_text_and_no_query_breaks_the_syntax(text: str, query: str) -> None:
    matches(text, query)


@pytest.mark.django_db
def test_a_huge_text_is_capped() -> None:
    text = "".join(map(chr, range(0x4E00, 0x9FA5))) + " ".join(str(number) for number in range(100_000)) + "噪音" * 9
    assert len(chinese.search_terms(text)) <= chinese.MOST_TERMS
    assert not matches(text, "没有出现过")
    assert matches("a" * 100_000, "a" * 200)


@given(any_text | nasty, any_text | nasty)
def test_highlighted_pieces_are_the_text_again(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in chinese.highlight(text, query)) == text
    assert all(piece for piece, _ in chinese.highlight(text, query))


def test_hits_are_marked_whatever_their_width_and_case() -> None:
    assert chinese.highlight("小区噪音ＡＢＣ", "abc噪音") == [("小区", False), ("噪音", True), ("ＡＢＣ", True)]
    assert chinese.highlight("小区", "") == [("小区", False)]
    assert chinese.highlight("", "x") == []


def test_an_excerpt_shows_the_first_hit() -> None:
    pieces = chinese.excerpt("前" * 200 + "噪音" + "后" * 200, "噪音", 40)
    assert ("噪音", True) in pieces
    whole = "".join(piece for piece, _ in pieces)
    assert (len(whole), whole[0], whole[-1]) == (42, "…", "…")
    assert chinese.excerpt("没有", "噪音") == [("没有", False)]


@given(any_text, any_text)
def test_likeness_is_a_measure(a: str, b: str) -> None:
    assert 0 <= chinese.similarity(a, b) == chinese.similarity(b, a) <= 1
    assert chinese.similarity(a, a) in (0, 1)


def test_alike_complaints_are_alike() -> None:
    alike = chinese.similarity("幸福小区半夜施工噪音扰民", "幸福小区晚上施工，噪音扰民严重")
    assert alike > 0.5 > chinese.similarity("幸福小区半夜施工噪音扰民", "公积金如何提取")


def test_a_word_hidden_by_another_cutting_is_indexed_all_the_same() -> None:
    assert "路灯" not in chinese.search_terms("路灯不亮")
    assert {"路灯", "灯不亮"} <= set(chinese.tsvector_text("路灯不亮").split())
