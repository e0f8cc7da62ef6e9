"""What the doctor finds, and what machines are told."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone

from hotline.config import doctor
from hotline.config.findings import Level

pytestmark = pytest.mark.django_db


def test_a_healthy_house_is_ready(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "waiting_for": None}


def test_without_a_database_the_house_lives_but_is_not_ready(client: Client) -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        findings = doctor.examine()
    assert (answer.status_code, answer.json()["waiting_for"]) == (503, "database")
    assert doctor.worst(findings) is Level.CRITICAL
    assert [finding.subject for finding in findings] == ["database", "disk"]


def test_every_examination_has_a_sentence() -> None:
    findings = doctor.examine()
    assert [one.subject for one in findings] == [
        "database",
        "migrations",
        "calendar",
        "queue",
        "disk",
        "clock",
        "messages",
        "stream",
        "facts",
        "engine",
        "topics",
        "paper",
    ]
    assert all(finding.sentence for finding in findings)


def test_due_jobs_without_a_worker_are_critical() -> None:
    _job("todo")
    finding = doctor.queue()
    assert (finding.level, finding.figures["queue_due"]) == (Level.CRITICAL, 1.0)


def test_a_failed_job_is_a_warning() -> None:
    _job("failed")
    assert doctor.queue().level is Level.WARNING


def test_a_job_for_tomorrow_is_not_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, status, attempts, scheduled_at)"
            " values ('default', 'x', 0, '{}', 'todo', 0, now() + interval '1 day')"
        )
    assert doctor.queue().figures["queue_due"] == 0.0


@pytest.mark.parametrize(
    ("days", "level"), [(400, Level.OK), (30, Level.WARNING), (-1, Level.CRITICAL), (None, Level.WARNING)]
)
def test_the_calendar_is_watched_ahead(days: int | None, level: Level) -> None:
    last = None if days is None else timezone.localdate() + timedelta(days=days)
    module = mock.Mock(known_until=lambda: last)
    with mock.patch("importlib.import_module", return_value=module):
        assert doctor.calendar().level is level


def test_a_full_disk_is_critical() -> None:
    with mock.patch("shutil.disk_usage", return_value=mock.Mock(free=1, total=100)):
        assert doctor.disk().level is Level.CRITICAL


def test_the_command_answers_with_json_and_an_exit_code() -> None:
    out = StringIO()
    _job("failed")
    with pytest.raises(SystemExit) as end:
        call_command("doctor", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert end.value.code == Level[told["level"].upper()]
    assert {"subject", "level", "sentence"} <= set(told["findings"][0])


def test_figures_go_to_this_machine_only(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"hotline_queue_due 0.0" in answer.content
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 404


@override_settings(METRICS_TOKEN="a-token")
def test_figures_go_to_the_holder_of_the_token(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    answer = client.get("/metrics", headers={"Authorization": "Bearer a-token"}, REMOTE_ADDR="10.1.2.3")
    assert answer.status_code == 200


def _job(status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, status, attempts)"
            " values ('default', 'x', 0, '{}', %s::procrastinate_job_status, 0)",
            [status],
        )


@pytest.mark.parametrize(
    ("url", "hosts", "level", "word"),
    [
        ("/stream/", ["a.example", "b.example"], Level.OK, "own host name"),
        ("https://a.example:8443/stream/", ["a.example"], Level.OK, "own host name"),
        ("https://A.Example/stream/", [".example"], Level.OK, "own host name"),
        ("https://a.example/stream/", ["a.example", "b.example"], Level.WARNING, "pages opened as b.example"),
        ("https://events.example/stream/", ["a.example"], Level.CRITICAL, "“events.example”"),
        ("//events.example/stream/", ["a.example"], Level.CRITICAL, "“events.example”"),
        ("stream/", ["a.example"], Level.CRITICAL, "a path such as /stream/"),
    ],
)
def test_the_stream_must_be_on_the_host_name_of_the_pages(url: str, hosts: list[str], level: Level, word: str) -> None:
    with override_settings(STREAM_URL=url, ALLOWED_HOSTS=hosts):
        finding = doctor.stream()
    assert finding.level is level
    assert word in finding.sentence
    assert "\n" not in finding.sentence


@override_settings(MODE="production", SMS_SENDER="files", EMAIL_HOST="smtp.example")
def test_production_without_a_gateway_is_warned_of() -> None:
    finding = doctor.messages()
    assert finding.level is Level.WARNING
    assert "HOTLINE_SMS" in finding.sentence
    assert "HOTLINE_MAIL_URL" not in finding.sentence
