"""Uploaded files: what they really are, whether they may stay, and pictures without their hidden data.

Pure functions on bytes. A file stays only if its content is what its name says, the kind is allowed, and nothing in it
runs, unpacks without end or is a known virus test. This is no virus scanner: scripts in compressed parts of a PDF
and places recorded in videos are not seen.
"""

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from hotline.lib.text import decode_text
from hotline.lib.words import Word

MEBIBYTE = 1024 * 1024
MOST_PIXELS = 60_000_000
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5_000, 200 * MEBIBYTE, 200
LONGEST_NAME = 120
# The EICAR test string, written in two halves so that no scanner takes this file for it.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Fault(Word):
    """Why a file cannot be taken."""

    EMPTY = "empty", "文件是空的", "The file is empty"
    TOO_LARGE = "too_large", "文件过大", "The file is too large"
    NOT_ALLOWED = "not_allowed", "不支持这种文件", "This kind of file is not accepted"
    DISGUISED = "disguised", "文件内容与扩展名不符", "The file is not what its name says"
    DAMAGED = "damaged", "文件已损坏，无法打开", "The file is damaged and cannot be opened"
    ACTIVE = "active", "文件含有宏、脚本或可执行内容", "The file holds macros, scripts or programs"
    BOMB = "bomb", "文件展开后过大", "The file unpacks to an unreasonable size"
    VIRUS = "virus", "文件被识别为病毒", "The file was recognised as a virus"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is accepted, and how large it may be."""

    media_type: str
    largest: int = 20 * MEBIBYTE

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "jpg": Kind("image/jpeg"),
    "png": Kind("image/png"),
    "webp": Kind("image/webp"),
    "pdf": Kind("application/pdf"),
    "docx": Kind(_OFFICE + "wordprocessingml.document"),
    "xlsx": Kind(_OFFICE + "spreadsheetml.sheet"),
    "txt": Kind("text/plain", 2 * MEBIBYTE),
    "mp3": Kind("audio/mpeg", 50 * MEBIBYTE),
    "wav": Kind("audio/wav", 100 * MEBIBYTE),
    "amr": Kind("audio/amr"),
    "m4a": Kind("audio/mp4", 50 * MEBIBYTE),
    "mp4": Kind("video/mp4", 100 * MEBIBYTE),
}
LARGEST = max(kind.largest for kind in KINDS.values())
_SAME = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_HEADS = {
    "pdf": re.compile(rb"%PDF-\d"),
    "docx": re.compile(rb"PK\x03\x04"),
    "xlsx": re.compile(rb"PK\x03\x04"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "wav": re.compile(rb"(?:RIFF|RF64)....WAVE", re.DOTALL),
    "mp3": re.compile(rb"ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff][^\xf0-\xff]", re.DOTALL),
    "amr": re.compile(rb"#!AMR(?:-WB)?\n"),
    "m4a": re.compile(rb"....ftyp(?:M4A |M4B |mp42|isom|mp41|dash|iso[2-6])", re.DOTALL),
    "mp4": re.compile(rb"....ftyp(?!M4A |M4B |hei|mif1|avif|qt  )", re.DOTALL),
}
_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_PROGRAM = re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|#!\s*/|@echo off", re.IGNORECASE)
_MARKUP = re.compile(r"%PDF-|<\s*(?:!doctype|html|script|svg|iframe|body|head|\?xml|\?php|%)", re.IGNORECASE)
_PDF_ACTION = re.compile(rb"/S\s*/(?:JavaScript|Launch|Rendition)\b")
_OFFICE_ACTIVE = re.compile(r"vbaProject|/embeddings/|/activeX/|\.(?:bin|exe|dll|js|vbs|bat|cmd|ps1)$", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """What was found: the accepted kind by its extension, or a fault; `found` names the true content if known."""

    extension: str = ""
    media_type: str = ""
    fault: Fault | None = None
    found: str = ""


def inspect(name: str, content: bytes, allowed: frozenset[str] = frozenset(KINDS)) -> Verdict:
    """Judge an upload by its name and content."""
    extension = extension_of(name)
    if not content:
        return Verdict(fault=Fault.EMPTY)
    if _EICAR in content:
        return Verdict(fault=Fault.VIRUS)
    if extension not in KINDS or extension not in allowed:
        return Verdict(fault=Fault.NOT_ALLOWED, found=true_type(content) or extension)
    if len(content) > KINDS[extension].largest:
        return Verdict(fault=Fault.TOO_LARGE)
    fault = _fault(extension, content)
    if fault is None:
        return Verdict(extension, KINDS[extension].media_type)
    return Verdict(fault=fault, found=true_type(content))


def extension_of(name: str) -> str:
    """The extension in its one spelling, without the dot."""
    written = PurePosixPath(safe_name(name)).suffix.lower().lstrip(".")
    return _SAME.get(written, written)


def safe_name(name: str) -> str:
    """The bare file name: no folders, no control or direction-changing characters, at most 120 characters."""
    bare = re.split(r"[\\/]", name)[-1]
    seen = "".join(char for char in bare if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    stem, dot, suffix = seen.strip(" .").rpartition(".")
    if not dot:
        return suffix[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - 1 - len(suffix[:10])] or 'file'}.{suffix[:10]}"


def true_type(content: bytes) -> str:
    """What the content seems to be, as an extension without the dot; empty when nothing is known."""
    try:
        return puremagic.from_string(content[: 64 * 1024]).lstrip(".")
    except (puremagic.PureError, ValueError):
        return ""


def strip_picture(content: bytes, extension: str, quality: int = 90) -> bytes:
    """The picture turned upright and drawn anew: no EXIF, place, thumbnail or appended data is left.

    :raises ValueError: it cannot be opened.
    """
    try:
        picture = ImageOps.exif_transpose(_opened(content, extension))
        plain = Image.frombytes(picture.mode, picture.size, picture.tobytes())
        if picture.mode == "P" and (palette := picture.getpalette()):
            plain.putpalette(palette)
            plain.info.update({key: picture.info[key] for key in ("transparency",) if key in picture.info})
        out = io.BytesIO()
        profile = picture.info.get("icc_profile")
        options = {"icc_profile": profile} if profile else {}
        plain.save(out, _FORMATS[extension], quality=quality, **options)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise ValueError("the picture cannot be opened") from error
    return out.getvalue()


def _fault(extension: str, content: bytes) -> Fault | None:
    if _PROGRAM.match(content):
        return Fault.DISGUISED
    if extension == "txt":
        return _text_fault(content)
    if not _HEADS[extension].match(content[:64]):
        return Fault.DISGUISED
    if KINDS[extension].is_picture:
        return _picture_fault(content, extension)
    if extension in _MAIN_PART:
        return _office_fault(content, extension)
    if extension == "pdf":
        return _pdf_fault(content)
    return None


def _text_fault(content: bytes) -> Fault | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = decode_text(content)[0]
    elif b"\x00" in content or decode_text(content)[1] not in ("utf-8", "gb18030"):
        return Fault.DISGUISED
    else:
        text = decode_text(content)[0]
    return Fault.DISGUISED if _MARKUP.match(text.lstrip()) else None


def _picture_fault(content: bytes, extension: str) -> Fault | None:
    try:
        picture = _opened(content, extension)
        if picture.width * picture.height > MOST_PIXELS:
            return Fault.BOMB
        picture.load()
    except Image.DecompressionBombError:
        return Fault.BOMB
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Fault.DAMAGED
    return None


def _opened(content: bytes, extension: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(content), formats=[_FORMATS[extension]])


def _pdf_fault(content: bytes) -> Fault | None:
    if b"%%EOF" not in content[-2048:]:
        return Fault.DAMAGED
    return Fault.ACTIVE if _PDF_ACTION.search(content) else None


def _office_fault(content: bytes, extension: str) -> Fault | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", _MAIN_PART[extension]} <= names:
                return Fault.DISGUISED
            if _unpacks_too_far(entries):
                return Fault.BOMB
            if any(_OFFICE_ACTIVE.search(name) and "printerSettings" not in name for name in names):
                return Fault.ACTIVE
            return Fault.VIRUS if _holds_test_virus(archive, entries) else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return Fault.DAMAGED


def _unpacks_too_far(entries: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_dense = unpacked > 10 * MEBIBYTE and unpacked > MOST_RATIO * max(packed, 1)
    return len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or is_dense


def _holds_test_virus(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bool:
    """Read no more of any entry than it declares: a lying header shows as damage."""
    for entry in entries:
        with archive.open(entry) as stream:
            if _EICAR in stream.read(entry.file_size + 1):
                return True
    return False
