"""The published values of Lianyungang, and what holds of every scheme."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.evaluation import rules, seed
from hotline.insight.evaluation.words import Exclusion, Group, Item, Piece, Place, Scheme, Unranked
from hotline.insight.measures.words import LESS_IS_BETTER, Figure, Measure

D = Decimal
EXAMPLES = seed.examples()
BEFORE, LATER = EXAMPLES["lianyungang-95"], EXAMPLES["lianyungang-98"]
IN_TIME, CONTENT = range(2)
percents = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("scheme", "item", "percent", "published"),
    [
        (BEFORE, IN_TIME, "89.82", "14.82"),
        (BEFORE, IN_TIME, "80", "5"),
        (BEFORE, IN_TIME, "66.67", "0"),
        (LATER, CONTENT, "87.5", "19.75"),
        (LATER, CONTENT, "83.33", "17.67"),
        (BEFORE, CONTENT, "70.59", "12.8"),
    ],
)
def test_published_values_come_out(scheme: Scheme, item: int, percent: str, published: str) -> None:
    assert rules.score(scheme.items[item], D(percent)) == D(published)


def test_the_other_target_does_not_give_the_published_values() -> None:
    assert rules.score(BEFORE.items[CONTENT], D("87.5")) == D("21.25")
    assert rules.score(BEFORE.items[CONTENT], D("83.33")) == D("19.17")
    assert rules.score(LATER.items[CONTENT], D("70.59")) == D("12.5")


def test_only_a_rate_rounded_first_gives_the_published_12_point_8() -> None:
    figure = Figure(Measure.SATISFACTION, 1, 12, 17)
    assert figure.percent == D("70.59")
    assert rules.line(BEFORE.items[CONTENT], figure).score == D("12.80")
    exact = 25 - Fraction(1, 2) * (95 - figure.rate * 100) if figure.rate else None
    assert exact is not None
    assert round(float(exact), 2) == 12.79


def test_five_of_six_give_the_published_17_point_67_though_the_last_digit_is_a_half() -> None:
    figure = Figure(Measure.SATISFACTION, 1, 5, 6)
    assert D(25) - D("0.5") * (98 - D("83.33")) == D("17.665")
    assert rules.line(LATER.items[CONTENT], figure).score == D("17.67")


def test_above_the_target_there_is_no_more_than_the_weight() -> None:
    assert [rules.score(item, D(100)) for item in LATER.items] == [D(20), D(25)]


@pytest.mark.parametrize("scheme", EXAMPLES.values(), ids=EXAMPLES)
def test_shipped_schemes_hold_and_survive_being_stored(scheme: Scheme) -> None:
    assert rules.problem(scheme) is None
    assert seed.scheme(seed.plain(scheme)) == scheme


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any item that holds."""
    weight = draw(st.decimals("0.5", 100, places=1))
    floor = draw(st.decimals(0, weight, places=1))
    starts = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    losses = draw(st.lists(st.decimals(0, 5, places=2), min_size=len(starts) + 1, max_size=len(starts) + 1))
    pieces = tuple(Piece(D(over), loss) for over, loss in zip([0, *starts], losses, strict=True))
    return Item(draw(st.sampled_from(Measure)), weight, draw(percents), floor, pieces)


@given(items(), percents, percents)
def test_a_better_rate_never_scores_less(item: Item, one: Decimal, other: Decimal) -> None:
    worse, better = sorted((one, other), reverse=item.measure in LESS_IS_BETTER)
    assert rules.score(item, worse) <= rules.score(item, better)


@given(items(), percents)
def test_no_score_leaves_the_span_from_floor_to_weight(item: Item, percent: Decimal) -> None:
    assert rules.problem(Scheme("x", "x", "x", item.weight, (item,))) is None
    assert item.floor <= rules.score(item, percent) <= item.weight


def test_pieces_lose_at_their_own_pace() -> None:
    item = Item(Measure.SOLVED, D(30), D(90), D(0), (Piece(D(0), D("0.5")), Piece(D(10), D(2))))
    assert [rules.score(item, D(rate)) for rate in (90, 85, 80, 75, 60)] == [D(30), D("27.5"), D(25), D(15), D(0)]


def test_a_measure_of_which_less_is_better_loses_above_its_target() -> None:
    item = Item(Measure.RETURN, D(10), D(5), D(2), (Piece(D(0), D(1)),))
    assert [rules.score(item, D(rate)) for rate in (0, 5, 8, 60)] == [D(10), D(10), D(7), D(2)]


WRONG = {
    "各项分值合计 45 分，应为 100 分": replace(BEFORE, total=D(100)),
    "方案没有考核项": replace(BEFORE, items=()),
    "考核项“满意率”重复": replace(BEFORE, items=(BEFORE.items[1],) * 2, total=D(50)),
    "单位“a”编入了两个考核组": replace(BEFORE, groups=(Group("1", "一", "", ("a",)), Group("2", "二", "", ("a",)))),
    "不参与考核的单位须写明原因": replace(BEFORE, exclusions=(Exclusion("a", " "),)),
    "“满意率”的保底分须在 0 与分值之间，目标须在 0 与 100% 之间": replace(
        BEFORE, items=(replace(BEFORE.items[1], floor=D(26)),), total=D(25)
    ),
    "“满意率”的扣分段须从 0 开始、逐段递增，扣分不能为负": replace(
        BEFORE, items=(replace(BEFORE.items[1], pieces=(Piece(D(1), D(1)),)),), total=D(25)
    ),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_scheme_that_does_not_hold_is_told_why(sentence: str) -> None:
    assert str(rules.problem(WRONG[sentence])) == sentence


def test_an_item_with_nothing_due_counts_neither_way() -> None:
    lines = [
        rules.line(BEFORE.items[IN_TIME], Figure(Measure.ON_TIME_CONCLUSION, 1, 8, 10)),
        rules.line(BEFORE.items[CONTENT], Figure(Measure.SATISFACTION, 1, 0, 0)),
    ]
    got = rules.result(lines, BEFORE.total)
    assert (got.attained, got.attainable, got.points) == (D(5), D(20), D("11.25"))


def test_groups_are_ranked_apart_ties_share_a_rank_and_who_is_unranked_says_why() -> None:
    scheme = replace(
        BEFORE,
        groups=(Group("district", "县区", "", ("a", "b", "c", "d", "x")), Group("bureau", "部门", "", ("e", "f"))),
        exclusions=(Exclusion("x", "新设单位"),),
    )
    points = {"a": D(40), "b": D(44), "c": D(44), "d": None, "e": D(1), "f": D(2), "x": D(45), "y": D(9)}
    assert rules.ranking(scheme, points) == [
        Place("b", "district", D(44), 1),
        Place("c", "district", D(44), 1),
        Place("a", "district", D(40), 3),
        Place("d", "district", None, None, Unranked.NOTHING_DUE),
        Place("x", "district", None, None, Unranked.EXCLUDED),
        Place("f", "bureau", D(2), 1),
        Place("e", "bureau", D(1), 2),
        Place("y", "", D(9), None, Unranked.NO_GROUP),
    ]
