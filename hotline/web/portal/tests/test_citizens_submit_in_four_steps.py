"""Submitting: works, keeps what was written, refuses at the field, sends once."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from hotline.flow.tickets.models import Attachment, Contact, Ticket
from hotline.ground.files import errors as file_errors
from hotline.ground.files.models import StoredFile
from hotline.web.portal.models import Draft
from hotline.web.portal.tests.conftest import WHAT, WHO, Citizen

if TYPE_CHECKING:
    from tests.town import Town


def photo(name: str = "灯.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def tried(citizen: Citizen, step: str, data: Any) -> str:
    """The page after a step that was refused: the same step again, errors and all."""
    answer = citizen.post(f"/submit/{step}/", data)
    assert (answer.status_code, answer["Location"]) == (302, f"/submit/{step}/")
    return str(citizen.get(f"/submit/{step}/").content.decode())


def test_four_steps_make_a_ticket_in_review_of_the_right_centre(citizen: Citizen, town: Town) -> None:
    number, code = citizen.submit()
    ticket = Ticket.objects.get(number=number)
    assert (ticket.status, ticket.channel, ticket.kind, ticket.region_id) == ("in_review", "web", "help", "320211")
    assert ticket.centre_id == town.unit("320211-rx").pk
    assert (ticket.contact.phone, ticket.contact.name) == ("13812345678", "李雷")
    assert (ticket.words.wish, ticket.words.place) == ("尽快修好", "夏家边小区门口")
    assert len(code) == 6


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯不亮。请修", "路灯不亮"),
        ("第一行\n第二行", "第一行"),
        ("。。。", "。。。"),
        ("长" * 50, "长" * 39 + "…"),
    ],
)
def test_the_title_is_the_first_sentence(citizen: Citizen, text: str, title: str) -> None:
    number, _ = citizen.submit(what={"text": text})
    assert Ticket.objects.get(number=number).words.title == title


@pytest.mark.parametrize(("page", "language"), [("en", "en"), ("zh-hans", "zh")])
def test_who_writes_on_an_english_page_is_written_to_in_english(citizen: Citizen, page: str, language: str) -> None:
    citizen.client.cookies["django_language"] = page
    number, _ = citizen.submit()
    assert Ticket.objects.get(number=number).contact.language == language


def test_secrecy_the_person_in_need_and_enterprises_are_kept(citizen: Citizen) -> None:
    other = {"for_other": "on", "other_name": "老王", "other_phone": "13912345678"}
    number, _ = citizen.submit(who={"confidential": "yes", "caller_kind": "enterprise"} | other)
    ticket = Ticket.objects.get(number=number)
    assert ticket.is_confidential
    assert ticket.contact.caller_kind == "enterprise"
    assert (ticket.beneficiary.name, ticket.beneficiary.phone) == ("老王", "13912345678")


def test_photos_are_kept_with_the_draft_and_attached_once(citizen: Citizen) -> None:
    citizen.fill(what={"photos": [photo(), photo("二.jpg")]})
    assert "灯.jpg" in citizen.get("/submit/what/").content.decode()
    for _ in range(2):
        citizen.post("/submit/check/")
    assert Attachment.objects.count() == 2
    assert {each.attached_by for each in Attachment.objects.all()} == {"诉求人"}


def test_a_photo_can_be_taken_out_again(citizen: Citizen) -> None:
    citizen.post("/submit/what/", WHAT | {"photos": [photo()]})
    citizen.post(f"/submit/files/{StoredFile.objects.get().pk}/remove/")
    assert "灯.jpg" not in citizen.get("/submit/what/").content.decode()
    assert not StoredFile.objects.exists()


def test_nobody_removes_the_file_of_another_draft(citizen: Citizen) -> None:
    citizen.post("/submit/what/", WHAT | {"photos": [photo()]})
    Citizen().post(f"/submit/files/{StoredFile.objects.get().pk}/remove/")
    assert StoredFile.objects.count() == 1


def test_a_disguised_file_is_told_at_its_field_and_the_text_stays(citizen: Citizen) -> None:
    page = tried(citizen, "what", WHAT | {"photos": [SimpleUploadedFile("a.jpg", b"MZ\x90" * 40)]})
    assert "与扩展名不符" in page
    assert WHAT["text"] in page
    assert 'aria-describedby="id_photos_helptext id_photos_error"' in page or "id_photos_error" in page


def test_too_many_files_are_told(citizen: Citizen) -> None:
    page = tried(citizen, "what", WHAT | {"photos": [photo(f"{number}.jpg") for number in range(6)]})
    assert "最多上传 5 个文件" in page


def test_a_full_disk_loses_nothing_of_the_form(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    def store(*_: Any, **__: Any) -> Any:
        raise file_errors.DiskFull(name="灯.jpg")

    monkeypatch.setattr("hotline.web.portal.submit.files.store", store)
    page = tried(citizen, "what", WHAT | {"photos": [photo()]})
    assert "存储空间不足" in page
    assert WHAT["text"] in page


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("what", WHAT | {"text": " "}, "请填写。"),
        ("what", WHAT | {"kind": "revolution"}, "请从列表中选择。"),
        ("what", WHAT | {"text": "长" * 34_000}, "太长了（34000 字），最多 20000 字"),
        ("what", {"text": "x"}, "请选择一项。"),
        ("where", {"region": "", "place": "x"}, "请选择所在地区。"),
        ("where", {"region": "990000"}, "请从列表中选择。"),
        ("who", WHO | {"phone": "1381234567"}, "这个号码无效：位数不对。"),
        ("who", WHO | {"phone": ""}, "请填写。"),
        ("who", WHO | {"other_phone": "1", "for_other": "on"}, "这个号码无效"),
        ("who", WHO | {"for_other": "on"}, "请填写需要帮助的人怎么称呼。"),
        ("who", WHO | {"name": "x\x00y"}, "含有不能保存的字符"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(citizen: Citizen, step: str, data: Any, sentence: str) -> None:
    page = tried(citizen, step, data)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert "您填写的都还在" in page


def test_the_whole_of_a_too_long_text_comes_back(citizen: Citizen) -> None:
    text = "长" * 34_000
    assert text in tried(citizen, "what", WHAT | {"text": text})
    citizen.post("/submit/what/", WHAT)
    assert text not in citizen.get("/submit/what/").content.decode()


def test_script_is_shown_as_text_everywhere(citizen: Citizen) -> None:
    evil = "<script>alert(1)</script>{{7*7}}"
    number, code = citizen.submit(what={"text": evil, "wish": evil}, where={"place": evil}, who={"name": evil})
    citizen.open(number, code)
    page = citizen.get(f"/track/{number}/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_what_was_written_survives_a_closed_browser_and_a_lost_session(citizen: Citizen) -> None:
    citizen.post("/submit/what/", WHAT)
    draft = citizen.client.cookies["draft"].value
    later = Client()
    later.cookies["draft"] = draft
    assert WHAT["text"] in later.get("/submit/what/").content.decode()
    assert "还没写完" in later.get("/").content.decode()


def test_a_draft_is_encrypted_and_belongs_to_its_cookie_alone(citizen: Citizen) -> None:
    citizen.fill()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM portal_draft")
        assert "路灯".encode() not in bytes(cursor.fetchone()[0])
    other = Client()
    other.cookies["draft"] = "x" + citizen.client.cookies["draft"].value
    assert WHAT["text"] not in other.get("/submit/what/").content.decode()


def test_a_draft_is_forgotten_after_a_week(citizen: Citizen, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.post("/submit/what/", WHAT | {"photos": [photo()]})
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(days=8))
    assert WHAT["text"] not in citizen.get("/submit/what/").content.decode()
    Citizen().post("/submit/what/", WHAT)
    assert Draft.objects.count() == 1
    assert not StoredFile.objects.exists()


def test_pressing_the_button_twice_makes_one_ticket(citizen: Citizen) -> None:
    citizen.fill()
    draft = citizen.client.cookies["draft"].value
    content = Draft.objects.get().content
    assert citizen.post("/submit/check/").status_code == 302
    first = citizen.get("/submit/done/").context["said"]["number"]
    Draft.objects.update(content=content)  # the second press left before the first was answered
    again = Client()
    again.cookies["draft"] = draft
    assert again.post("/submit/check/").status_code == 302
    assert again.get("/submit/done/").context["said"]["number"] == first
    assert Ticket.objects.count() == Contact.objects.count() == 1


def test_a_step_cannot_be_skipped(citizen: Citizen) -> None:
    assert citizen.get("/submit/check/")["Location"] == "/submit/what/"
    citizen.post("/submit/what/", WHAT)
    assert citizen.get("/submit/check/")["Location"] == "/submit/where/"
    assert citizen.get("/submit/done/")["Location"] == "/"


def test_a_refusal_at_the_end_keeps_everything(citizen: Citizen, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.fill()
    monkeypatch.setattr("hotline.web.portal.submit.organisations.centre_for", lambda region: None)
    answer = citizen.post("/submit/check/")
    assert answer.status_code == 422
    assert "请直接拨打 12345" in answer.content.decode()
    assert WHAT["text"] in citizen.get("/submit/what/").content.decode()


def test_one_address_submits_only_so_often(citizen: Citizen) -> None:
    for _ in range(30):
        citizen.submit()
        citizen.post("/submit/discard/")
    citizen.fill()
    answer = citizen.post("/submit/check/")
    assert answer.status_code == 429
    assert "操作过于频繁" in answer.content.decode()
    assert Ticket.objects.count() == 30


def test_everything_can_be_thrown_away(citizen: Citizen) -> None:
    citizen.fill()
    assert citizen.post("/submit/discard/", {"then": "home"})["Location"] == "/"
    assert not Draft.objects.exists()


def test_after_sending_the_form_begins_anew(citizen: Citizen) -> None:
    citizen.submit()
    assert citizen.get("/submit/what/")["Location"] == "/submit/done/"
    citizen.get("/submit/")
    assert WHAT["text"] not in citizen.get("/submit/what/").content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/about/", "/submit/what/", "/submit/where/", "/submit/who/", "/track/", "/answers/"]
)
def test_every_page_speaks_english(citizen: Citizen, path: str) -> None:
    page = citizen.get(path, headers={"Accept-Language": "en"}).content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    assert not [char for char in main if "\u4e00" <= char <= "\u9fff"]
    assert '<html lang="en">' in page


@pytest.mark.parametrize("path", ["/", "/submit/what/", "/track/", "/answers/"])
def test_no_page_needs_a_script(citizen: Citizen, path: str) -> None:
    assert "<script" not in citizen.get(path).content.decode()


@pytest.mark.parametrize(
    ("said", "wish"), [({}, "any"), ({"follow_up": "call"}, "call"), ({"follow_up": "none"}, "none")]
)
def test_a_citizen_says_how_she_wants_to_be_followed_up(citizen: Citizen, said: dict[str, str], wish: str) -> None:
    citizen.fill(who=said)
    shown = citizen.get("/submit/check/").content.decode()
    assert ("办结后怎样回访您" in shown) == bool(said)
    citizen.post("/submit/check/")
    assert Contact.objects.latest("pk").follow_up == wish


def test_a_wish_that_does_not_exist_is_told_at_its_field(citizen: Citizen) -> None:
    citizen.fill()
    assert "请从列表中选择" in tried(citizen, "who", {"phone": "13812345678", "follow_up": "pigeon"})
