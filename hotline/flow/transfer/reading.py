"""Reading a table row by row: CSV in UTF-8 or GB18030, or Excel. What cannot be a table is told in one sentence."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from hotline.lib.refusal import clause

from . import errors
from .words import Line

CHUNK = 1 << 20
EXCEL = b"PK\x03\x04"
LONGEST_CELL = 1_000_000
MERGE = re.compile(rb'<mergeCell ref="([A-Z]+1(?::[A-Z]+[0-9]+)?)"')
Told = Callable[[int], None]


def lines(path: Path, wanted: Sequence[str], told: Told = lambda done: None) -> Iterator[Line]:
    """The rows of a file after its header, each with its line number; a row that cannot be read carries its problem.

    :param wanted: the columns that must be there.
    :param told: hears how far reading has come, in bytes of the file (rows for Excel).
    :raises FileRefused: and its kinds: the file is no table, or lacks columns.
    """
    if not path.is_file():
        raise errors.NoSuchFile(path=path)
    with path.open("rb") as file:
        start = file.read(4)
    if not start.strip():
        raise errors.EmptyFile(path=path)
    rows = _excel(path, told) if start == EXCEL else _csv(path, told)
    return _named(path, rows, wanted)


def size(path: Path) -> int | None:
    """How much there is to tell of while reading: bytes of a CSV; unknown for Excel."""
    with path.open("rb") as file:
        return None if file.read(4) == EXCEL else path.stat().st_size


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read; a character cut in two at the very end does not count.

    :raises WrongEncoding: it is neither UTF-8 nor GB18030.
    """
    furthest = 0
    for name in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        with path.open("rb") as file:
            done = 0
            try:
                for chunk in iter(lambda file=file: file.read(CHUNK), b""):  # type: ignore[misc]
                    decoder.decode(chunk)
                    done += len(chunk)
            except UnicodeDecodeError as error:
                furthest = max(furthest, done + error.start)
                continue
        return name
    with path.open("rb") as file:
        raise errors.WrongEncoding(path=path, line=file.read(furthest).count(b"\n") + 1)


def _named(path: Path, rows: Iterator[tuple[int, list[str] | str]], wanted: Sequence[str]) -> Iterator[Line]:
    first = next(rows, None)
    if first is None or isinstance(first[1], str):
        raise errors.EmptyFile(path=path)
    header = [name.strip() for name in first[1]]
    missing = [name for name in wanted if name not in header]
    if missing:
        raise errors.MissingColumns(missing="、".join(missing), present="、".join(filter(None, header))[:500])
    repeated = sorted({name for name in wanted if header.count(name) > 1})
    if repeated:
        raise errors.RepeatedColumns(columns="、".join(repeated))
    return _lines(header, rows)


def _lines(header: list[str], rows: Iterable[tuple[int, list[str] | str]]) -> Iterator[Line]:
    width = len(header)
    for number, cells in rows:
        if isinstance(cells, str):
            yield Line(number, {}, cells)
        elif len(cells) != width:
            problem = errors.WrongWidth(found=len(cells), expected=width).sentence()
            yield Line(number, dict(zip(header, cells, strict=False)), problem)
        else:
            yield Line(number, dict(zip(header, cells, strict=True)))


def _csv(path: Path, told: Told) -> Iterator[tuple[int, list[str] | str]]:
    encoding = encoding_of(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open("rb") as file:
        text = _decoded(file, "utf-8-sig" if encoding == "utf-8" else encoding, told)
        sample = next(text, "")
        if "\x00" in sample:
            raise errors.NotATable(path=path, problem=clause("含有二进制内容"))
        yield from _rows(csv.reader(_chain(sample, text), delimiter=_delimiter(sample), strict=True))


def _rows(reader: Any) -> Iterator[tuple[int, list[str] | str]]:
    """Every row with the line it starts on; a broken one with what is wrong, after which reading goes on."""
    while True:
        started = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            is_end = "unexpected end" in str(error)
            yield started, (errors.CutOff() if is_end else errors.BrokenQuotes()).sentence()
            continue
        if any(cell.strip() for cell in row):
            yield started, row


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _decoded(file: BinaryIO, encoding: str, told: Told) -> Iterator[str]:
    """The file line by line; a character cut in two at the end is dropped."""
    decoder = codecs.getincrementaldecoder(encoding)()
    left, done = "", 0
    for chunk in iter(lambda: file.read(CHUNK), b""):
        pieces = (left + decoder.decode(chunk)).split("\n")
        left = pieces.pop()
        for piece in pieces:
            yield piece + "\n"
        done += len(chunk)
        told(done)
    if left:
        yield left


def _delimiter(header: str) -> str:
    return max((",", "\t", ";"), key=header.count)


def _excel(path: Path, told: Told) -> Iterator[tuple[int, list[str] | str]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise errors.NotATable(path=path, problem=clause("文件已损坏或不完整")) from error
    sheet: Any = book.worksheets[0]
    _refuse_merged_header(path, sheet)
    width = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in row]
        if any(cells):
            width = width or max(place for place, cell in enumerate(cells, start=1) if cell)
            yield number, [*cells[:width], *[""] * (width - len(cells)), *filter(None, cells[width:])]
        told(number)
    book.close()


def _refuse_merged_header(path: Path, sheet: Any) -> None:
    with zipfile.ZipFile(path) as archive:
        found = MERGE.findall(archive.read(sheet._worksheet_path))  # read-only sheets do not tell of merged cells
    if found:
        raise errors.MergedHeader(cells="、".join(cell.decode() for cell in found))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
