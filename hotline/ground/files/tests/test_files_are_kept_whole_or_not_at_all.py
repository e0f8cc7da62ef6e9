"""Storing files: checked, stripped, atomic."""

from __future__ import annotations

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from hotline.ground.files import actions, checks, errors, queries
from hotline.ground.files.models import StoredFile
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BY = Actor.citizen()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo(with_place: bool = True) -> bytes:
    picture = Image.new("RGB", (40, 20), "green")
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif if with_place else Image.Exif())
    return out.getvalue()


def on_disk(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_photo_is_kept_outside_the_web_root_without_its_hidden_data(media: Path) -> None:
    kept = actions.store(photo(), "现场.jpg", by=BY, at=AT)
    with queries.opened(kept) as file:
        content = file.read()
    assert (kept.name, kept.media_type, kept.size) == ("现场.jpg", "image/jpeg", len(content))
    assert b"Secret Camera" in photo()
    assert b"Secret Camera" not in content
    assert on_disk(media) == [media / "files" / kept.path]
    assert on_disk(media)[0].stat().st_mode & 0o777 == 0o600


def test_the_same_content_is_on_disk_once_and_in_the_table_twice(media: Path) -> None:
    first = actions.store(b"same words", "a.txt", by=BY, at=AT)
    second = actions.store(b"same words", "b.txt", by=BY, at=AT)
    assert first.path == second.path
    assert first.id != second.id
    assert len(on_disk(media)) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "..\\..\\evil.txt", "/abs/evil.txt", "a\x00b.txt"])
def test_a_name_never_becomes_a_path(name: str, media: Path) -> None:
    kept = actions.store(b"plain words", name, by=BY, at=AT)
    assert not {"/", "\\", "\x00"} & set(kept.name)
    assert on_disk(media) == [media / "files" / kept.path]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.txt", errors.EmptyFile),
        (b"MZ\x90\x00" + b"\x00" * 60, "photo.jpg", errors.Disguised),
        (b"<script>alert(1)</script>", "a.txt", errors.Disguised),
        (b"plain words", "a.exe", errors.NotAccepted),
        (b"plain words", "a.svg", errors.NotAccepted),
        (b"\xff\xd8\xff\xe0 cut short", "a.jpg", errors.Damaged),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "a.txt", errors.Unsafe),
        (b"a" * (2 * 1024 * 1024 + 1), "a.txt", errors.TooBig),
    ],
)
def test_what_may_not_stay_is_refused_with_a_sentence(
    content: bytes, name: str, refusal: type[Refusal], media: Path
) -> None:
    with pytest.raises(refusal) as caught:
        actions.store(content, name, by=BY, at=AT)
    assert name in caught.value.sentence()
    assert "{" not in caught.value.sentence()
    assert on_disk(media) == []
    assert not StoredFile.objects.exists()


def test_a_size_is_refused_before_anything_is_read() -> None:
    checks.refuse_size("a.txt", 2 * 1024 * 1024)
    with pytest.raises(errors.TooBig, match="3 MB，最大允许 2 MB"):
        checks.refuse_size("a.txt", 2 * 1024 * 1024 + 1)
    with pytest.raises(errors.TooBig):
        checks.refuse_size("nonsense", 200 * 1024 * 1024)


def test_every_fault_of_a_file_has_a_refusal() -> None:
    from hotline.lib.sniff import Fault

    assert set(checks._REFUSALS) == set(Fault)


def test_a_full_disk_is_told_in_one_sentence_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    written: list[int] = []

    def write(descriptor: int, content: Any) -> int:
        if written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(1)
        return real(descriptor, bytes(content)[:3])

    real = os.write
    monkeypatch.setattr("hotline.ground.files.actions.os.write", write)
    with pytest.raises(errors.DiskFull, match="存储空间不足"):
        actions.store(b"plain words", "a.txt", by=BY, at=AT)
    monkeypatch.undo()
    assert on_disk(media) == []
    assert not StoredFile.objects.exists()


def test_another_fault_of_the_disk_is_not_hidden(monkeypatch: pytest.MonkeyPatch, media: Path) -> None:
    def write(descriptor: int, content: Any) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("hotline.ground.files.actions.os.write", write)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        actions.store(b"plain words", "a.txt", by=BY, at=AT)
    assert on_disk(media) == []


def test_a_file_without_a_row_is_taken_away_after_a_day(media: Path) -> None:
    with transaction.atomic():
        actions.store(b"rolled back", "a.txt", by=BY, at=AT)
        transaction.set_rollback(True)
    stayed = actions.store(b"committed", "b.txt", by=BY, at=AT)
    for path in on_disk(media):
        os.utime(path, (AT.timestamp(), AT.timestamp()))
    assert actions.remove_orphans(at=AT + timedelta(hours=23)) == 0
    assert actions.remove_orphans(at=AT + timedelta(hours=25)) == 1
    assert on_disk(media) == [media / "files" / stayed.path]


def test_content_that_was_damaged_on_disk_is_written_again(media: Path) -> None:
    kept = actions.store(b"plain words", "a.txt", by=BY, at=AT)
    (media / "files" / kept.path).write_bytes(b"pl")
    actions.store(b"plain words", "a.txt", by=BY, at=AT)
    with queries.opened(kept) as file:
        assert file.read() == b"plain words"
