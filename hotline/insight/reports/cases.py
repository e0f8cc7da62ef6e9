"""Typical cases: which tickets a report may tell of, by stated criteria, and how: a surname and no more."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet

from hotline.flow.handling import queries as handling
from hotline.flow.tickets import leaving
from hotline.flow.tickets import queries as tickets
from hotline.ground.catalogue.words import Kind
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.insight.measures.comparing import Period
from hotline.lib import masks, surnames
from hotline.lib.days import SHANGHAI

from . import naming
from .desk import Case
from .figures import Where

CRITERIA = "同类诉求中反映人数多、已有办理结果的优先；保密、敏感和举报类诉求不引用；只写姓氏，不写号码和门牌。"
ASKED, DONE, LOOKED_AT = 90, 80, 3
COLUMNS = {
    "field": "category_id",
    "branch": "category_id",
    "category": "category_id",
    "city": "region_id",
    "county": "region_id",
}
SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
DIGITS = "[0-9０-９一二三四五六七八九十百]"
DAYTIME = "上午|下午|中午|凌晨|早上|晚上|傍晚|开始|以来|之前|当天"
DOOR = re.compile(
    rf"(?<![月第]|{DIGITS})(?:{DIGITS}{{1,4}}[-—－])?{DIGITS}{{1,4}}(?P<what>号楼|号院|号铺|单元|(?<=[0-9０-９])[幢栋]"
    rf"|号之[0-9]+|号(?![线文令码机店桥岗窗台公通决柜井泵库车球]|门(?![口前外牌])|{DAYTIME})"
    r"|(?<=[0-9０-９]{3})室|(?<=[0-9０-９]{4})室)"
)
"""A house, a block, a staircase or a flat by its number; no day of a month, no line of the metro, no document, and no
number of blocks (三栋楼)."""
STARS = re.compile(r"\*+")


def find(
    by: Actor, period: Period, where: Where, most: int, taken: set[int], among: Collection[int] | None = None
) -> Sequence[Case]:
    """Cases of a matter in a period: those most people spoke of and with an answer first.

    :param by: whom the report is for; what she may not see is not told.
    :param taken: tickets that were told already; those found are added.
    :param among: the tickets they are looked for among; None: all of the period.
    """
    narrowed = _narrowed(tickets.visible_to(by), where)
    if among is not None:
        narrowed = narrowed.filter(pk__in=among)
    since, until = (datetime.combine(day, time(), SHANGHAI) for day in (period.since, period.until))
    rows = narrowed.filter(registered_at__gte=since, registered_at__lt=until, is_confidential=False, is_sensitive=False)
    rows = rows.exclude(kind__in=(Kind.REPORT, Kind.PRAISE)).exclude(pk__in=taken)
    rows = rows.select_related("words", "contact").annotate(people=Count("joined_contacts"))
    told: list[Case] = []
    for row in rows.order_by("-people", "-closed_at", "pk")[: most * LOOKED_AT]:
        if len(told) < most:
            told.append(Case(row.number, tell(row)))
            taken.add(row.pk)
    return told


def _narrowed(rows: QuerySet[Any], where: Where) -> QuerySet[Any]:
    """The tickets within a question's filters."""
    for name, codes in where.items():
        if name == "unit":
            rows = rows.filter(lead_unit__code__in=codes)
        else:
            fits = Q(pk__in=())
            for code in codes:
                fits |= Q(**{f"{COLUMNS[name]}__gte": code, f"{COLUMNS[name]}__lt": regions.next_after(code)})
            rows = rows.filter(fits)
    return rows


def tell(row: Any) -> str:
    """One case in two sentences: who asked what, and what was done."""
    said, answer = row.words.text, handling.lead_reply(row.pk)
    texts = leaving.said(row.pk, said, answer.public_text if answer else "")
    asked, done = (anonymous(text) for text in texts)
    who = surname(row.contact.name)
    place = naming.region(row.region_id[:6]) if row.region_id else ""
    told = f"{place}{who}反映：{shortened(asked, ASKED)}"
    if done:
        return f"{told}办理结果：{shortened(done, DONE)}"
    return f"{told}目前{'已办结' if row.closed_at else '正在办理'}。"


def surname(name: str) -> str:
    """王某; 有群众 for somebody without a name, 某企业 for an enterprise."""
    clean = "".join(name.split())
    if not clean or not "一" <= clean[0] <= "鿿":
        return "有群众"
    if masks.name(clean) == masks.enterprise(clean):
        return "某企业"
    return f"{clean[:2] if clean[:2] in surnames.COMPOUND else clean[:1]}某"


def anonymous(text: str) -> str:
    """A masked text as it is printed: stars of a name become 某, and so does the number of a house or a flat."""
    return DOOR.sub(lambda found: "某" + found["what"].split("之")[0], re.sub(r"([一-鿿])\*{1,2}(?!\*)", r"\1某", text))


def shortened(text: str, most: int) -> str:
    """Whole sentences of a text up to a length, at least the first; one that is too long ends with …."""
    found = ""
    for match in SENTENCE.finditer(" ".join(text.split())):
        if found and len(found) + len(match[0]) > most:
            break
        found += match[0]
    found = found.strip()
    if len(found) > most:
        return found[: most - 1].rstrip("，、；,") + "……"
    return found if found.endswith(("。", "！", "？", "!", "?")) else f"{found}。"
