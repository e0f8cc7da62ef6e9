"""Weekly reports on screen: delivered by the city, signed by the province, hidden from others."""

from __future__ import annotations

from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotline.ground.people.models import Person
from hotline.watch.duties import actions
from hotline.watch.duties.models import Report
from hotline.watch.duties.words import NewDuty, Recipient
from tests.town import Town

from .conftest import NOW


def enter(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_city_delivers_and_the_province_signs(watched: Town) -> None:
    new = NewDuty("周报", "Weekly", "本周情况", "city", Recipient.CENTRE_ABOVE, 4, time(16), NOW.date())
    actions.add(new, by=watched.actor("admin.js"), at=NOW)
    actions.open_week(at=NOW)
    report = Report.objects.get(centre=watched.unit("320200-rx"))
    at = f"/oversight/duties/{report.pk}/"
    province, city, other = enter("supervisor.js"), enter("supervisor.wuxi"), enter("supervisor.suzhou")
    assert province.get("/oversight/duties/?state=due").content.decode().count("周报") >= 3
    listed = city.get("/oversight/duties/").content.decode()
    assert at in listed
    assert "苏州" not in listed
    empty = city.post(at + "deliver/", {})
    assert empty.status_code == 422
    assert "请填写报送说明" in empty.content.decode()
    file = SimpleUploadedFile("周报.txt", "本周受理八件。".encode(), "text/plain")
    assert city.post(at + "deliver/", {"note": "见附件", "file": file}).status_code == 302
    assert "本周受理八件".encode() in province.get(at + "file/").getvalue()
    assert province.post(at + "receive/").status_code == 302
    assert "已签收" in city.get(at).content.decode()
    for page in ("", "file/"):
        assert other.get(at + page).status_code == 404
    for deed in ("deliver/", "receive/"):
        assert other.post(at + deed, {"note": "代报"}).status_code == 404
    assert enter("handler.binhu-cg").get(at).status_code == 403
    assert Report.objects.get(pk=report.pk).received_at == NOW
    assert Report.objects.filter(due_at__lt=NOW + timedelta(days=1)).count() == 0
