"""The language of expressions: what is read, and what is refused at which place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.watch.topics import evaluating, grammar
from hotline.watch.topics.errors import BadExpression, MatchesEverything
from hotline.watch.topics.grammar import And, Near, Node, Not, Word

MANY = " or ".join(f"词{each}" for each in range(101))


def written(node: Node) -> str:
    """A tree in brackets, without places."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Not):
        return f"!{written(node.part)}"
    if isinstance(node, Near):
        return f"[{written(node.left)} ~{node.distance} {written(node.right)}]"
    mark = " & " if isinstance(node, And) else " | "
    return f"({mark.join(written(part) for part in node.parts)})"


def says(expression: str, *fields: str) -> bool:
    return evaluating.says(grammar.parse(expression), evaluating.folded(fields))


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        ("口罩", "口罩"),
        ("口罩 or 防护服", "(口罩 | 防护服)"),
        ("(口罩 or 防护服) and not 广告", "((口罩 | 防护服) & !广告)"),
        ("（口罩 或 防护服） 与 非 广告", "((口罩 | 防护服) & !广告)"),
        ("(口罩or防护服)", "口罩or防护服"),
        ("口罩 and 涨价 or 哄抬", "((口罩 & 涨价) | 哄抬)"),
        ("口罩 且 (涨价 或 哄抬)", "(口罩 & (涨价 | 哄抬))"),
        ("退费 near/10 健身卡", "[退费 ~10 健身卡]"),
        ("退费 近／１５ 健身卡", "[退费 ~15 健身卡]"),
        ("退费 NEAR 健身卡", "[退费 ~10 健身卡]"),
        ("a near b near/3 c", "[[a ~10 b] ~3 c]"),
        ("not a near b and c", "(![a ~10 b] & c)"),
        ("“预付卡 退费” and ＂Ａｐｐ＂", "(预付卡 退费 & app)"),
        ("「非法」and 非法集资", "(非法 & 非法集资)"),
        ("非法集资 or 与会 or 近期", "(非法集资 | 与会 | 近期)"),
        ("not not a and b", "(!!a & b)"),
        ('"and" or 或许', "(and | 或许)"),
    ],
)
def test_an_expression_is_read_as_it_is_meant(expression: str, tree: str) -> None:
    assert written(grammar.parse(expression)) == tree


