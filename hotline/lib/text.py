"""Free text from outside: cleaned, capped, decoded; figures written for people."""

import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from hotline.lib.words import Word

DASH = "—"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How what a spreadsheet runs begins."""
BIGGEST = 2**63 - 1
"""The biggest number a column of the database holds."""
_UTF8_MARK = b"\xef\xbb\xbf"
_NEWLINES = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_EMPTY_LINES = re.compile(r"\n{4,}")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_BLANK_LIKE = frozenset("\u115f\u1160\u3164\uffa0\u2800")


class TextProblem(Word):
    """Why a text cannot be taken as it is."""

    EMPTY = "empty", "内容为空", "The text is empty"
    TOO_LONG = "too_long", "内容过长", "The text is too long"


@dataclass(frozen=True)
class Cleaned:
    """A text fit to be stored; with TOO_LONG it is cut to the limit and `length` tells how long it was."""

    text: str
    length: int
    problem: TextProblem | None = None


def clean(text: str, longest: int) -> Cleaned:
    """Strip control and direction-changing characters, even out line ends, cut to `longest` characters."""
    even = _UNSEEN.sub("", _NEWLINES.sub("\n", text))
    even = "\n".join(line.rstrip() for line in even.split("\n"))
    even = _EMPTY_LINES.sub("\n\n\n", even).strip()
    if not has_content(even):
        return Cleaned("", 0, TextProblem.EMPTY)
    if len(even) > longest:
        return Cleaned(even[:longest].rstrip(), len(even), TextProblem.TOO_LONG)
    return Cleaned(even, len(even))


def clean_line(text: str, longest: int) -> Cleaned:
    """The same for a single line: every run of blanks becomes one blank."""
    return clean(" ".join(_UNSEEN.sub("", _NEWLINES.sub(" ", text)).split()), longest)


def has_content(text: str) -> bool:
    """Is there anything a person could see?"""
    return any(
        not (char.isspace() or char in _BLANK_LIKE or unicodedata.category(char) in ("Cf", "Cc", "Mn", "Cn", "Co"))
        for char in text
    )


def number(said: object, most: int = BIGGEST) -> int | None:
    """The whole number somebody wrote in plain digits, up to `most`; None for anything else, "²" among it."""
    digits = str(said)
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(most)):
        return None
    return found if (found := int(digits)) <= most else None


def spreadsheet_text(text: str) -> str:
    """The text such that a spreadsheet shows it and runs nothing of it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def decode_text(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by its mark, else UTF-8, else GB18030, else a guess; never an error."""
    if content.startswith(_UTF8_MARK):
        return content[len(_UTF8_MARK) :].decode("utf-8", "replace"), "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "utf-16"
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            if error.start > len(content) - 4 and error.start > 0:
                return content[: error.start].decode(encoding), encoding  # cut in the middle of a character
    return _guess(content)


def _guess(content: bytes) -> tuple[str, str]:
    best = from_bytes(content).best()
    if best is None:
        return content.decode("utf-8", "replace"), "utf-8"
    return str(best), best.encoding


def percent(part: float, whole: float, digits: int = 1) -> str:
    """Part of a whole, "94.8%"; "—" when there is no whole."""
    return DASH if whole == 0 else f"{_tidy(part / whole * 100, digits)}%"


def change(now: float, before: float, digits: int = 1) -> str:
    """Growth against a base (同比, 环比), "+30.5%"; "—" for base 0."""
    return DASH if before == 0 else f"{_signed((now - before) / before * 100, digits)}%"


def points(now: float, before: float, digits: int = 1, language: str = "zh") -> str:
    """Difference of two rates given as fractions, "+1.2 个百分点"."""
    return f"{_signed((now - before) * 100, digits)} {'pp' if language.startswith('en') else '个百分点'}"


def _tidy(value: float, digits: int) -> str:
    written = f"{value:.{digits}f}"
    return written.lstrip("-") if float(written) == 0 else written


def _signed(value: float, digits: int) -> str:
    written = _tidy(value, digits)
    return f"+{written}" if value > 0 and float(written) != 0 else written
