"""Every ticket an expression fits is among those the text index finds for it, however its words were cut."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from hotline.lib import chinese, masks
from hotline.watch.topics import evaluating, grammar, narrowing
from hotline.watch.topics.errors import BadExpression, MatchesEverything

WORDS = [
    *(
        "健身卡",
        "预付卡",
        "退费",
        "退款",
        "口罩",
        "防护服",
        "苏康码",
        "健康码",
        "复工",
        "复产",
        "群租房",
        "隔断间",
        "拖欠工资",
    ),
    *(
        "路灯不亮",
        "中华人民共和国",
        "N95",
        "APP",
        "12345",
        "13800138000",
        "的",
        "不",
        "水",
        "积水",
        "下水道",
        "南京市鼓楼区",
        "我们",
    ),
]
GLUE = ["", " ", "，", "的", "了", "a", "1", "：", "〇", "３", "Ａ", "不", "\n"]
pieces = st.lists(
    st.sampled_from(WORDS) | st.sampled_from(GLUE) | st.text("健身康卡口罩退复工水路灯的不a1 ，", max_size=6),
    max_size=12,
)
fields = st.lists(pieces.map("".join), min_size=1, max_size=4)


@st.composite
def expressions(draw: Any, said: str) -> str:
    """An expression, most of its words out of the text or the pool."""
    cut = st.tuples(st.integers(0, max(0, len(said) - 1)), st.integers(1, 6)).map(
        lambda at: said[at[0] : at[0] + at[1]]
    )
    word = (st.sampled_from(WORDS) | cut).map(lambda text: f"“{text.replace('“', '').replace('”', '')}”")
    joined = st.recursive(
        word,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]} and not {two[1]})"),
            st.tuples(word, word, st.integers(1, 30)).map(lambda near: f"{near[0]} near/{near[2]} {near[1]}"),
        ),
        max_leaves=5,
    )
    return str(draw(joined))


def is_found(query: str, said: list[str]) -> bool:
    """Whether the index finds the ticket; its vector is made as tickets' are."""
    vector = chinese.tsvector_text(*map(masks.mask_text, said))
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, query])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=600, deadline=None)
@given(st.data())
def test_what_the_evaluator_accepts_the_index_finds(data: Any) -> None:
    said = data.draw(fields)
    try:
        tree = grammar.parse(data.draw(expressions("".join(said))))
    except (BadExpression, MatchesEverything):
        return
    query = narrowing.query(tree)
    if query and evaluating.says(tree, evaluating.folded(said)):
        event("accepted")
        assert is_found(query, said)


@pytest.mark.parametrize(
    ("expression", "narrows"),
    [
        ("健身卡 and 退费", True),
        ("健身卡 and not 广告", True),
        ("健身卡 or 口罩", True),
        ("健身卡 or APP", False),
        ("健身卡 and APP", True),
        ("水 or 电", False),
        ("退费 near/5 健身卡", True),
    ],
)
def test_chinese_words_narrow_and_what_the_index_cannot_know_does_not(expression: str, narrows: bool) -> None:
    assert bool(narrowing.query(grammar.parse(expression))) is narrows


@pytest.mark.django_db
def test_a_query_rules_out_what_says_nothing_of_it() -> None:
    query = narrowing.query(grammar.parse("退费 near/5 健身卡 or 预付卡 and 关门"))
    assert is_found(query, ["健身卡", "不肯退费"])
    assert is_found(query, ["店家关门，预付卡怎么办"])
    assert not is_found(query, ["预付卡怎么办", "路灯不亮"])
