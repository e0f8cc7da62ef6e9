"""Stored questions: kept, changed, shared, taken away and brought back; the bell rings for who may still open them."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Posting
from hotline.ground.people.words import Actor, Scope
from hotline.insight.questions import actions, errors, queries
from hotline.insight.questions.models import StoredQuestion, Wanted
from hotline.insight.questions.words import NewQuestion, Rhythm, Sharing
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from tests.analysing import ANALYST, hire
from tests.employing import employ
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db
ASKED = "measure=appeals&by=city&period=this_month&picture=bar"
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def staff(town: Town) -> dict[str, Actor]:
    """People who analyse."""
    return hire(town)


def kept(by: Actor, sharing: Sharing = Sharing.OWN, name: str = "本月受理") -> int:
    """A question somebody keeps."""
    return actions.keep(NewQuestion(name, "", ASKED, sharing), by=by, at=MONDAY)


def test_a_question_is_kept_with_its_row_in_the_journal(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"])
    row = queries.opened(identifier, staff["wuxi"])
    assert (row.name, row.asked, row.sharing) == ("本月受理", ASKED, "own")
    event = Event.objects.get(topic="question", subject=identifier)
    assert (event.verb, event.by_name) == ("keep", "analyst.wuxi")


def test_a_name_is_there_and_there_once(staff: dict[str, Actor]) -> None:
    kept(staff["wuxi"])
    with pytest.raises(errors.NameTaken, match="本月受理"):
        kept(staff["wuxi"], name=" 本月受理 ")
    with pytest.raises(errors.NameMissing):
        kept(staff["wuxi"], name=" \u200b ")
    kept(staff["suzhou"])
    assert StoredQuestion.objects.count() == 2


def test_only_who_analyses_keeps_questions(town: Town, staff: dict[str, Actor]) -> None:
    with pytest.raises(NotPermitted):
        kept(town.actor("agent.wuxi"))
    with pytest.raises(NotPermitted):
        kept(Actor.system())


def test_what_is_ones_own_is_hidden_from_everybody_else(town: Town, staff: dict[str, Actor]) -> None:
    colleague = employ(town, "second.wuxi", "320200-rx", Scope.AREA, *ANALYST)
    identifier = kept(staff["wuxi"])
    for other in (colleague, staff["suzhou"], staff["js"]):
        with pytest.raises(errors.QuestionNotFound):
            queries.opened(identifier, other)
    token = StoredQuestion.objects.get().token
    with pytest.raises(errors.QuestionNotFound):
        queries.linked(token, colleague)


def test_colleagues_open_what_is_shared_with_them_and_change_nothing(town: Town, staff: dict[str, Actor]) -> None:
    colleague = employ(town, "second.wuxi", "320200-rx", Scope.AREA, *ANALYST)
    agent = employ(town, "third.wuxi", "320200-rx", Scope.OWN_CENTRE, "register")
    identifier = kept(staff["wuxi"], Sharing.CENTRE)
    assert [row.pk for row in queries.shared_with(colleague)] == [identifier]
    assert queries.opened(identifier, colleague).name == "本月受理"
    for other in (agent, staff["suzhou"], staff["js"]):
        with pytest.raises(errors.QuestionNotFound):
            queries.opened(identifier, other)
    with pytest.raises(errors.NotYours, match=r"analyst\.wuxi 保存的"):
        actions.describe(identifier, "我的", "", Sharing.OWN, by=colleague, at=LATER)
    with pytest.raises(errors.NotYours):
        actions.ask_anew(identifier, "measure=hours", by=colleague, at=LATER)
    with pytest.raises(errors.NotYours):
        actions.take_away(identifier, by=colleague, at=LATER)
    with pytest.raises(errors.QuestionNotFound):
        actions.take_away(identifier, by=staff["suzhou"], at=LATER)
    assert StoredQuestion.objects.get().name == "本月受理"


def test_a_link_leads_to_a_question_until_it_is_withdrawn(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"], Sharing.LINK)
    token = StoredQuestion.objects.get().token
    assert queries.linked(token, staff["suzhou"]).pk == identifier
    actions.describe(identifier, "本月受理", "", Sharing.OWN, by=staff["wuxi"], at=LATER)
    with pytest.raises(errors.QuestionNotFound):
        queries.linked(token, staff["suzhou"])
    assert queries.linked(token, staff["wuxi"]).pk == identifier


def test_a_question_asks_anew_and_is_described_anew(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"])
    actions.ask_anew(identifier, "measure=hours&period=today&picture=table", by=staff["wuxi"], at=LATER)
    actions.describe(identifier, "时长", "每周例会用", Sharing.CENTRE, by=staff["wuxi"], at=LATER)
    row = StoredQuestion.objects.get()
    assert (row.name, row.note, row.changed_at) == ("时长", "每周例会用", LATER)
    assert row.organisation is not None
    assert row.organisation.code == "320200-rx"
    assert [each.verb for each in Event.objects.filter(topic="question").order_by("seq")] == [
        "keep",
        "ask_anew",
        "describe",
    ]


def test_what_was_taken_away_comes_back_and_is_forgotten_after_a_month(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"])
    actions.take_away(identifier, by=staff["wuxi"], at=MONDAY)
    with pytest.raises(errors.QuestionNotFound):
        queries.opened(identifier, staff["wuxi"])
    with pytest.raises(errors.QuestionNotFound):
        actions.bring_back(identifier, by=staff["suzhou"], at=LATER)
    actions.bring_back(identifier, by=staff["wuxi"], at=LATER)
    assert queries.opened(identifier, staff["wuxi"]).pk == identifier
    actions.take_away(identifier, by=staff["wuxi"], at=MONDAY)
    assert actions.forget_old(at=MONDAY + timedelta(days=29)) == 0
    assert actions.forget_old(at=MONDAY + timedelta(days=31)) == 1


def test_a_name_used_meanwhile_keeps_a_question_from_coming_back(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"])
    actions.take_away(identifier, by=staff["wuxi"], at=MONDAY)
    kept(staff["wuxi"])
    with pytest.raises(errors.NameTaken):
        actions.bring_back(identifier, by=staff["wuxi"], at=LATER)


def wanted(identifier: int, by: Actor, rhythm: Rhythm | None = Rhythm.DAILY) -> None:
    """Have the bell ring."""
    actions.want(queries.opened(identifier, by), rhythm, by=by, at=MONDAY)


def test_the_bell_rings_once_a_time_with_the_way_to_the_question(staff: dict[str, Actor]) -> None:
    identifier = kept(staff["wuxi"])
    wanted(identifier, staff["wuxi"])
    due = Wanted.objects.get().next_at
    assert actions.ring(at=due - timedelta(seconds=1)) == 0
    assert actions.ring(at=due) == 1
    assert actions.ring(at=due) == 0
    notice = Notice.objects.get()
    assert (notice.kind, notice.person_id, notice.ticket) == ("question", staff["wuxi"].person_id, None)
    assert notice.facts == {"question": identifier, "name": "本月受理"}
    assert Wanted.objects.get().next_at == due + timedelta(days=1)
    wanted(identifier, staff["wuxi"], None)
    assert actions.ring(at=due + timedelta(days=2)) == 0


def test_who_may_no_longer_open_a_question_hears_of_it_no_more(town: Town, staff: dict[str, Actor]) -> None:
    colleague = employ(town, "second.wuxi", "320200-rx", Scope.AREA, *ANALYST)
    identifier = kept(staff["wuxi"], Sharing.CENTRE)
    wanted(identifier, colleague)
    wanted(identifier, staff["wuxi"])
    actions.describe(identifier, "本月受理", "", Sharing.OWN, by=staff["wuxi"], at=LATER)
    Posting.objects.filter(person__username="analyst.wuxi").update(until_on=MONDAY.date())
    forget_all()
    assert actions.ring(at=MONDAY + timedelta(days=2)) == 2
    assert not Notice.objects.exists()
    assert not Wanted.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_keep_the_same_name_one_is_told(town: Town) -> None:
    by, start = hire(town)["wuxi"], Barrier(2)
    told: list[object] = []

    def press() -> None:
        start.wait()
        try:
            told.append(kept(by))
        except errors.NameTaken as refusal:
            told.append(refusal)
        finally:
            connection.close()

    hands = [Thread(target=press) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(type(each).__name__ for each in told) == ["NameTaken", "int"]
    assert StoredQuestion.objects.count() == 1
