"""Topics are defined where one may, changed by versions, tried before, filled back; nothing wrong is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotline.flow.tickets.models import Ticket
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.lib.refusal import BadInput, NotPermitted, Refusal
from hotline.watch.topics import actions, checking, errors, filling, matching, queries, telling, trying
from hotline.watch.topics.bulk import note_matches
from hotline.watch.topics.models import Filling, Match, Subscription, Topic, TopicVersion
from hotline.watch.topics.words import Definition, Found, NewTopic, TopicState
from tests.town import MONDAY, Town

from .analysts import LAMPS, PROVINCE, SUZHOU, TODAY, WUXI, analyst, begin, defined, later, reader, said, topics_of

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = TODAY + timedelta(days=1)
NEVER: Callable[[], bool] = lambda: False  # noqa: E731


def kept() -> tuple[int, ...]:
    """What stands in the tables a refusal must not touch."""
    return tuple(table.objects.count() for table in (Topic, TopicVersion, Filling, Match, Event))


@pytest.mark.parametrize(
    ("asked", "refusal", "says"),
    [
        (Definition("口罩 防护服"), errors.BadExpression, "第 4 个字处有误：与前面的词之间缺少"),
        (Definition(" "), errors.MatchesEverything, "表达式是空的"),
        (Definition("not 广告"), errors.MatchesEverything, "被排除的词"),
        (replace(LAMPS, from_on=TODAY, until_on=TODAY), errors.ImpossibleDates, "结束日期须晚于"),
        (replace(LAMPS, categories=("01", "99")), errors.UnknownCategory, "“99”"),
        (replace(LAMPS, regions=("320505",)), errors.UnknownPlace, "“320505”"),
        (replace(LAMPS, regions=("32021",)), errors.UnknownPlace, "“32021”"),
        (replace(LAMPS, channels=("pigeon",)), BadInput, "pigeon"),
        (replace(LAMPS, kinds=("wish",)), BadInput, "wish"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    town: Town, asked: Definition, refusal: type[Refusal], says: str
) -> None:
    by = analyst(town, WUXI)
    defined(town, "mine", unit=WUXI)
    before = kept()
    with pytest.raises(refusal, match=says):
        actions.define(town.unit(WUXI).pk, NewTopic("new", "新", "New"), asked, is_draft=False, by=by, at=MONDAY)
    with pytest.raises(refusal, match=says):
        actions.change("mine", asked, why="改", seen=1, by=by, at=MONDAY)
    assert kept() == before


def test_a_word_every_ticket_has_is_no_topic(town: Town) -> None:
    by, centre = analyst(town), town.unit(PROVINCE).pk
    rows = [said(town, "市民来电反映路灯") for _ in range(3)]
    assert checking.checked(Definition("市民"), centre, later()).expression == "市民"  # too few to tell
    one = Ticket.objects.get(pk=rows[0])
    _many(one, checking.ENOUGH)
    with pytest.raises(errors.MatchesEverything, match=r"最近登记的 103 张工单里有 103 张命中"):
        actions.define(centre, NewTopic("all", "全", "All"), Definition("市民"), is_draft=False, by=by, at=later())
    assert not Topic.objects.exists()


def _many(like: Ticket, count: int) -> None:
    """So many more tickets that say the same."""
    words = like.words
    first = like.pk
    for place in range(1, count + 1):
        like.pk, like.number, like.query_index = first + 1000 + place, f"9{place:011d}", None
        like.save(force_insert=True)
        words.ticket_id = like.pk
        words.save(force_insert=True)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewTopic("Lamps", "灯", "Lamps"), errors.ImpossibleCode),
        (NewTopic("", "灯", "Lamps"), errors.ImpossibleCode),
        (NewTopic("mine", "灯", "Lamps"), errors.CodeTaken),
        (NewTopic("other", "灯", " "), errors.NoName),
        (NewTopic("other", "灯", "Lamps", "nothing"), errors.UnknownUmbrella),
        (NewTopic("other", "灯", "Lamps", "streets"), errors.UnknownUmbrella),
    ],
)
def test_codes_names_and_umbrellas_must_be_right(town: Town, new: NewTopic, refusal: type[Refusal]) -> None:
    defined(town, "streets", Definition("道路"))  # the province's: no umbrella of a city's topic
    defined(town, "mine", unit=WUXI)
    before = kept()
    with pytest.raises(refusal):
        actions.define(town.unit(WUXI).pk, new, LAMPS, is_draft=False, by=analyst(town, WUXI), at=MONDAY)
    assert kept() == before


def test_topics_are_defined_within_ones_area_and_seen_above_and_below(town: Town) -> None:
    defined(town, "of-province")
    defined(town, "of-wuxi", unit=WUXI)
    defined(town, "of-suzhou", unit=SUZHOU)
    defined(town, "draft", unit=WUXI, is_draft=True)
    seen = {unit: [row.code for row in queries.topics(analyst(town, unit))] for unit in (PROVINCE, WUXI, SUZHOU)}
    assert sorted(seen[PROVINCE]) == ["draft", "of-province", "of-suzhou", "of-wuxi"]
    assert sorted(seen[WUXI]) == ["draft", "of-province", "of-wuxi"]
    assert sorted(seen[SUZHOU]) == ["of-province", "of-suzhou"]
    assert sorted(row.code for row in queries.topics(reader(town, WUXI, "r"))) == ["of-province", "of-wuxi"]
    assert not queries.topics(town.actor("handler.lihu")).exists()
    assert queries.topics(reader(town, "320211-cg", "county")).filter(code="of-wuxi").exists()
    for attempt in (
        lambda: actions.start("draft", by=analyst(town, SUZHOU), at=MONDAY),
        lambda: actions.change("of-wuxi", LAMPS, why="改", seen=1, by=analyst(town, SUZHOU), at=MONDAY),
        lambda: actions.end("of-wuxi", "完", by=analyst(town, SUZHOU), at=MONDAY),
        lambda: actions.fill_back("of-wuxi", date(2020, 1, 1), by=analyst(town, SUZHOU), at=MONDAY),
        lambda: actions.subscribe("of-wuxi", 1, by=analyst(town, SUZHOU), at=MONDAY),
    ):
        with pytest.raises(errors.TopicNotFound):
            attempt()
    with pytest.raises(NotPermitted):
        actions.end("of-province", "完", by=analyst(town, WUXI), at=MONDAY)
    with pytest.raises(NotPermitted):
        defined(town, "foreign", by=analyst(town, SUZHOU), unit=WUXI)


def test_of_two_who_change_it_at_once_one_is_told(town: Town) -> None:
    defined(town)
    by = analyst(town)
    assert actions.change("lamps", Definition("井盖"), why="一改", seen=1, by=by, at=MONDAY) == 2
    with pytest.raises(errors.ChangedMeanwhile, match="第 2 版"):
        actions.change("lamps", Definition("路灯"), why="二改", seen=1, by=by, at=MONDAY)
    with pytest.raises(errors.NoWhy):
        actions.change("lamps", Definition("路灯"), why=" ", seen=2, by=by, at=MONDAY)
    assert [row.expression for row in queries.versions(Topic.objects.get().pk)] == ["井盖", LAMPS.expression]
    assert Event.objects.filter(topic="reference", verb__in=("define", "change")).count() == 2


def test_a_draft_starts_once_and_an_ended_topic_stays_as_it_is(town: Town) -> None:
    by = analyst(town)
    defined(town, is_draft=True)
    with pytest.raises(errors.NotRunning):
        actions.fill_back("lamps", date(2020, 1, 1), by=by, at=MONDAY)
    actions.start("lamps", by=by, at=MONDAY)
    with pytest.raises(errors.Running):
        actions.start("lamps", by=by, at=MONDAY)
    defined(town, "under", umbrella="lamps")
    with pytest.raises(errors.NothingToEnd):
        actions.end("lamps", "完", by=by, at=MONDAY)
    actions.end("under", "完", by=by, at=MONDAY)
    actions.end("lamps", "完", by=by, at=MONDAY)
    for again in (
        lambda: actions.rename("lamps", "新名", "New", by=by, at=MONDAY),
        lambda: actions.change("lamps", LAMPS, why="改", seen=1, by=by, at=MONDAY),
        lambda: actions.start("lamps", by=by, at=MONDAY),
        lambda: actions.fill_back("lamps", date(2020, 1, 1), by=by, at=MONDAY),
    ):
        with pytest.raises(errors.Ended, match="analyst"):
            again()
    assert Topic.objects.get(code="lamps").state == TopicState.ENDED


def test_a_trial_counts_and_shows_only_what_one_may_see(town: Town) -> None:
    defined(town, "covers", Definition("井盖"))
    old = said(town, "路灯不亮，电话13912345678", at=MONDAY - timedelta(days=40))
    both = said(town, "路灯旁井盖丢失，我叫张三丰")
    said(town, "路灯坏了", is_confidential=True)
    said(town, "路灯广告")
    other = said(town, "苏州路灯不亮", centre=SUZHOU)
    note_matches([Found(both, "covers", MONDAY, MONDAY)])
    since, by = TODAY - timedelta(days=90), analyst(town)
    found = trying.tried(LAMPS, "32", since, TOMORROW, by, is_over=NEVER)
    assert (found.fitting, found.looked_at, found.is_whole) == (3, 4, True)
    assert found.by_month == {"2019-12": 0, "2020-01": 1, "2020-02": 0, "2020-03": 2}
    assert [(one.topic, one.count) for one in found.overlaps] == [("covers", 1)]
    assert {one.number for one in found.samples} == set(
        Ticket.objects.filter(pk__in=(old, both, other)).values_list("number", flat=True)
    )
    shown = "".join(piece for one in found.samples for piece, _ in one.excerpt)
    assert "张三丰" not in shown
    assert "13912345678" not in shown
    assert all(("路灯", True) in one.excerpt for one in found.samples)
    mine = trying.tried(LAMPS, "3202", since, TOMORROW, analyst(town, WUXI), is_over=NEVER)
    assert (mine.fitting, mine.looked_at) == (2, 3)
    secret = trying.tried(LAMPS, "3202", since, TOMORROW, reader(town, WUXI, "s", "see_confidential"), is_over=NEVER)
    assert secret.fitting == 3


def test_a_trial_whose_time_is_over_says_how_far_it_came(town: Town) -> None:
    said(town, "路灯不亮", at=MONDAY - timedelta(days=60))
    said(town, "路灯不亮")
    found = trying.tried(LAMPS, "32", TODAY - timedelta(days=90), TOMORROW, analyst(town), is_over=lambda: True)
    assert not found.is_whole
    assert (found.fitting, found.looked_at) == (1, 1)
    assert found.reached == filling.midnight(TODAY)


@pytest.mark.parametrize("expression", ["路灯 and 不亮", "APP or 路灯"])
def test_a_trial_finds_the_same_with_the_index_and_without(town: Town, expression: str) -> None:
    begin()
    asked = Definition(expression)
    defined(town, asked=asked)
    for text in ("路灯不亮", "路灯不亮了", "亮的路灯", "井盖", "下载APP"):
        said(town, text)
    matching.follow(at=later())
    found = trying.tried(asked, "32", TODAY, TOMORROW, analyst(town), is_over=NEVER)
    assert found.fitting == Match.objects.count() > 0


def test_old_tickets_are_filled_back_in_batches_that_may_be_killed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "ENOUGH", 1)
    defined(town, "streets", Definition("道路"))
    defined(town, umbrella="streets")
    old = [said(town, "路灯不亮", at=MONDAY - timedelta(days=days)) for days in (1, 20, 80)]
    said(town, "井盖", at=MONDAY - timedelta(days=2))
    before = said(town, "路灯不亮", at=MONDAY - timedelta(days=200))
    actions.fill_back("lamps", TODAY - timedelta(days=90), by=analyst(town), at=later())
    with pytest.raises(errors.FillingAlready, match="analyst"):
        actions.fill_back("lamps", TODAY - timedelta(days=9), by=analyst(town), at=later())
    with pytest.raises(errors.NotPast):
        actions.fill_back("lamps", TODAY, by=analyst(town), at=later())
    assert filling.fill_back(at=later()) > 0
    [first] = Filling.objects.all()
    assert (first.found, first.ended_at) == (1, None)
    assert first.since < first.done_to < first.until
    Filling.objects.update(done_to=first.until, looked_at=0, found=0)  # as if the batch had been killed half way
    while filling.fill_back(at=later()):
        pass
    [done] = Filling.objects.all()
    assert (done.found, done.looked_at, done.done_to, done.ended_at) == (3, 3, done.since, later())
    assert [topics_of(ticket) for ticket in old] == [["lamps", "streets"]] * 3
    assert topics_of(before) == []
    assert Match.objects.count() == 6
    assert Event.objects.filter(verb="filled").count() == 1


def test_a_change_ends_a_filling_back_by_the_old_version(town: Town) -> None:
    defined(town)
    ticket = said(town, "路灯不亮", at=MONDAY - timedelta(days=5))
    actions.fill_back("lamps", TODAY - timedelta(days=9), by=analyst(town), at=later())
    actions.change("lamps", Definition("井盖"), why="改看井盖", seen=1, by=analyst(town), at=later())
    assert filling.fill_back(at=later()) == 0
    assert topics_of(ticket) == []


def test_counts_are_of_the_tickets_one_sees(town: Town) -> None:
    begin()
    defined(town)
    said(town, "路灯不亮", at=MONDAY - timedelta(days=8))
    said(town, "路灯不亮")
    said(town, "路灯不亮", is_confidential=True)
    said(town, "路灯不亮", centre=SUZHOU)
    matching.follow(at=later())
    row = Topic.objects.get()
    tallies = {unit: queries.tallies(analyst(town, unit), later())["lamps"] for unit in (PROVINCE, WUXI, SUZHOU)}
    told = {unit: (tally.today, tally.week, tally.month) for unit, tally in tallies.items()}
    assert told == {PROVINCE: (2, 2, 3), WUXI: (1, 1, 2), SUZHOU: (1, 1, 1)}
    assert tallies[WUXI].days[-1] == tallies[WUXI].days[-9] == 1
    assert queries.by_city(row, analyst(town), TODAY - timedelta(days=29), TOMORROW) == [("3202", 2), ("3205", 1)]
    assert queries.matches(row, analyst(town, SUZHOU)).count() == 1
    secret = reader(town, WUXI, "s", "see_confidential")
    assert queries.tallies(secret, later())["lamps"].today == 2


def test_subscribers_hear_once_a_day_of_what_they_may_see(town: Town) -> None:
    begin()
    defined(town)
    first, third, other = reader(town, WUXI, "一"), reader(town, WUXI, "三"), reader(town, SUZHOU, "苏")
    for actor, threshold in ((first, 1), (third, 3), (other, 1)):
        actions.subscribe("lamps", threshold, by=actor, at=MONDAY)
    said(town, "路灯不亮", is_confidential=True)
    matching.follow(at=later())
    assert telling.tell(at=later()) == 0
    said(town, "路灯不亮")
    matching.follow(at=later())
    assert (telling.tell(at=later()), telling.tell(at=later())) == (1, 0)
    [notice] = Notice.objects.filter(kind="topic")
    assert (notice.person_id, notice.facts["count"], notice.facts["topic_code"]) == (first.person_id, 1, "lamps")
    said(town, "路灯不亮")
    said(town, "路灯不亮")
    matching.follow(at=later())
    assert telling.tell(at=later()) == 1
    assert Notice.objects.filter(kind="topic").latest("pk").facts["count"] == 3
    actions.unsubscribe("lamps", by=first, at=later())
    assert Subscription.objects.count() == 2
    with pytest.raises(errors.ImpossibleThreshold):
        actions.subscribe("lamps", 0, by=first, at=later())


def test_matches_noted_in_bulk_count_for_the_umbrella_too(town: Town) -> None:
    defined(town, "streets", Definition("道路"))
    defined(town, umbrella="streets")
    one, two = said(town, "甲"), said(town, "乙")
    found = [
        Found(one, "lamps", MONDAY, MONDAY),
        Found(one, "streets", MONDAY, MONDAY),
        Found(two, "streets", MONDAY, MONDAY),
    ]
    assert note_matches(found) == 3
    assert (topics_of(one), topics_of(two)) == (["lamps", "streets"], ["streets"])
    with pytest.raises(errors.TopicNotFound):
        note_matches([Found(two, "nothing", MONDAY, MONDAY)])
    assert Match.objects.count() == 3
