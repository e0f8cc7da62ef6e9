"""Lengths of time in words, Chinese and English."""

from datetime import timedelta
from typing import Literal

Language = Literal["zh", "en"]

_MINUTE = timedelta(minutes=1)
_NAMES: dict[Language, tuple[str, str, str]] = {"zh": ("天", "小时", "分"), "en": ("d", "h", "min")}
_BARE: dict[Language, str] = {"zh": "{} 分钟", "en": "{} min"}
_SHORT: dict[Language, str] = {"zh": "不到 1 分钟", "en": "less than a minute"}
_LEFT: dict[Language, str] = {"zh": "还剩 {}", "en": "{} left"}
_LATE: dict[Language, str] = {"zh": "已超期 {}", "en": "{} overdue"}


def span_words(delta: timedelta, language: Language = "zh") -> str:
    """The two largest parts of a length of time, cut to minutes: "3 小时 20 分", "3 h 20 min"."""
    minutes = abs(delta) // _MINUTE
    if minutes == 0:
        return _SHORT[language]
    if minutes < 60:
        return _BARE[language].format(minutes)
    parts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    first = 0 if parts[0] else 1
    pairs = list(zip(parts, _NAMES[language], strict=True))[first : first + 2]
    return " ".join(f"{amount} {name}" for amount, name in pairs if amount)


def remaining_words(delta: timedelta, language: Language = "zh") -> str:
    """What is left until a deadline, or how long it has been missed: "还剩 3 小时 20 分", "已超期 1 天 2 小时"."""
    form = _LATE if delta < timedelta(0) else _LEFT
    return form[language].format(span_words(delta, language))
