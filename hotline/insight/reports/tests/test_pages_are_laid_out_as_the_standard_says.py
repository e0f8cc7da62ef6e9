"""GB/T 9704-2012 measured on the PDF itself, and read from the Word file's XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest

from hotline.insight.reports import errors, paper, printing, wording
from hotline.insight.reports.paper import Imprint, layout
from hotline.insight.reports.words import Block, Document, Figure, Part

MM = 72 / 25.4
SHEET = Imprint("12345热线周报", "第28期（总第57期）", "江苏省12345热线中心", "2020年7月13日", "有关成员单位")
LONG = "本期共受理群众诉求较多" * 80
FIGURES = {each: Figure(each, each, each, float(each), 1, 1) for each in ("120", "80", "41")}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def report() -> Document:
    """Several pages of nothing but text, then everything else a report may hold."""
    blocks = [Block("h1", Part.HEADING, "受理情况")]
    blocks += [Block(f"p{number}", Part.PARAGRAPH, LONG) for number in range(3)]
    blocks += [
        Block("s", Part.SUBHEADING, "物业管理"),
        Block("t", Part.TABLE, "按来源统计", "", ("来源", "件数"), (("电话", "⟦120⟧"), ("网站", "⟦80⟧"))),
        Block(
            "c", Part.CHART, "各市受理量", "", ("件",), (("苏州市", "⟦120⟧"), ("无锡市", "⟦80⟧"), ("常州市", "⟦41⟧"))
        ),
        Block("k", Part.CASE, "滨湖区王某反映路灯不亮。办理结果：已修复。"),
        Block("a", Part.ANNEX, "各市受理情况", "", ("序号", "件数"), (("1", "⟦120⟧"),)),
    ]
    return Document("全省12345热线受理办理情况（2020年7月6日至12日）", tuple(blocks), FIGURES)


Glyph = tuple[str, float, float, float, float]


def glyphs(page: Any) -> Iterator[Glyph]:
    """Every sign of a page: itself, left, top, right, bottom in millimetres from the upper left corner."""
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            left, bottom, right, top = text.get_charbox(index, loose=True)
            yield sign, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM


def lines(found: list[Glyph], until: float = 262) -> dict[float, list[Glyph]]:
    """The signs of the type area by the line they stand in."""
    rows: dict[float, list[Glyph]] = {}
    for glyph in found:
        if glyph[4] < until:
            row = next((key for key in rows if abs(key - glyph[4]) < 1.5), glyph[4])
            rows.setdefault(row, []).append(glyph)
    return dict(sorted(rows.items()))


@pytest.fixture(scope="module")
def pages() -> list[list[Glyph]]:
    """The signs of each page."""
    with pypdfium2.PdfDocument(printing.pdf(report(), SHEET)) as made:
        return [list(glyphs(page)) for page in made]


def test_the_paper_is_a4() -> None:
    with pypdfium2.PdfDocument(printing.pdf(report(), SHEET)) as made:
        assert [round(side / MM) for side in made[0].get_size()] == [210, 297]
        assert len(made) == 7


def test_a_page_of_text_has_22_lines_of_28_characters_between_the_margins(pages: list[list[Glyph]]) -> None:
    rows = lines(pages[1])
    assert len(rows) == 22
    full = [row for row in rows.values() if len(row) == 28]
    assert len(full) >= 18
    for row in full:
        assert min(glyph[1] for glyph in row) == pytest.approx(28, abs=1)
        assert max(glyph[3] for glyph in row) == pytest.approx(28 + 156, abs=1)
    tops, bottoms = [glyph[2] for glyph in next(iter(rows.values()))], [glyph[4] for glyph in list(rows.values())[-1]]
    assert min(tops) == pytest.approx(37, abs=2)
    assert max(bottoms) <= 37 + 225 + 1
    keys = list(rows)
    assert {round(after - before, 1) for before, after in pairwise(keys)} == {10.2}


def test_a_paragraph_begins_two_characters_in(pages: list[list[Glyph]]) -> None:
    rows = [row for found in pages[1:4] for row in lines(found).values()]
    starts = [round(min(glyph[1] for glyph in row) - 28) for row in rows]
    assert set(starts) == {0, 11}
    assert starts.count(11) == 2


def test_page_numbers_stand_odd_right_and_even_left_below_the_text(pages: list[list[Glyph]]) -> None:
    for number, found in enumerate(pages, start=1):
        foot = [glyph for glyph in found if glyph[2] > 263]
        assert "".join(glyph[0] for glyph in foot).replace(" ", "") == f"—{number}—"
        assert min(glyph[2] for glyph in foot) == pytest.approx(262 + 7, abs=2)
        if number % 2:
            assert max(glyph[3] for glyph in foot) == pytest.approx(28 + 156 - 14 / MM, abs=1)
        else:
            assert min(glyph[1] for glyph in foot) == pytest.approx(28 + 14 / MM, abs=1)


def test_the_masthead_is_centred_below_the_upper_edge_and_the_title_is_22_points(pages: list[list[Glyph]]) -> None:
    rows = lines(pages[0])
    head = next(row for row in rows.values() if "".join(glyph[0] for glyph in row) == SHEET.masthead)
    middle = (min(glyph[1] for glyph in head) + max(glyph[3] for glyph in head)) / 2
    assert middle == pytest.approx(28 + 78, abs=1)
    assert min(glyph[2] for glyph in head) == pytest.approx(37 + 35, abs=5)
    title = next(row for row in rows.values() if "".join(glyph[0] for glyph in row).startswith("全省12345"))
    assert title[1][1] - title[0][1] == pytest.approx(22 / MM, abs=0.3)


@pytest.mark.parametrize("lines", range(6, 13))
def test_the_foot_stands_at_the_bottom_and_never_alone(lines: int) -> None:
    blocks = [Block(f"p{number}", Part.PARAGRAPH, "本期情况如下。") for number in range(lines)]
    with pypdfium2.PdfDocument(printing.pdf(Document("情况报告", tuple(blocks), {}), SHEET)) as made:
        last = list(glyphs(made[len(made) - 1]))
    said = "".join(glyph[0] for glyph in last)
    assert "统计口径" in said
    foot = [glyph for glyph in last if glyph[4] < 263]
    assert "".join(glyph[0] for glyph in foot).endswith("印发")
    assert max(glyph[4] for glyph in foot) == pytest.approx(262, abs=3)


def test_everything_that_was_said_is_printed(pages: list[list[Glyph]]) -> None:
    text = "".join(glyph[0] for found in pages for glyph in found)
    for said in (
        "一、受理情况",
        "（一）物业管理",
        "表1按来源统计",
        "图1各市受理量",
        "苏州市120",
        "【典型案例】滨湖区王某反映",
        "附件1各市受理情况",
        "抄送：有关成员单位",
        "2020年7月13日印发",
    ):
        assert said in text, said


def test_a_picture_is_drawn_for_the_word_file() -> None:
    chart = next(piece for piece in paper.pieces(report()) if piece.part is Part.CHART)
    assert [round(share, 2) for _, _, share in chart.bars] == [1, 0.67, 0.34]
    assert printing.picture(chart).startswith(b"\x89PNG")


def test_without_its_fonts_nothing_is_printed(settings: Any, tmp_path: Any) -> None:
    settings.BUILD_DIR = tmp_path
    with pytest.raises(errors.NoFont, match="专报没有签发"):
        printing.pdf(report(), SHEET)
    with pytest.raises(errors.NoFont):
        wording.docx(report(), SHEET)


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    """The XML parts of the Word file."""
    with zipfile.ZipFile(io.BytesIO(wording.docx(report(), SHEET))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}


def test_the_word_file_has_the_same_page_and_grid(parts: dict[str, Any]) -> None:
    section = parts["word/document.xml"].find(f".//{W}sectPr")
    margins = section.find(f"{W}pgMar").attrib
    for side, wanted in (("top", 37), ("left", 28), ("right", 26), ("bottom", 35)):
        assert int(margins[W + side]) / 20 / MM == pytest.approx(wanted, abs=0.1), side
    grid = section.find(f"{W}docGrid").attrib
    assert grid[f"{W}type"] == "linesAndChars"
    assert int(grid[f"{W}linePitch"]) == pytest.approx(225 * MM / 22 * 20, abs=1)
    assert 16 + int(grid[f"{W}charSpace"]) / 4096 == pytest.approx(156 * MM / 28, abs=0.01)


def test_the_word_file_names_the_official_fonts_and_what_stands_in_for_them(parts: dict[str, Any]) -> None:
    used = {fonts.get(f"{W}eastAsia") for fonts in parts["word/document.xml"].iter(f"{W}rFonts")}
    assert used == {found["official"] for found in layout()["fonts"].values()} - {"宋体"}
    table = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")
        for font in parts["word/fontTable.xml"]
        if font.find(f"{W}altName") is not None
    }
    assert table["仿宋_GB2312"] == table["方正小标宋简体"] == "Noto Serif SC"
    assert table["黑体"] == "Noto Sans SC"


def test_the_word_file_numbers_its_pages_with_fields_odd_right_even_left(parts: dict[str, Any]) -> None:
    assert parts["word/settings.xml"].find(f"{W}evenAndOddHeaders") is not None
    section = parts["word/document.xml"].find(f".//{W}sectPr")
    assert {each.get(f"{W}type") for each in section.findall(f"{W}footerReference")} == {"default", "even"}
    sides = []
    for name in sorted(name for name in parts if name.startswith("word/footer")):
        foot = parts[name]
        assert [field.get(f"{W}instr").strip() for field in foot.iter(f"{W}fldSimple")] == ["PAGE"]
        assert "".join(text.text for text in foot.iter(f"{W}t")) == "— 1 —"
        sides.append(next(foot.iter(f"{W}jc")).get(f"{W}val"))
    assert sorted(sides) == ["left", "right"]


def test_paragraphs_of_the_word_file_stand_on_the_grid(parts: dict[str, Any]) -> None:
    body = [each for each in parts["word/document.xml"].iter(f"{W}p") if LONG[:20] in "".join(each.itertext())]
    assert len(body) == 3
    for line in body:
        spacing, indent = next(line.iter(f"{W}spacing")).attrib, next(line.iter(f"{W}ind")).attrib
        assert (spacing[f"{W}lineRule"], spacing[f"{W}line"]) == ("exact", "580")
        assert indent[f"{W}firstLineChars"] == "200"
        assert {size.get(f"{W}val") for size in line.iter(f"{W}sz")} == {"32"}


def test_28_characters_of_the_word_file_fill_a_line_whatever_grid_a_program_knows(parts: dict[str, Any]) -> None:
    normal = next(each for each in parts["word/styles.xml"] if each.get(f"{W}styleId") == "Normal")
    assert [each.get(f"{W}val") for each in normal.iter(f"{W}snapToGrid")] == ["0", "0"]
    body = [each for each in parts["word/document.xml"].iter(f"{W}r") if LONG[:20] in "".join(each.itertext())]
    for run in body:
        advance = 16 + int(next(run.iter(f"{W}spacing")).get(f"{W}val")) / 20
        assert 28 * advance <= 156 * MM < 28.5 * advance


def test_a_table_of_the_word_file_is_as_wide_as_the_type_area(parts: dict[str, Any]) -> None:
    for table in parts["word/document.xml"].iter(f"{W}tbl"):
        widths = [int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")]
        assert sum(widths) / 20 / MM == pytest.approx(156, abs=0.2)
        assert table.find(f".//{W}tblLayout").get(f"{W}type") == "fixed"


def test_both_files_are_the_same_bytes_every_time() -> None:
    assert wording.docx(report(), SHEET) == wording.docx(report(), SHEET)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("环境诉求分析", ["环境诉求分析"]),
        ("全省12345热线受理办理情况（2020年7月6日至12日）", ["全省12345热线受理办理情况", "（2020年7月6日至12日）"]),
        ("关于无锡市2020年9月份12345热线办理考核情况的通报", ["关于无锡市2020年9月份", "12345热线办理考核情况的通报"]),
        ("2020年上半年全省教育和医疗卫生类诉求分析", ["2020年上半年全省", "教育和医疗卫生类诉求分析"]),
    ],
)
def test_a_title_breaks_by_sense(title: str, lines: list[str]) -> None:
    assert paper.title_lines(title) == lines
