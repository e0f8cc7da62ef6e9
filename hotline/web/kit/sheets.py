"""Any list as an Excel file: the columns asked for, personal data masked, and a note that it left the house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hotline.ground.people.words import Capability
from hotline.ground.privacy import actions as privacy
from hotline.lib.refusal import Refusal
from hotline.lib.text import spreadsheet_text

from .doors import actor, now
from .tables import Column, Table

MOST_ROWS = 20_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000
UNSAID = ("column", "cursor")


class TooManyRows(Refusal):
    """一次最多导出 {limit} 行，当前条件超过了这个数。请缩小时间范围或增加筛选条件后再导出。"""

    status = 422


@dataclass(frozen=True, slots=True)
class Offer:
    """A list that may leave as a file: from where, with which columns to choose from, narrowed to what."""

    table: Table
    address: str
    kept: tuple[tuple[str, str], ...]
    most: int = MOST_ROWS


def offer(request: HttpRequest, table: Table, address: str) -> Offer | None:
    """What ``kit/export.html`` shows; nothing for who may not export."""
    if not actor(request).holds(Capability.EXPORT):
        return None
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in UNSAID]
    return Offer(table, address, tuple(kept))


def download(
    request: HttpRequest, table: Table, rows: Iterable[Any], *, title: str, keys: Sequence[str] = ()
) -> HttpResponse:
    """The rows as a file to keep; logged with its columns and filters before it leaves.

    :param keys: the columns asked for; the usual ones where none is named.
    :raises TooManyRows: more than ``MOST_ROWS``; nothing leaves.
    :raises NotPermitted: none of her roles allows exports.
    """
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    columns, at = table.chosen(keys), now()
    filters = {name: values for name, values in request.GET.lists() if name not in UNSAID}
    privacy.log_export(table.name, [column.key for column in columns], filters, len(found), by=actor(request), at=at)
    content = workbook(columns, found, title, at, request.user.name if request.user.is_authenticated else "")
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{title} {timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def workbook(columns: Sequence[Column], rows: Sequence[Any], title: str, at: datetime, name: str) -> bytes:
    """The file: a bold head that stays, a row each, and whose export it is at the end."""
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = 40 if column.kind == "wide" else 18
    sheet.append([_bold(sheet, str(column.label)) for column in columns])
    for row in rows:
        sheet.append([plain(column.written(row)) for column in columns])
    sheet.append([])
    sheet.append(
        [gettext("{name} 于 {at} 导出，个人信息已脱敏").format(name=name, at=f"{timezone.localtime(at):%F %H:%M}")]
    )
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plain(value: Any) -> Any:
    """A value Excel can hold: local times, no markup, nothing a spreadsheet would run as a formula."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if value is None or isinstance(value, int | float | bool | Decimal):
        return value
    text = strip_tags(str(value)).strip()[:LONGEST]
    return spreadsheet_text(text)


def _bold(sheet: Worksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell
