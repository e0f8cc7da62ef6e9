"""One test for all senders: the fake behaves like the real ones."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from hotline.links.messaging.client import Letter, Rejected, Sender, Unreachable
from hotline.links.messaging.console import ConsoleSender
from hotline.links.messaging.fake import FakeSender
from hotline.links.messaging.files import FileSender
from hotline.links.messaging.mail import MailSender

Arrived = Callable[[], list[str]]
Pair = tuple[Sender, Arrived]


def file_pair(folder: Path) -> Pair:
    return FileSender(folder), lambda: [json.loads(path.read_text())["body"] for path in sorted(folder.glob("*.json"))]


def fake_pair(folder: Path) -> Pair:
    sender = FakeSender()
    return sender, lambda: [letter.body for letter in sender.letters.values()]


def console_pair(folder: Path) -> Pair:
    stream = io.StringIO()
    return ConsoleSender(stream), lambda: [line.split(":  ")[1] for line in stream.getvalue().splitlines()]


def mail_pair(folder: Path) -> Pair:
    return MailSender(), lambda: [str(each.body) for each in mail.outbox]


PAIRS = [file_pair, fake_pair, console_pair, mail_pair]
LETTER = Letter("m1", "someone@example.org", "请评价 https://12345.example/r/abc")


@pytest.mark.parametrize("pair", PAIRS)
def test_a_letter_arrives_with_its_text(pair: Callable[[Path], Pair], tmp_path: Path, mailoutbox: Any) -> None:
    sender, arrived = pair(tmp_path / "out")
    sender.send(LETTER)
    assert arrived() == [LETTER.body]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_letter_to_nobody_is_rejected_for_ever(pair: Callable[[Path], Pair], tmp_path: Path, mailoutbox: Any) -> None:
    sender, arrived = pair(tmp_path / "out")
    with pytest.raises(Rejected):
        sender.send(Letter("m1", " ", "text"))
    assert arrived() == []


@pytest.mark.parametrize("pair", [file_pair, fake_pair])
def test_a_second_try_of_a_message_does_not_make_two(pair: Callable[[Path], Pair], tmp_path: Path) -> None:
    sender, arrived = pair(tmp_path / "out")
    sender.send(LETTER)
    sender.send(LETTER)
    assert arrived() == [LETTER.body]


def test_a_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unreachable):
        FileSender(tmp_path / "file" / "out").send(LETTER)


@pytest.mark.parametrize("reference", ["../evil", "a/b", "", "x" * 200])
def test_a_reference_never_leads_out_of_the_folder(reference: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        FileSender(tmp_path).send(Letter(reference, "138", "text"))
    assert list(tmp_path.iterdir()) == []


def test_the_fake_fails_when_told_and_then_works() -> None:
    sender = FakeSender(Unreachable("busy"))
    with pytest.raises(Unreachable):
        sender.send(LETTER)
    sender.send(LETTER)
    assert (sender.tries, list(sender.letters)) == (2, ["m1"])


def test_a_subject_cannot_smuggle_headers(mailoutbox: Any) -> None:
    MailSender().send(Letter("m1", "someone@example.org", "text", "hello\nBcc: all@example.org"))
    assert mailoutbox[0].bcc == []
