"""Answers as files: a workbook with the figures, their definitions and the question, or plain CSV. Each is logged."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from hotline.ground.people.words import Capability
from hotline.ground.privacy import actions as privacy
from hotline.insight.measures import register
from hotline.insight.measures.facts import MEANINGS, Question
from hotline.web.kit import divisions
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.sheets import MEDIA_TYPE, MOST_ROWS, TooManyRows, plain

from . import offers, telling
from .views import Asked, ask

AS, CSV = "as", "csv"
Rows = list[list[Any]]


@door(Capability.ANALYSE)
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The answer to the question of the address as a file.

    :raises TooManyRows: more lines than may leave at once; nothing leaves.
    """
    by, at = actor(request), now()
    by.require(Capability.EXPORT)
    said = request.GET.copy()
    form = said.pop(AS, [""])[0]
    asked = ask(said.urlencode(), by)
    if len(asked.found.lines) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    head = heads(asked)
    filters = dict(said.lists())
    privacy.log_export("explore", head, filters, len(asked.found.lines), by=by, at=at)
    name = gettext("统计 {at}").format(at=f"{timezone.localtime(at):%Y%m%d-%H%M}")
    if form == CSV:
        return _answer(_csv(asked), "text/csv; charset=utf-8", f"{name}.csv")
    return _answer(_workbook(asked, by.name, at), MEDIA_TYPE, f"{name}.xlsx")


def _answer(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def heads(asked: Asked) -> list[str]:
    """The heads of the columns: divisions, then each measure with two numbers, other period, share or place."""
    found = [telling.division(name) for name in asked.inquiry.by]
    for fact in asked.inquiry.facts:
        name = fact.label(telling.language())
        found.append(gettext("{name}（{unit}）").format(name=name, unit=telling.unit(fact)))
        if not MEANINGS[fact].is_count:
            found += [gettext("{name} 分子").format(name=name), gettext("{name} 分母").format(name=name)]
        if asked.found.other:
            found += [gettext("{name} 对比期").format(name=name), gettext("{name} 增减").format(name=name)]
        if asked.found.has_places:
            is_count = MEANINGS[fact].is_count
            found.append((gettext("{name} 占比（%）") if is_count else gettext("{name} 位次")).format(name=name))
    return found


def rows(asked: Asked) -> Iterator[list[Any]]:
    """The figures line by line, the whole at the end; rates in percent, changes as they are told."""
    by = asked.inquiry.by
    for line in (*asked.found.lines, asked.found.total):
        codes = line.codes or ((gettext("合计"), *[""] * (len(by) - 1)) if by else ())
        names = [divisions.code(name, code, is_full=True) for name, code in zip(by, line.codes, strict=False)]
        found: list[Any] = names if line.codes else list(codes)
        for cell in line.cells:
            found.append(telling.filed(cell.fact, cell.this))
            if not MEANINGS[cell.fact].is_count:
                found += [_whole(cell.this.numerator), cell.this.denominator]
            if cell.that is not None:
                found += [telling.filed(cell.fact, cell.that), telling.change(cell)]
            if asked.found.has_places:
                found.append(cell.rank if cell.share is None else round(float(cell.share) * 100, 2))
        yield found


def _whole(number: float) -> float:
    """A number of tickets is whole."""
    return int(number) if float(number).is_integer() else number


def _csv(asked: Asked) -> bytes:
    """With a mark at its beginning by which spreadsheets know the encoding."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([plain(each) for each in heads(asked)])
    writer.writerows([plain(each) for each in row] for row in rows(asked))
    return buffer.getvalue().encode("utf-8-sig")


def _workbook(asked: Asked, name: str, at: datetime) -> bytes:
    book = Workbook(write_only=True)
    _sheet(book, gettext("数据"), heads(asked), list(rows(asked)))
    definitions = [_defined(cell.this.question) for cell in asked.found.total.cells]
    titles = [gettext("指标"), gettext("分子"), gettext("分母"), gettext("定义版本"), gettext("自"), gettext("负责")]
    _sheet(book, gettext("指标定义"), titles, definitions)
    _sheet(book, gettext("查询条件"), [gettext("条件"), gettext("内容")], _conditions(asked, name, at))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _defined(question: Question) -> list[Any]:
    """One measure as the figures of the file were counted."""
    meaning, language = register.definition(question.fact, question.period.last, question.version), telling.language()
    denominator = meaning.denominator.label(language) if meaning.denominator else telling.DASH
    words = [question.fact.label(language), meaning.numerator.label(language), denominator]
    return [*words, meaning.version, meaning.since.isoformat(), meaning.owner.label(language)]


def _conditions(asked: Asked, name: str, at: datetime) -> Rows:
    found: Rows = [[gettext("统计期间"), telling.days(asked.found.period)]]
    if asked.found.other:
        found.append([gettext("对比期间"), telling.days(asked.found.other)])
    if asked.inquiry.window:
        found.append([gettext("按哪一天计入期间"), asked.inquiry.window.label(telling.language())])
    found += [[label, said] for label, said in telling.filters(asked.inquiry.where)]
    found.append([gettext("数据来源"), offers.source(asked.inquiry.source)])
    if asked.found.is_synthetic:
        found.append([gettext("说明"), gettext("含合成数据")])
    exported = gettext("{name} 于 {at} 导出").format(name=name, at=f"{timezone.localtime(at):%F %H:%M}")
    return [*found, [gettext("导出"), exported]]


def _sheet(book: Workbook, title: str, titles: list[str], lines: Rows) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    head = []
    for place, text in enumerate(titles):
        sheet.column_dimensions[chr(ord("A") + min(place, 25))].width = 26 if place == 0 else 18
        cell = WriteOnlyCell(sheet, value=text)
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for line in lines:
        sheet.append([plain(each) for each in line])
