"""Knowledge: two people stand behind every answer, nothing it said before is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hotline.ground.knowledge.models import Entry
from tests.town import Town

from .conftest import LoggedIn

FACTS: dict[str, Any] = {
    "code": "ludeng",
    "title": "路灯不亮怎么办",
    "answer": "请告诉我们灯杆编号，三个工作日内修复。",
    "questions": "路灯坏了\n灯不亮",
    "source": "城市照明管理规定",
    "categories": "01.01.01",
    "valid_from_on": "2020-01-01",
}


def _at(code: str = "ludeng", step: str = "") -> str:
    return reverse("console:entry", args=[code]) + (f"{step}/" if step else "")


def _published(logged_in: LoggedIn) -> None:
    editor, reviewer = logged_in("editor.js"), logged_in("editor2.js")
    editor.post(reverse("console:new_entry"), FACTS)
    editor.post(_at(step="submit"))
    reviewer.post(_at(step="publish"))


def test_an_entry_goes_from_draft_to_published_by_two_people(logged_in: LoggedIn) -> None:
    _published(logged_in)
    entry = Entry.objects.get(code="ludeng")
    assert (entry.state, entry.questions) == ("published", ["路灯坏了", "灯不亮"])
    assert entry.written_by != entry.reviewed_by


def test_a_reviewer_cannot_publish_what_she_wrote(logged_in: LoggedIn) -> None:
    reviewer = logged_in("editor2.js")
    reviewer.post(reverse("console:new_entry"), FACTS)
    reviewer.post(_at(step="submit"))
    answer = reviewer.post(_at(step="publish"))
    assert answer.status_code == 422
    assert "须由作者以外的人审核" in answer.content.decode()


def test_a_revision_waits_beside_what_it_would_change(logged_in: LoggedIn) -> None:
    _published(logged_in)
    editor, reviewer = logged_in("editor.js"), logged_in("editor2.js")
    editor.post(_at(step="edit"), FACTS | {"answer": "请告诉我们灯杆编号，两个工作日内修复。"})
    text = reviewer.get(_at()).content.decode()
    assert "<del>三</del><ins>两</ins>" in text
    assert "三个工作日" in Entry.objects.get(code="ludeng").answer
    reviewer.post(_at(step="accept"))
    assert "两个工作日" in Entry.objects.get(code="ludeng").answer
    compared = editor.get(reverse("console:compare_entry", args=["ludeng", 1])).content.decode()
    assert "<del>三</del><ins>两</ins>" in compared


def test_sending_back_needs_a_reason(logged_in: LoggedIn) -> None:
    logged_in("editor.js").post(reverse("console:new_entry"), FACTS)
    logged_in("editor.js").post(_at(step="submit"))
    reviewer = logged_in("editor2.js")
    assert reviewer.post(_at(step="send-back"), {"send-back-why": ""}).status_code == 422
    assert reviewer.post(_at(step="send-back"), {"send-back-why": "缺少文号"}).status_code == 302
    assert "缺少文号" in reviewer.get(_at()).content.decode()


def test_the_preview_saves_nothing_and_loses_nothing(logged_in: LoggedIn) -> None:
    answer = logged_in("editor.js").post(reverse("console:new_entry"), FACTS | {"preview": "yes", "source": ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<p>请告诉我们灯杆编号，三个工作日内修复。</p>" in text
    assert "路灯坏了\n灯不亮" in text
    assert not Entry.objects.exists()


def test_a_script_in_an_answer_is_only_text(logged_in: LoggedIn) -> None:
    facts = FACTS | {"answer": "<script>alert(1)</script>", "preview": "yes"}
    text = logged_in("editor.js").post(reverse("console:new_entry"), facts).content.decode()
    assert "<script>alert" not in text


def test_an_unknown_category_is_told_beside_its_field(logged_in: LoggedIn) -> None:
    answer = logged_in("editor.js").post(reverse("console:new_entry"), FACTS | {"categories": "99.99"})
    assert "没有编码为“99.99”的有效分类" in answer.context["form"].errors["categories"][0]


def test_what_ends_soon_comes_first(logged_in: LoggedIn) -> None:
    _published(logged_in)
    Entry.objects.update(valid_until_on=timezone.localdate() + timedelta(days=5))
    text = logged_in("editor2.js").get(reverse("console:knowledge")).content.decode()
    assert "还有 5 天" in text
    assert 'aria-current="page">该复核的' in text


def test_an_auditor_reads_and_an_agent_does_not_come_in(logged_in: LoggedIn, town: Town) -> None:
    _published(logged_in)
    auditor = logged_in("auditor.js")
    assert auditor.get(_at()).status_code == 200
    assert auditor.post(_at(step="retire"), {"retire-why": "过时"}).status_code == 403
    assert logged_in("agent.wuxi").get(_at()).status_code == 403
    assert auditor.get(_at("nothing")).status_code == 404


ENGLISH = {"title_en": "A street light is out", "answer_en": "Tell us the number on the pole."}


def test_english_stands_beside_the_chinese_and_is_read_by_who_reads_english(logged_in: LoggedIn) -> None:
    editor, reviewer = logged_in("editor.js"), logged_in("editor2.js")
    editor.post(reverse("console:new_entry"), FACTS | ENGLISH)
    editor.post(_at(step="submit"))
    reviewer.post(_at(step="publish"))
    chinese = reviewer.get(_at()).content.decode()
    assert "<h1>路灯不亮怎么办</h1>" in chinese
    assert ENGLISH["answer_en"] in chinese
    editor.post(_at(step="edit"), FACTS | ENGLISH | {"answer_en": "Tell us the number on the lamp post."})
    assert "<h3>英文答案</h3>" in reviewer.get(_at()).content.decode()
    english = logged_in("editor2.js")
    english.cookies["django_language"] = "en"
    assert f"<h1>{ENGLISH['title_en']}</h1>" in english.get(_at()).content.decode()
    listed = english.get(reverse("console:knowledge"), {"view": "all", "words": "street LIGHT"}).content.decode()
    assert ENGLISH["title_en"] in listed


def test_a_title_without_an_answer_in_english_is_refused_and_kept_in_the_form(logged_in: LoggedIn) -> None:
    answer = logged_in("editor.js").post(reverse("console:new_entry"), FACTS | {"title_en": ENGLISH["title_en"]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "英文标题和英文答案须同时填写" in text
    assert ENGLISH["title_en"] in text
    assert not Entry.objects.exists()


def test_who_reads_english_sees_chinese_where_there_is_nothing_else(logged_in: LoggedIn) -> None:
    _published(logged_in)
    reader = logged_in("editor2.js")
    reader.cookies["django_language"] = "en"
    text = reader.get(_at()).content.decode()
    assert f"<h1>{FACTS['title']}</h1>" in text
    assert "No English yet" in text
