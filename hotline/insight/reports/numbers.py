"""Finding numbers in running text, however they are written: a figure must not get into a report past the counting.

Full-width and other digits, numerals of every kind, shares and multiples in words. Numbers that count nothing (days,
issues, house numbers, the hotline's own) are left alone.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

NUMERALS = "〇零一二三四五六七八九十百千万亿两几数廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
WRITTEN = NUMERALS.replace("几", "").replace("数", "")
BEFORE = rf"(?:[\d{WRITTEN}负.．\-−－]|(?<=[{WRITTEN}])点)"
"""What makes another number of a figure it stands before."""
AFTER = rf"(?:[\d{WRITTEN.replace('一', '')}%％‰倍]|点(?=[\d{WRITTEN}])|成(?=[多半以，。；、]|$)|分之)"
"""And behind which it stands; 一 is left out: a figure may be followed by 一项."""
COUNTERS = "个百分点|人次|小时|公里|件|起|户|人|名|家|个|条|项|次|天|例|宗|份|处|批|元|倍|吨|亩"
ROMAN = re.compile("[Ⅰ-ↈ]")
PLAIN = re.compile(
    r"""(?:〔\d{4}〕\d+号
      | \d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)? | \d{1,2}月(?:\d{1,2}日)? | (?<=[至、])\d{1,2}日
      | \d{1,2}时(?:\d{1,2}分)? | \d{1,2}[:]\d{2}(?!\d)
      | 第\d+(?=[期号条款项章节季届批周]) | 前\d+(?=位)
      | (?:12345|123\d\d|11[09]|12[02])(?=热线|平台|电话|专席|政务|号键)
      | (?<=[A-Za-z])\d[\d.]* | \d+(?=号|栋|幢|单元|室|楼|路)
      | ^\d{1,2}[.、](?!\d))""",
    re.VERBOSE,
)
"""Digits that count nothing: days and hours, issues, other hotlines, addresses, PM2.5, the number of a suggestion."""
TOLD = re.compile(
    rf"""\d[\d,.]*\s*(?:%|‰|[万亿]?(?:{COUNTERS})|[万亿成])?
      | (?:[{NUMERALS}]+|百)分之[{NUMERALS}点]+ | [{NUMERALS}]+点[零一二三四五六七八九]+
      | [{NUMERALS}]+成(?!不变)[半多]? | [{NUMERALS}]+(?:倍|个百分点)
      | (?<![第{NUMERALS}])[{NUMERALS}]{{2,}}[余多来]?(?:{COUNTERS})
      | (?<![第{NUMERALS}])[二三四五六七八九十百千万两几数][余多来]?(?:件|起|户|人次)
      | 过半|近半|半数|[多大一]半|翻[一两几]?番|翻了[一两几]番|翻倍|成倍|腰斩""",
    re.VERBOSE,
)
"""How a statistic looks: any other digits, and numerals in words with what makes a count or a share of them."""


def uncounted(text: str) -> list[str]:
    """The numbers of a text that look like statistics, in order."""
    return [found[0].strip() for found in TOLD.finditer(PLAIN.sub("", _plain(text)))]


def _plain(text: str) -> str:
    """A text with digits of every kind as plain ones, and nothing invisible between them."""
    seen = normalize("NFKC", ROMAN.sub("1", text))
    return "".join(sign for sign in seen if category(sign) != "Cf")
