import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from hotline.lib.sniff import KINDS, LONGEST_NAME, Fault, extension_of, inspect, safe_name, strip_picture, true_type

EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)", "7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*")).encode()
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
ORIENTATION, GPS = 0x0112, 0x8825


def picture(form: str, mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (40, 20), "red" if mode == "RGB" else 0).save(out, form, **options)
    return out.getvalue()


def office(main: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


GOOD = {
    "a.jpg": picture("JPEG"),
    "a.JPEG": picture("JPEG"),
    "a.png": picture("PNG"),
    "a.webp": picture("WEBP"),
    "a.pdf": PDF,
    "a.docx": office("word/document.xml"),
    "a.xlsx": workbook(),
    "说明.txt": "噪音扰民".encode("gb18030"),
    "b.txt": "噪音".encode("utf-16"),
    "a.mp3": b"ID3\x04\x00" + bytes(50),
    "b.mp3": b"\xff\xfb\x90\x44" + bytes(50),
    "a.wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(50),
    "a.amr": b"#!AMR\n" + bytes(50),
    "a.m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(50),
    "a.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(50),
}


@pytest.mark.parametrize("name", GOOD)
def test_an_honest_file_is_taken(name: str) -> None:
    verdict = inspect(name, GOOD[name])
    assert verdict.fault is None
    assert verdict.media_type == KINDS[verdict.extension].media_type


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith("txt")])
def test_no_file_passes_under_the_name_of_another_kind(name: str) -> None:
    mine = extension_of(name)
    for other in KINDS:
        if other != mine and {mine, other} != {"mp4", "m4a"}:
            assert inspect(f"x.{other}", GOOD[name]).fault is not None


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.jpg", b"", Fault.EMPTY),
        ("a.exe", b"MZ" + bytes(99), Fault.NOT_ALLOWED),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", Fault.NOT_ALLOWED),
        ("a.svg", b"<svg onload='alert(1)'/>", Fault.NOT_ALLOWED),
        ("noname", b"x", Fault.NOT_ALLOWED),
        ("a.jpg", b"MZ\x90\x00" + bytes(99), Fault.DISGUISED),
        ("a.txt", b"MZ\x90" + b"x" * 99, Fault.DISGUISED),
        ("a.txt", b"#!/bin/sh\nrm", Fault.DISGUISED),
        ("a.txt", "\ufeff \n<!DOCTYPE html><script>".encode(), Fault.DISGUISED),
        ("a.txt", bytes(range(256)), Fault.DISGUISED),
        ("a.png", b"<html><script>alert(1)</script>", Fault.DISGUISED),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.DISGUISED),
        ("a.docx", workbook(), Fault.DISGUISED),
        ("a.docx", b"PK\x03\x04" + bytes(50), Fault.DAMAGED),
        ("a.jpg", picture("JPEG")[:200], Fault.DAMAGED),
        ("a.png", picture("PNG")[:60], Fault.DAMAGED),
        ("a.pdf", PDF.replace(b"%%EOF", b""), Fault.DAMAGED),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S /JavaScript/JS(x)>>"), Fault.ACTIVE),
        ("a.docx", office("word/document.xml", **{"word__vbaProject.bin": b"x"}), Fault.ACTIVE),
        ("a.xlsx", office("xl/workbook.xml", **{"xl__embeddings__o.bin": b"x"}), Fault.ACTIVE),
        ("a.docx", office("word/document.xml", **{"word__media__a.png": bytes(60_000_000)}), Fault.BOMB),
        ("a.txt", EICAR, Fault.VIRUS),
        ("a.exe", b"x" * 50 + EICAR, Fault.VIRUS),
        ("a.docx", office("word/document.xml", **{"word__x.txt": EICAR}), Fault.VIRUS),
        ("a.txt", b"x" * (KINDS["txt"].largest + 1), Fault.TOO_LARGE),
    ],
)
def test_a_bad_file_is_refused_for_its_reason(name: str, content: bytes, fault: Fault) -> None:
    assert inspect(name, content).fault is fault


def test_a_picture_of_endless_size_is_refused_before_it_unpacks() -> None:
    content = bytearray(picture("PNG"))
    content[16:24] = struct.pack(">II", 60_000, 60_000)
    content[29:33] = struct.pack(">I", zlib.crc32(bytes(content[12:29])))
    assert inspect("a.png", bytes(content)).fault is Fault.BOMB


def test_an_entry_that_lies_about_its_size_is_damage() -> None:
    honest = office("word/document.xml", **{"word__a.xml": b"x" * 70_001})
    lying = honest.replace(struct.pack("<I", 70_001), struct.pack("<I", 7))
    assert lying != honest
    assert inspect("a.docx", lying).fault is Fault.DAMAGED


def test_a_door_may_allow_less() -> None:
    assert inspect("a.pdf", PDF, frozenset({"jpg"})).fault is Fault.NOT_ALLOWED


def test_the_true_type_is_named() -> None:
    assert inspect("a.jpg", picture("PNG")).found == "png"
    assert true_type(b"") == ""


@pytest.mark.parametrize(("extension", "form"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_loses_its_hidden_data_and_stands_upright(extension: str, form: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    content = picture(form, exif=exif) + b"appended secret"
    stripped = strip_picture(content, extension)
    with Image.open(io.BytesIO(stripped)) as upright:
        assert upright.size == (20, 40)
        assert not upright.getexif()
    assert b"appended" not in stripped
    assert b"Exif" not in stripped
    assert inspect(f"a.{extension}", stripped).fault is None


@pytest.mark.parametrize("mode", ["L", "P", "LA", "RGBA", "1", "I;16"])
def test_pictures_of_every_mode_survive(mode: str) -> None:
    stripped = strip_picture(picture("PNG", mode), "png")
    with Image.open(io.BytesIO(stripped)) as again:
        assert again.size == (40, 20)


def test_a_broken_picture_cannot_be_stripped() -> None:
    with pytest.raises(ValueError, match="cannot be opened"):
        strip_picture(b"\xff\xd8\xff" + bytes(30), "jpg")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\照片.jpg", "照片.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\x00b\n.png", "ab.png"),
        ("", "file"),
        ("..", "file"),
        ('<script>".pdf', "script.pdf"),
        (".pdf", "pdf"),
        ("x" * 300 + ".docx", "x" * (LONGEST_NAME - 5) + ".docx"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(), st.binary(max_size=80), st.sampled_from(sorted(KINDS)), st.sampled_from([b"", *GOOD.values()]))
def test_any_name_and_content_get_a_verdict(name: str, content: bytes, extension: str, head: bytes) -> None:
    verdict = inspect(f"{name}.{extension}", head[:60] + content)
    assert (verdict.fault is None) == bool(verdict.media_type)
    assert 1 <= len(safe_name(name)) <= LONGEST_NAME
