"""The evidence of an alert: the picture of its days or weeks, and the tickets the reader sees."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, When
from django.utils.translation import gettext, ngettext

from hotline.flow.tickets import queries as tickets_
from hotline.flow.tickets import rows
from hotline.flow.tickets.standing import OPEN
from hotline.ground.people.words import Actor
from hotline.insight.alerts.words import AlertKind
from hotline.insight.measures import asking, facts
from hotline.lib.refusal import Refusal
from hotline.web.kit.charts import Chart, Kind, Series

from . import telling

SHOWN, LOOKED_THROUGH = 10, 500
OFF, MADE_UP, SATURDAY, SUNDAY = 7, 8, 5, 6


def of(row: Any) -> dict[str, Any]:
    """What the page shows: a chart, and a sentence about how it came to be."""
    known = row.evidence
    if row.kind == AlertKind.BURST and known.get("days"):
        return {"chart": _days(known["days"]), "notes": _notes(row)}
    if row.kind == AlertKind.RISE and known.get("weeks"):
        return {"chart": _weeks(known["weeks"]), "notes": _notes(row)}
    if known.get("days"):
        return {"chart": _counts(known["days"], known.get("amount")), "notes": _notes(row)}
    return {"chart": None, "notes": _notes(row)}


def _days(days: list[dict[str, Any]]) -> Chart:
    labels = tuple(_label(each) for each in days)
    told = tuple(_told(each) for each in days)
    return Chart(
        Kind.LINE,
        gettext("每天的件数与预计范围"),
        labels,
        (
            Series(gettext("实际"), tuple(float(each["seen"]) for each in days), told),
            Series(gettext("预计"), tuple(each["mean"] for each in days)),
            Series(gettext("范围上限（95%）"), tuple(each["high"] for each in days), is_faint=True),
            Series(gettext("范围下限（95%）"), tuple(each["low"] for each in days), is_faint=True),
        ),
        unit=gettext("件"),
        head=gettext("日期"),
        size="tall",
    )


def _label(each: dict[str, Any]) -> str:
    """The day with a word where it is no ordinary working day."""
    day, kind = date.fromisoformat(each["day"]), each.get("kind", 0)
    marks = {OFF: gettext("假"), MADE_UP: gettext("班"), SATURDAY: gettext("六"), SUNDAY: gettext("日")}
    mark = f" {marks[kind]}" if kind in marks else ""
    return f"{day:%m-%d}{mark}"


def _told(each: dict[str, Any]) -> str:
    if "part" in each and each["part"] < 1:
        return gettext("{seen}（截至当时，通常已到 {part}%）").format(seen=each["seen"], part=round(each["part"] * 100))
    return str(each["seen"])


def _weeks(weeks: list[dict[str, Any]]) -> Chart:
    return Chart(
        Kind.BAR,
        gettext("每周的件数与预计"),
        tuple(gettext("{day} 起一周").format(day=f"{date.fromisoformat(each['day']):%m-%d}") for each in weeks),
        (
            Series(gettext("实际"), tuple(float(each["seen"]) for each in weeks)),
            Series(gettext("预计"), tuple(each["mean"] for each in weeks), is_faint=True),
        ),
        unit=gettext("件"),
        head=gettext("周"),
    )


def _counts(days: list[dict[str, Any]], amount: int | None) -> Chart:
    return Chart(
        Kind.BAR,
        gettext("每天的件数"),
        tuple(f"{date.fromisoformat(each['day']):%m-%d}" for each in days),
        (Series(gettext("实际"), tuple(float(each["seen"]) for each in days)),),
        unit=gettext("件"),
        head=gettext("日期"),
    )


def _notes(row: Any) -> list[tuple[str, str]]:
    """Name and value of what stands behind the judgement."""
    known = row.evidence
    out = [(gettext("实际"), _tickets(str(row.observed)))]
    if row.kind in (AlertKind.BURST, AlertKind.RISE):
        span = f"{telling.number(row.low)} – {telling.number(row.high)}"
        out.append((gettext("预计"), _tickets(telling.number(row.expected))))
        out.append((gettext("正常范围（95%）"), span))
    if row.kind == AlertKind.CLUSTER and row.expected:
        out.append((gettext("同样天数通常"), _tickets(telling.number(row.expected))))
    if known.get("window"):
        out.append((gettext("判断所用天数"), str(known["window"])))
    if known.get("z"):
        out.append((gettext("偏离（标准误）"), str(known["z"])))
    if known.get("cusum"):
        out.append((gettext("累积和（CUSUM）"), str(known["cusum"])))
    if known.get("cities"):
        out.append((gettext("同时突增的地方"), str(known["cities"])))
    if known.get("place"):
        out.append((gettext("地点"), known["place"]))
    return out


def _tickets(told: str) -> str:
    return ngettext("{count} 件", "{count} 件", 1 if told == "1" else 2).format(count=told)


def tickets(row: Any, by: Actor, at: datetime) -> tuple[list[Any], int]:
    """The first tickets of an alert that the reader sees, those still open on top, and how many she sees in all."""
    known = row.tickets or _behind(row, by)
    is_done = Case(When(OPEN, then=0), default=1)
    found = tickets_.visible_to(by).filter(pk__in=known)
    listed = list(found.order_by(is_done, "-registered_at", "-pk")[:SHOWN])
    return rows.rows(listed, at), len(listed) if len(listed) < SHOWN else found.count()


def _behind(row: Any, by: Actor) -> list[int]:
    """The latest tickets behind the question of a series; none while the facts cannot be asked."""
    try:
        return facts.behind(asking.seen(by), facts.from_query(row.query), limit=LOOKED_THROUGH, is_latest=True)
    except Refusal:
        return []
