"""Stored questions on screen: kept, opened, shared with figures of one's own, told, taken away, brought back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from hotline.ground.outbox.models import Notice
from hotline.insight.questions import actions
from hotline.insight.questions.models import StoredQuestion, Wanted
from hotline.jobs import sweeps
from hotline.web.kit import notices
from tests.analysing import fact, hire, stored
from tests.benches import Enter
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db
ASKED = "measure=appeals&by=county&period=days&from=2020-03-01&to=2020-03-31&picture=bar"
THERE = {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": "320505-cg"}


@pytest.fixture
def seats(town: Town, enter: Enter, root: Path) -> Enter:
    """One ticket of Wuxi and two of Suzhou, as facts; people who analyse."""
    hire(town)
    rows = [fact(1, MONDAY.date()), fact(2, MONDAY.date(), **THERE), fact(3, MONDAY.date(), **THERE)]
    stored(root, [row | {"is_synthetic": False} for row in rows], "live")
    return enter


def keep(seats: Enter, sharing: str = "own", who: str = "analyst.wuxi", name: str = "县区受理量") -> StoredQuestion:
    """Keep the question of the page."""
    said = {"asked": ASKED, "name": name, "note": "例会用", "sharing": sharing}
    assert seats(who).post("/explore/questions/keep/", said).status_code == 302
    return StoredQuestion.objects.get(name=name)


def test_a_question_is_kept_and_opened_as_it_was(seats: Enter) -> None:
    row = keep(seats)
    client = seats("analyst.wuxi")
    went = client.get(f"/explore/questions/{row.pk}/")
    assert went["Location"] == f"/explore/?{ASKED}&question={row.pk}"
    page = client.get(went["Location"]).content.decode()
    assert "<h1>县区受理量</h1>" in page
    assert "例会用" in page
    assert "条件已改动" not in page
    listed = client.get("/explore/questions/").content.decode()
    assert "受理量 · 按县（市、区） · 指定日期" in listed


def test_a_name_that_is_taken_or_missing_is_told_beside_the_field_and_nothing_is_lost(seats: Enter) -> None:
    keep(seats)
    for name, sentence in (("县区受理量", "您已有名为“县区受理量”的查询"), (" ", "这个字段是必填项")):
        said = {"asked": ASKED, "name": name, "note": "再存一次", "sharing": "own"}
        page = seats("analyst.wuxi").post("/explore/questions/keep/", said)
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert "再存一次" in page.content.decode()
    assert StoredQuestion.objects.count() == 1


def test_a_question_nobody_can_ask_is_not_kept(seats: Enter) -> None:
    said = {"asked": "measure=nonsense", "name": "x", "note": "", "sharing": "own"}
    page = seats("analyst.wuxi").post("/explore/questions/keep/", said)
    assert page.status_code == 422
    assert "没有“nonsense”这个指标" in page.content.decode()
    assert not StoredQuestion.objects.exists()


def test_whoever_opens_a_shared_link_counts_her_own_tickets_only(seats: Enter) -> None:
    row = keep(seats, "link")
    link = reverse("explore:linked", args=[row.token])
    assert link in seats("analyst.wuxi").get(f"/explore/questions/{row.pk}/edit/").content.decode()
    other = seats("analyst.suzhou")
    went = other.get(link)
    assert "question=" in went["Location"]
    answer = other.get(went["Location"].replace("/explore/?", "/explore/answer/?").partition("&question")[0])
    page = answer.content.decode()
    assert "虎丘区" in page
    assert "滨湖区" not in page
    assert 'title="查看背后的工单">2</a>' in page
    mine = seats("analyst.wuxi").get(f"/explore/answer/?{ASKED}").content.decode()
    assert "滨湖区" in mine
    assert "虎丘区" not in mine


def test_a_shared_question_about_another_city_is_refused_and_not_leaked(seats: Enter) -> None:
    said = {"asked": f"{ASKED}&city=3202", "name": "无锡", "note": "", "sharing": "link"}
    seats("analyst.wuxi").post("/explore/questions/keep/", said)
    row = StoredQuestion.objects.get()
    other = seats("analyst.suzhou")
    assert other.get(reverse("explore:linked", args=[row.token])).status_code == 302
    page = other.get(f"/explore/answer/?{row.asked}")
    assert page.status_code == 403
    assert "“江苏省无锡市”超出您可以统计的范围" in page.content.decode()


def test_what_is_not_shared_looks_absent(seats: Enter) -> None:
    row = keep(seats)
    other = seats("analyst.suzhou")
    for path in (f"{row.pk}/", f"{row.pk}/edit/"):
        assert other.get(f"/explore/questions/{path}").status_code == 404
    for path in ("want/", "take-away/", "bring-back/"):
        assert other.post(f"/explore/questions/{row.pk}/{path}", {"rhythm": "daily"}).status_code == 404
    assert other.post(f"/explore/questions/{row.pk}/ask-anew/", {"asked": ASKED}).status_code == 404
    assert other.get(f"/explore/shared/{row.token}/").status_code == 404
    assert other.get("/explore/shared/nonsense/").status_code == 404
    assert row.name not in other.get("/explore/questions/").content.decode()
    assert row.name not in other.get(f"/explore/?{ASKED}&question={row.pk}").content.decode()


def test_a_colleague_sees_whose_it_is_and_cannot_change_it(seats: Enter, town: Town) -> None:
    row = keep(seats, "centre", who="analyst.js")
    StoredQuestion.objects.filter(pk=row.pk).update(organisation=town.unit("320200-rx"))
    other = seats("analyst.wuxi")
    page = other.get(f"/explore/?{ASKED}&question={row.pk}").content.decode()
    assert "analyst.js 共享" in page
    assert "/ask-anew/" not in page
    said = {"name": "改名", "note": "", "sharing": "own"}
    assert other.post(f"/explore/questions/{row.pk}/edit/", said).status_code == 403
    assert StoredQuestion.objects.get().name == "县区受理量"


def test_changed_conditions_can_be_kept_in_its_place(seats: Enter) -> None:
    row = keep(seats)
    client = seats("analyst.wuxi")
    changed = ASKED.replace("by=county", "by=kind")
    page = client.get(f"/explore/?{changed}&question={row.pk}").content.decode()
    assert "条件已改动，尚未更新" in page
    assert client.post(f"/explore/questions/{row.pk}/ask-anew/", {"asked": changed}).status_code == 302
    assert StoredQuestion.objects.get().asked == changed


def test_deleting_can_be_undone_on_the_spot(seats: Enter) -> None:
    row = keep(seats)
    client = seats("analyst.wuxi")
    went = client.post(f"/explore/questions/{row.pk}/take-away/")
    page = client.get(went["Location"]).content.decode()
    assert "已删除“县区受理量”，30 天内可以撤销" in page
    assert client.post(f"/explore/questions/{row.pk}/bring-back/").status_code == 302
    assert row.name in client.get("/explore/questions/").content.decode()
    assert "已删除" not in seats("analyst.suzhou").get(went["Location"]).content.decode()


def test_the_bell_leads_to_the_question(seats: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(seats)
    client = seats("analyst.wuxi")
    client.post(f"/explore/questions/{row.pk}/want/", {"rhythm": "weekly"})
    wanted = Wanted.objects.get()
    assert wanted.next_at.date() == date(2020, 4, 13)
    Wanted.objects.update(next_at=MONDAY)
    sweeps.ring_questions(timestamp=0)
    notice = Notice.objects.get()
    line = notices.line(SimpleNamespace(kind=notice.kind, facts=notice.facts, at=notice.at, is_read=False))
    assert (line.sentence, line.link) == ("定期统计“县区受理量”可以查看了", f"/explore/questions/{row.pk}/")
    assert client.post(f"/explore/questions/{row.pk}/want/", {"rhythm": "hourly"}).status_code == 302
    assert not Wanted.objects.exists()


def test_what_was_taken_away_is_forgotten_at_night(seats: Enter) -> None:
    row = keep(seats)
    seats("analyst.wuxi").post(f"/explore/questions/{row.pk}/take-away/")
    assert actions.forget_old(at=MONDAY + timedelta(days=80)) == 1
    assert not StoredQuestion.objects.exists()
