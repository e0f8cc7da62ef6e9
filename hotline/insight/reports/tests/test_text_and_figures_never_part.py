"""Editing: figures cannot be changed or invented unseen, a removed one is told, refreshing keeps people's words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline.insight.reports import rules
from hotline.insight.reports.words import Block, Cadence, Document, Edit, Figure, Flaw, Part


def figure(key: str, said: str) -> Figure:
    return Figure(key, f"{key}量", said, 1, 1, 1, "measure=appeals")


TOTAL = "本期受理⟦total⟧件，同比增长⟦yoy⟧。"
FIGURES = {"total": figure("total", "120"), "yoy": figure("yoy", "30.5%")}


def draft(text: str = TOTAL, said: dict[str, Figure] | None = None, made: str = TOTAL) -> Document:
    blocks = (Block("h", Part.HEADING, "受理情况", "受理情况"), Block("p", Part.PARAGRAPH, text, made))
    return Document("周报", blocks, said or FIGURES)


def body(document: Document) -> Block:
    return next(block for block in document.blocks if block.key == "p")


def test_a_figure_that_says_what_was_counted_may_stay() -> None:
    assert rules.wrongs("受理⟦total|120⟧件", FIGURES) == []
    assert rules.kept("受理⟦total|120⟧件\n，⟦yoy|30.5%⟧") == "受理⟦total⟧件 ，⟦yoy⟧"


@pytest.mark.parametrize(("text", "said"), [("受理⟦total|125⟧件", "120"), ("受理⟦none|120⟧件", "")])
def test_a_changed_or_unknown_figure_is_found(text: str, said: str) -> None:
    [wrong] = rules.wrongs(text, FIGURES)
    assert wrong.said == said


def test_a_figure_taken_out_is_told() -> None:
    after = rules.edited(draft(), "周报", [Edit("p", "本期受理⟦total|120⟧件。")])
    assert body(after).flaws == (Flaw.LOST,)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("受理1⟦total|120⟧件", "1120"),
        ("受理⟦total|120⟧万件", "120万"),
        ("受理⟦total⟧ 万件", "120万"),
        ("受理一万⟦total|120⟧件", "万120"),
        ("受理.⟦total|120⟧件", ".120"),
        ("增长-⟦yoy|30.5%⟧", "-30.5%"),
        ("增长⟦yoy|30.5%⟧‰", "30.5%‰"),
        ("受理⟦total|120⟧点五件", "120点"),
        ("受理１⟦total|120⟧件", "１120"),
    ],
)
def test_what_makes_another_number_of_a_figure_counts_as_changing_it(text: str, written: str) -> None:
    [wrong] = rules.wrongs(text, FIGURES)
    assert (wrong.label, wrong.written) == (FIGURES[wrong.key].label, written)


@pytest.mark.parametrize("text", ["总数⟦total⟧件", "热点⟦total⟧件，⟦yoy⟧一项", "（一）⟦total⟧件", "⟦total⟧成为新高"])
def test_words_beside_a_figure_do_not_change_it(text: str) -> None:
    assert rules.wrongs(text, FIGURES) == []


OWN = """约85%、500件、近三成、百分之十二、增加2.5个百分点、１、①、⑿、½、Ⅻ、٣、8\u200b5%、三百余人次、
    壹佰贰拾件、五件、增长两倍、三分之一、一点五倍、过半、翻番、翻了一番、一百二十个、30.5、120家、3天、100万、12345件、2.5日、第十一批里的十一批"""


@pytest.mark.parametrize("own", [each.strip() for each in OWN.split("、")])
def test_a_number_of_ones_own_is_told_however_it_is_written(own: str) -> None:
    after = rules.edited(draft(), "周报", [Edit("p", f"{TOTAL}其中{own}涉及物业。")])
    assert body(after).flaws == (Flaw.UNKNOWN,)


PLAIN = """第3期、12345热线、12350专席、2020年7月、7月6日至12日、8时30分、09:30、3号楼、中央路260号、〔2020〕3号、
    两家单位、第十一次会议、千万注意、完成、十分重视、一成不变、PM2.5超标、前10位、一起办理"""


@pytest.mark.parametrize("own", [each.strip() for each in PLAIN.split("、")])
def test_numbers_that_count_nothing_are_left_alone(own: str) -> None:
    assert body(rules.edited(draft(), "周报", [Edit("p", f"{TOTAL}另见{own}。")])).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "同比增长⟦yoy⟧，本期受理⟦total⟧件。",
        "本期受理⟦total⟧件，同比增长⟦yoy⟧，本期受理⟦total⟧件。",
        "本期受理⟦total⟧件，同比增长⟦yoy⟧，满意率为⟦rate⟧。",
    ],
)
def test_a_figure_that_was_moved_repeated_or_brought_from_elsewhere_is_told(text: str) -> None:
    figures = FIGURES | {"rate": figure("rate", "94.8%")}
    after = rules.edited(draft(said=figures), "周报", [Edit("p", text)])
    assert body(after).flaws == (Flaw.PLACED,)


def test_a_figure_behind_the_words_of_another_is_told() -> None:
    made = "电话⟦total⟧件，占⟦yoy⟧；网站⟦web⟧件。"
    figures = FIGURES | {"web": figure("web", "30")}
    swapped = rules.edited(draft(made, figures, made), "周报", [Edit("p", "网站⟦total⟧件，占⟦yoy⟧；电话⟦web⟧件。")])
    assert body(swapped).flaws == (Flaw.PLACED,)
    worded = rules.edited(draft(made, figures, made), "周报", [Edit("p", "来电⟦total⟧件（占⟦yoy⟧），网站⟦web⟧件。")])
    assert body(worded).flaws == ()


@pytest.mark.parametrize("text", ["本期受理⟦total⟧件，同比下降⟦yoy⟧。", "本期受理⟦total⟧件，同比为⟦yoy⟧。"])
def test_a_rise_told_as_a_fall_or_without_its_direction_is_told(text: str) -> None:
    assert body(rules.edited(draft(), "周报", [Edit("p", text)])).flaws == (Flaw.TURNED,)
    risen = rules.edited(draft(), "周报", [Edit("p", "受理⟦total⟧件，较上年上升⟦yoy⟧。")])
    assert body(risen).flaws == ()


def test_what_was_taken_out_can_be_brought_back() -> None:
    after = rules.edited(draft(), "周报", [Edit("p", "无。")])
    assert body(rules.restored(after, "p")) == Block("p", Part.PARAGRAPH, TOTAL, TOTAL)


def test_a_paragraph_of_ones_own_stands_where_it_was_put() -> None:
    after = rules.added(draft(), "h", "own.1", "据反映约有500人参与。")
    assert [block.key for block in after.blocks] == ["h", "own.1", "p"]
    assert after.blocks[1].flaws == (Flaw.UNKNOWN,)


def test_refreshing_writes_anew_what_nobody_touched() -> None:
    fresh = draft(said={"total": figure("total", "130"), "yoy": figure("yoy", "31%")})
    after = rules.refreshed(draft(), fresh)
    assert rules.printed(body(after).text, after.figures) == "本期受理130件，同比增长31%。"
    assert body(after).flaws == ()


def test_refreshing_keeps_words_and_marks_them_where_the_rules_would_say_otherwise() -> None:
    mine = "我们受理⟦total⟧件，增长⟦yoy⟧，形势严峻。"
    fell = "本期受理⟦total⟧件，同比下降⟦yoy⟧。"
    fresh = draft(fell, {"total": figure("total", "90"), "yoy": figure("yoy", "2%")}, fell)
    after = rules.refreshed(draft(mine), fresh)
    assert rules.printed(body(after).text, after.figures) == "我们受理90件，增长2%，形势严峻。"
    assert body(after).flaws == (Flaw.TURNED, Flaw.MOVED)
    assert body(rules.refreshed(draft(mine), draft())).flaws == ()


def test_refreshing_leaves_out_what_was_taken_out_and_keeps_what_was_added() -> None:
    mine = rules.added(rules.edited(draft(), "周报", [Edit("p", is_removed=True)]), "h", "own.1", "补充说明。")
    after = rules.refreshed(mine, draft())
    assert [block.key for block in after.blocks] == ["h", "own.1"]


def test_differences_name_what_changes_comes_and_goes() -> None:
    after = {"total": figure("total", "130"), "new": figure("new", "7")}
    told = {
        each.figure.label: tuple(one.said if one else "" for one in (each.old, each.new))
        for each in rules.differences(FIGURES, after)
    }
    assert told == {"total量": ("120", "130"), "yoy量": ("30.5%", ""), "new量": ("", "7")}


def test_a_document_is_the_same_after_it_was_kept_as_json() -> None:
    import json

    from hotline.insight.reports.words import document

    whole = rules.added(draft(), "h", "own.1", "约有500人。")
    assert document(json.loads(json.dumps(whole.plain()))) == whole


@pytest.mark.parametrize(
    ("cadence", "at", "owed"),
    [
        (Cadence.DAILY, "2020-02-10T07:59", date(2020, 2, 9)),
        (Cadence.DAILY, "2020-02-10T08:00", date(2020, 2, 10)),
        (Cadence.WEEKLY, "2020-07-13T07:00", date(2020, 7, 6)),
        (Cadence.WEEKLY, "2020-07-13T08:00", date(2020, 7, 13)),
        (Cadence.WEEKLY, "2020-07-19T23:00", date(2020, 7, 13)),
    ],
)
def test_what_is_owed_follows_the_clock_where_the_hotline_is(cadence: Cadence, at: str, owed: date) -> None:
    moment = datetime.fromisoformat(f"{at}+08:00").astimezone(UTC)
    assert rules.last_owed(cadence, 8, 0, moment) == owed
    assert rules.last_owed(Cadence.BY_HAND, 8, 0, moment) is None


def test_missed_periods_are_caught_up_the_earliest_first() -> None:
    assert rules.periods_owed(Cadence.WEEKLY, date(2020, 7, 13), 2) == [
        (date(2020, 6, 29), date(2020, 7, 6)),
        (date(2020, 7, 6), date(2020, 7, 13)),
    ]


def test_what_was_taken_out_is_known_and_can_be_put_back_where_it_stood() -> None:
    whole = rules.added(draft(), "p", "own.1", "补充说明。")
    mine = rules.edited(whole, "周报", [Edit("p", is_removed=True), Edit("own.1", is_removed=True)])
    assert [block.key for block, _ in rules.taken_out(mine, [draft(), whole, mine])] == ["p"]
    assert rules.taken_out(whole, [draft(), mine]) == []
    assert rules.put_back(mine, "p", whole) == draft()
    assert [
        block.key for block in rules.put_back(rules.edited(whole, "", [Edit("p", is_removed=True)]), "p", whole).blocks
    ] == ["h", "p", "own.1"]


def test_what_is_put_back_says_what_is_counted_now_and_is_marked() -> None:
    mine = rules.edited(draft(), "周报", [Edit("p", is_removed=True)])
    fresh = rules.refreshed(mine, draft(said={"total": figure("total", "130"), "yoy": figure("yoy", "31%")}))
    after = rules.put_back(fresh, "p", draft())
    assert rules.printed(body(after).text, after.figures) == "本期受理130件，同比增长31%。"
    assert body(after).flaws == (Flaw.MOVED,)
