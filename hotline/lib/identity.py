"""Telephone numbers, identity numbers, enterprise codes and dates as people write them: normalised and checked."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from hotline.lib.words import Word


class Problem(Word):
    """Why what was written cannot be right."""

    EMPTY = "empty", "未填写", "Nothing was entered"
    CHARACTERS = "characters", "含有不允许的字符", "It contains characters that do not belong there"
    LENGTH = "length", "位数不对", "It has the wrong number of digits"
    PREFIX = "prefix", "号段不存在", "No such range of numbers exists"
    AREA = "area", "固定电话请加区号", "A landline number needs its area code"
    REGION = "region", "地区代码不存在", "No such region code exists"
    DATE = "date", "日期不存在或不合理", "The date does not exist or makes no sense"
    CHECK_DIGIT = "check_digit", "校验位不符，请核对", "The check digit does not fit; please compare"


class PhoneKind(Word):
    """What a telephone number is."""

    MOBILE = "mobile", "手机", "Mobile"
    LANDLINE = "landline", "固定电话", "Landline"
    SERVICE = "service", "400/800 服务号码", "Service number"
    SHORT = "short", "短号码", "Short number"
    ABROAD = "abroad", "境外号码", "Number abroad"


@dataclass(frozen=True)
class Phone:
    """A number in its one normal form, or a problem.

    Normal forms: `13812345678`, `025-83612345`, `4008123456`, `12345`, `+85291234567`.
    """

    normal: str = ""
    kind: PhoneKind | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Checked:
    """A value in its one normal form, or a problem."""

    normal: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Resident:
    """An 18-character resident identity number and what it says, or a problem."""

    normal: str = ""
    born_on: date | None = None
    is_male: bool | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Day:
    """A calendar day, or a problem."""

    day: date | None = None
    problem: Problem | None = None


_DECORATION = re.compile(r"[\s()\-‐‑‒–—―−.·/]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"[48]00\d{7}")
_SHORT = re.compile(r"1[0-2]\d{1,4}|9[56]\d{3,4}")
_LANDLINE = re.compile(r"0(10|2[0-57-9])([2-8]\d{7})|0([3-9]\d{2})([2-8]\d{6,7})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_ABROAD = re.compile(r"[1-9]\d{6,14}")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_OLDEST = date(1900, 1, 1)


def plain(text: str) -> str:
    """Full-width letters and digits made half-width, blanks at the ends dropped."""
    return unicodedata.normalize("NFKC", text).strip()


def phone(text: str, area: str = "") -> Phone:
    """A telephone number; `area` ("025") completes a landline number written without its area code."""
    digits = _DECORATION.sub("", plain(text))
    if not digits:
        return Phone(problem=Problem.EMPTY)
    is_international = digits.startswith(("+", "00"))
    digits = re.sub(r"^(?:\+|00)", "", digits)
    if not (digits.isascii() and digits.isdigit()):
        return Phone(problem=Problem.CHARACTERS)
    if is_international and not digits.startswith("86"):
        return _abroad(digits)
    if digits.startswith("86") and (is_international or len(digits) > 11):
        digits = _at_home(digits[2:])
    return _domestic(digits, area)


def _at_home(digits: str) -> str:
    """Without the country code a landline gets its leading 0 back."""
    is_whole = digits.startswith("0") or _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits)
    return digits if is_whole else "0" + digits


def _abroad(digits: str) -> Phone:
    if not _ABROAD.fullmatch(digits):
        return Phone(problem=Problem.LENGTH)
    return Phone("+" + digits, PhoneKind.ABROAD)


def _domestic(digits: str, area: str) -> Phone:
    mobile = digits[1:] if digits.startswith("01") and len(digits) == 12 else digits
    if _MOBILE.fullmatch(mobile):
        return Phone(mobile, PhoneKind.MOBILE)
    if _SERVICE.fullmatch(digits):
        return Phone(digits, PhoneKind.SERVICE)
    if _SHORT.fullmatch(digits):
        return Phone(digits, PhoneKind.SHORT)
    if _LOCAL.fullmatch(digits):
        return _domestic(area + digits, "") if area else Phone(problem=Problem.AREA)
    match = _LANDLINE.fullmatch(digits)
    if match:
        return Phone(f"0{match[1] or match[3]}-{match[2] or match[4]}", PhoneKind.LANDLINE)
    has_length = len(digits) in ((10, 11, 12) if digits.startswith("0") else (11,))
    return Phone(problem=Problem.PREFIX if has_length else Problem.LENGTH)


def resident_id(text: str, today: date | None = None) -> Resident:
    """A resident identity number; one of 15 digits becomes its form of 18. `today` bounds the date of birth."""
    number = re.sub(r"[\s\-]+", "", plain(text)).upper()
    if not number:
        return Resident(problem=Problem.EMPTY)
    if not re.fullmatch(r"[0-9]+X?", number):
        return Resident(problem=Problem.CHARACTERS)
    if not re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
        return Resident(problem=Problem.LENGTH)
    if len(number) == 15:
        number = f"{number[:6]}19{number[6:]}"
        number += ric.calc_check_digit(number + "0")
    if not _PROVINCES.fullmatch(number[:2]):
        return Resident(problem=Problem.REGION)
    born = day(number[6:14]).day
    if born is None or born < _OLDEST or (today is not None and born > today):
        return Resident(problem=Problem.DATE)
    if ric.calc_check_digit(number) != number[-1]:
        return Resident(problem=Problem.CHECK_DIGIT)
    return Resident(number, born, int(number[16]) % 2 == 1)


def enterprise_code(text: str) -> Checked:
    """A unified social credit code (统一社会信用代码) of 18 characters."""
    number = re.sub(r"[\s\-]+", "", plain(text)).upper()
    if not number:
        return Checked(problem=Problem.EMPTY)
    if len(number) != 18:
        return Checked(problem=Problem.LENGTH)
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", number):
        return Checked(problem=Problem.CHARACTERS)
    try:
        return Checked(uscc.validate(number))
    except ValidationError:
        return Checked(problem=Problem.CHECK_DIGIT)


def day(text: str) -> Day:
    """A date written 2024-05-01, 2024/5/1, 2024.5.1, 2024年5月1日 or 20240501."""
    written = re.sub(r"\s+", "", plain(text))
    if not written:
        return Day(problem=Problem.EMPTY)
    match = _DAY.fullmatch(written)
    if match is None:
        return Day(problem=Problem.CHARACTERS)
    try:
        return Day(date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5])))
    except ValueError:
        return Day(problem=Problem.DATE)
