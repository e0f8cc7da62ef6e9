"""Personal data masked: what everybody sees until somebody may and must see more.

A masked number keeps what tells its kind and place; a masked name never shows more than two stars.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from stdnum import luhn

from . import surnames

HIDDEN = "****"

_TITLES = re.compile("[先女]?[生士]|某+|先生|女士|小姐|同志|师傅|老师|大爷|大妈|阿姨|叔叔|经理|老板|家长")
_ENTERPRISE = re.compile(
    "(有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|合作社|事务所|经营部|工作室|个体户|商行|酒店|饭店|餐厅|超市|商店|"
    "店|厂|厂区|医院|学校|幼儿园|中心|协会|委员会|居委会|村委会|业委会|支行|分行|银行|部|所|站|院|局)$"
)
_DISTRICT = re.compile(
    "(?:[^省市区县]{2,7}(?:省|自治区))?(?:[^省县区]{1,6}?(?:市|州|盟|地区))?(?:[^\\d]{1,6}?(?:(?<![小社住校厂])区|县|市|旗))?"
)
_TOWN = re.compile(r"[^\d]{1,8}?(?:街道|镇|乡)(?![路街村巷])")
_ROAD = re.compile(r"[^\d]{1,10}?(?:大道|公路|路|街|巷|弄)(?!道)")

_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF38, 0xFF58, 0xFF20, 0xFF0B, 0xFF0D)}
_SEPARATOR = r"[ \-‐–—.]?"
_PERSONAL = re.compile(
    r"(?<![@A-Za-z0-9._%+\-])(?P<email>[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)"
    r"|(?<![0-9])(?P<resident>[1-8]\d{5}(?:[ \-]?(?:18|19|20)\d{2}[01]\d[0-3]\d[ \-]?\d{3}[\dXx]"
    r"|\d{2}[01]\d[0-3]\d\d{3}))(?![0-9])"
    rf"|(?<![0-9])(?P<card>\d{{4}}(?:{_SEPARATOR}\d{{4}}){{3}}(?:{_SEPARATOR}\d{{1,3}})?)(?![0-9])"
    rf"|(?<![0-9])(?P<mobile>(?:(?:\+|00)?86{_SEPARATOR})?0?1[3-9]\d{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}})(?![0-9])"
    rf"|(?<![0-9])(?P<landline>[(（]?0(?:10|2\d|[3-9]\d{{2}})[)）]?{_SEPARATOR}[2-8]\d{{2,3}}{_SEPARATOR}\d{{4}})(?![0-9])"
)

_INTRODUCED = re.compile(
    rf"((?:我叫|名叫|我的名字叫|姓名[是为:：]|联系人[是为:：]|联系人)[ 　]?)({surnames.PATTERN}"
    r"(?:[一-鿿]{1,2}?(?=[^一-鿿]|$|[，。]|[住是的家今电手联身在想要反来有因于从])|[一-鿿]{1,2}))"
)
_ADDRESSED = re.compile(rf"({surnames.PATTERN})([一-鿿]{{1,2}}?)(先生|女士|小姐|同志|师傅|阿姨|大爷|大妈)")


def phone(number: str) -> str:
    """138****5678, 025-****2345, 400****456; public short numbers (12345) stay."""
    digits = re.sub(r"[^\d+]", "", number)
    if len(digits) <= 6:
        return number if digits == number else HIDDEN
    if "-" in number and number.startswith("0"):
        return f"{number.split('-')[0]}-{HIDDEN}{digits[-4:]}"
    if len(digits) == 11 and digits[0] == "1":
        return f"{digits[:3]}{HIDDEN}{digits[-4:]}"
    return f"{digits[:3]}{HIDDEN}{digits[-3:]}" if len(digits) >= 10 else f"{HIDDEN}{digits[-3:]}"


def name(full: str) -> str:
    """张*, 张**, 欧阳*, J*** S***; an enterprise keeps its place and its legal form."""
    whole = full.strip()
    if not whole:
        return ""
    if re.fullmatch(r"[A-Za-z.'’\- ]+", whole):
        return " ".join(f"{part[0]}***" for part in whole.split())
    if len(whole) > 4 and _ENTERPRISE.search(whole):
        return enterprise(whole)
    whole = "".join(whole.split())
    surname = whole[:2] if len(whole) > 2 and whole[:2] in surnames.COMPOUND else whole[:1]
    given = whole[len(surname) :]
    if _TITLES.fullmatch(given):
        return whole
    return surname + "*" * max(1, min(len(given), 2))


def enterprise(full: str) -> str:
    """南京****有限公司."""
    form = _ENTERPRISE.search(full)
    return f"{full[:2]}{HIDDEN}{form[0] if form and form.start() > 2 else ''}"


def resident_id(number: str) -> str:
    """110105********002X; the same for the code of an enterprise."""
    if len(number) < 15:
        return HIDDEN
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def address(full: str) -> str:
    """Keeps down to the street office or town, failing that the road; 江苏省南京市鼓楼区湖南路街道****."""
    whole = full.strip()
    district = _DISTRICT.match(whole)
    end = district.end() if district else 0
    street = _TOWN.match(whole, end) or _ROAD.match(whole, end)
    end = street.end() if street else end
    return whole if end == len(whole) else whole[:end] + HIDDEN


def email(written: str) -> str:
    """z***@example.com."""
    local, _, host = written.rpartition("@")
    return f"{local[:1]}***@{host}" if local else HIDDEN


def mask_text(text: str) -> str:
    """Mask mail addresses, resident numbers, bank cards and telephone numbers inside a free text.

    Names are the business of ``mask_said``; addresses in running text are not recognised; numbers without a plausible
    shape are left alone.
    """
    same_length = text.translate(_HALF)
    pieces, end = [], 0
    for match in _PERSONAL.finditer(same_length):
        masked = _masked(match)
        if masked is not None:
            pieces += [text[end : match.start()], masked]
            end = match.end()
    return "".join([*pieces, text[end:]])


def mask_said(text: str, names: Iterable[str] = ()) -> str:
    """``mask_text``, and names besides: those of the people concerned, and those the usual words give away.

    A known name keeps its surname wherever it stands. Of others only 我叫…, 姓名：…, 联系人：… and …先生, …女士 and the
    like are recognised, with common surnames; a name that stands alone and is not known stays.
    """
    masked = mask_text(_without(text, names))
    masked = _INTRODUCED.sub(lambda found: found[1] + name(found[2]), masked)
    return _ADDRESSED.sub(_only_surname, masked)


def _without(text: str, names: Iterable[str]) -> str:
    whole = {each.strip() for each in names}
    hidden = {each: name(each) for each in whole if len(each) > 1 and name(each) != each}
    if not hidden:
        return text
    longest_first = sorted(hidden, key=lambda each: (-len(each), each))
    known = "|".join(rf"\b{re.escape(each)}\b" if each.isascii() else re.escape(each) for each in longest_first)
    return re.sub(known, lambda found: hidden[found[0]], text)


def _only_surname(found: re.Match[str]) -> str:
    surname, given, title = found.groups()
    is_two_words = given[-1] in surnames.SELDOM_GIVEN or (surname in surnames.DOUBTFUL and given[-1] in surnames.COMMON)
    return found[0] if is_two_words else surname + title


def mask_all(value: Any) -> Any:
    """``mask_text`` of every text within plain data: dictionaries and lists keep their shape."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {name: mask_all(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(each) for each in value]
    return value


def _masked(match: re.Match[str]) -> str | None:
    kind, found = str(match.lastgroup), match[0]
    digits = re.sub(r"[^\dXx]", "", found)
    if kind == "email":
        return email(found)
    if kind == "resident" and _has_birthday(digits):
        return resident_id(digits)
    if kind in ("resident", "card"):
        return f"{digits[:4]}********{digits[-4:]}" if luhn.is_valid(digits) else None
    if kind == "mobile":
        return phone(digits[-11:])
    area = digits[:3] if digits[:2] in ("01", "02") else digits[:4]
    return f"{area}-{HIDDEN}{digits[-4:]}"


def _has_birthday(digits: str) -> bool:
    written = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return False
    return True
