from datetime import timedelta

import pytest

from hotline.lib.spans import remaining_words, span_words


@pytest.mark.parametrize(
    ("delta", "zh", "en"),
    [
        (timedelta(hours=3, minutes=20), "还剩 3 小时 20 分", "3 h 20 min left"),
        (timedelta(days=2, hours=4, minutes=59), "还剩 2 天 4 小时", "2 d 4 h left"),
        (timedelta(days=2, minutes=59), "还剩 2 天", "2 d left"),
        (timedelta(hours=1), "还剩 1 小时", "1 h left"),
        (timedelta(minutes=7, seconds=59), "还剩 7 分钟", "7 min left"),
        (timedelta(seconds=59), "还剩 不到 1 分钟", "less than a minute left"),
        (timedelta(0), "还剩 不到 1 分钟", "less than a minute left"),
        (timedelta(seconds=-1), "已超期 不到 1 分钟", "less than a minute overdue"),
        (-timedelta(days=1, hours=2), "已超期 1 天 2 小时", "1 d 2 h overdue"),
    ],
)
def test_what_is_left_of_a_clock(delta: timedelta, zh: str, en: str) -> None:
    assert (remaining_words(delta), remaining_words(delta, "en")) == (zh, en)


def test_a_span_has_no_sign() -> None:
    assert span_words(-timedelta(hours=5)) == span_words(timedelta(hours=5)) == "5 小时"