@pytest.mark.parametrize(
    ("expression", "place", "problem"),
    [
        ("口罩 防护服", 4, "缺少 and"),
        ("(口罩 防护服)", 5, "缺少 and"),
        ("口罩 not 广告", 4, "not（非）前面缺少"),
        ("口罩 and", 7, "“and”后面缺少"),
        ("口罩 与 或 广告", 6, "“与”后面缺少"),
        ("or 口罩", 1, "“or”前面缺少"),
        ("(口罩 or 防护服", 1, "左括号没有对应"),
        ("口罩 or 防护服）", 10, "右括号没有对应"),
        ("()", 2, "括号里是空的"),
        ("口罩 and (", 9, "左括号后面缺少"),
        (")", 1, "右括号没有对应"),
        ("口罩 and “防护服", 8, "没有对应的后引号"),
        ("口罩，防护服", 3, "不能用“，”"),
        ("“”", 1, "只有标点"),
        ("口罩 near/0 贵", 4, "1 到 200"),
        ("口罩 near/999 贵", 4, "1 到 200"),
        ("口罩 near/ 贵", 4, "1 到 200"),
        ("口罩 near/x 贵", 8, "不能用“/”"),
        ("口罩 near (贵 and 少)", 10, "两边只能是"),
        ("(非 口罩) near 贵", 2, "两边只能是"),
        ("好" * 41, 1, "最多 40"),
        ("好 " * 1001, 2001, "最多 2000"),
        (MANY, MANY.index("词100") + 1, "最多 100"),
        ("(" * 13 + "口罩" + ")" * 13, 13, "最多套 12"),
        ("not " * 13 + "口罩", 49, "最多套 12"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(expression: str, place: int, problem: str) -> None:
    with pytest.raises(BadExpression, match=problem) as caught:
        grammar.parse(expression)
    assert caught.value.facts["place"] == place


@pytest.mark.parametrize(
    "expression", ["", "   ", "not 广告", "口罩 or not 广告", "not (a and b)", "的", "的 or 口罩", "我们 and 的"]
)
def test_what_would_match_everything_is_refused(expression: str) -> None:
    with pytest.raises(MatchesEverything):
        grammar.parse(expression)


@given(st.text(st.sampled_from('口罩贵 ()（）“”"与或非近andortn/1９，'), max_size=60) | st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(expression: str) -> None:
    refusal: BadExpression | MatchesEverything | None = None
    try:
        grammar.parse(expression)
    except (BadExpression, MatchesEverything) as told:
        refusal = told
    if refusal is not None:
        assert refusal.sentence()
        assert 1 <= refusal.facts.get("place", 1) <= len(expression) + 1


@pytest.mark.parametrize(
    ("expression", "text", "fits"),
    [
        ("口罩 and not 广告", "买不到口罩", True),
        ("口罩 and not 广告", "口罩广告太多", False),
        ("Ａｐｐ", "下载了APP", True),
        ("etc", "办理 ETC 卡", True),
        ("etc", "etcetera", False),
        ("5g", "15G 流量", False),
        ("5g", "建５Ｇ基站", True),
        ("退费 near/5 健身卡", "健身卡停业不退费", True),
        ("退费 near/2 健身卡", "健身卡停业不退费", False),
        ("退费 near/3 健身卡", "健身卡停业不退费", True),
        ("健身 near 健身卡", "健身卡", False),
        ("健身 near 健身卡", "健身房的健身卡", True),
        ("(退费 or 退款) near/4 (健身卡 or 会员卡)", "会员卡要求退款", True),
        ("老人 near/3 摔倒 near/3 井盖", "老人被绊摔倒在井盖旁", True),
        ("老人 near/3 摔倒 near/3 井盖", "老人被绊摔倒，离那里二十米有一个井盖", False),
        ("“健身 卡”", "健身　 卡", True),
        ("哈哈 near/1 退费", "哈哈哈啊退费", True),
        ("退费 near/1 哈哈", "退费啊哈哈哈", True),
        ("哈哈 near/1 退费", "哈哈哈啊啊退费", False),
        ("a啊a near/1 b", "a啊a啊a啊b", True),
    ],
)
def test_a_text_is_judged_by_its_words(expression: str, text: str, fits: bool) -> None:
    assert says(expression, text) is fits


def test_words_are_near_each_other_within_one_field_only() -> None:
    assert says("退费 and 健身卡", "健身卡", "退费")
    assert not says("退费 near 健身卡", "健身卡", "退费")


def test_a_text_that_repeats_itself_for_ever_is_judged_soon() -> None:
    tree = grammar.parse("a near/200 b near/200 c near/200 d")
    assert not evaluating.says(tree, evaluating.folded(["a b " * 5000 + "c"]))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("口罩 near/200 退费 near/200 投诉 near/200 商家 near/200 口罩", "口罩退费投诉商家" * 250),
        (" near/200 ".join(["(口 or 罩 or 退)"] * 20), "口罩退" * 660),
        (" near/200 ".join(["(口 near/200 罩)"] * 10), "口罩退" * 660),
    ],
)
def test_many_words_near_each_other_are_judged_soon_in_a_text_that_says_them_for_ever(
    expression: str, text: str
) -> None:
    """Joined one by one they would keep this test busy for longer than anybody waits."""
    assert evaluating.says(grammar.parse(expression), evaluating.folded([text]))


def naive(node: grammar.Node, text: str) -> set[tuple[int, int]]:
    """Every span of words or of words near each other, found by trying all pairs."""
    if isinstance(node, grammar.Word):
        length = len(node.text)
        return {(at, at + length) for at in range(len(text)) if text[at : at + length] == node.text}
    if isinstance(node, grammar.Or):
        return {span for part in node.parts for span in naive(part, text)}
    assert isinstance(node, grammar.Near)
    return {
        (min(one[0], other[0]), max(one[1], other[1]))
        for one in naive(node.left, text)
        for other in naive(node.right, text)
        if 0 <= max(other[0] - one[1], one[0] - other[1]) <= node.distance
    }


WORDS = st.sampled_from(["口", "罩", "口罩", "罩口", "口口", "退"])
CHOICES = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f"({' or '.join(words)})")


@given(
    st.recursive(
        WORDS | CHOICES,
        lambda parts: st.tuples(parts, st.integers(1, 9), parts).map(lambda it: f"({it[0]} near/{it[1]} {it[2]})"),
        max_leaves=6,
    ),
    st.text("口罩退啊", min_size=15, max_size=40),
    st.sampled_from([0, 1, evaluating.FEW]),
)
def test_words_are_near_each_other_exactly_where_trying_every_pair_finds_them(
    expression: str, text: str, few: int
) -> None:
    tree = grammar.parse(expression)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluating, "FEW", few)  # both ways of joining
        found = evaluating.spans(tree, text)
        assert evaluating.says(tree, [text]) is bool(found)
    every = {(start, end) for start, ends in found.items() for end in range(len(text) + 1) if ends >> end & 1}
    assert every == naive(tree, text)


def test_the_words_to_be_shown_are_those_not_excluded() -> None:
    assert grammar.words(grammar.parse("(口罩 or N95) and not 广告 and 口罩 near 贵")) == ["口罩", "n95", "贵"]
