"""Setting a report as a Word file in the same layout: 22 lines of 28 characters, numbers odd right, even left.

The page names its grid of lines and characters; but programs differ in how they snap to one whose cells are narrower
than the type, so lines are set by their exact height and characters by their spacing, and nothing snaps. Fonts are
named as offices have them; where one is missing, the file itself names the free one that stands in.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx as word
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONS
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor

from . import printing
from .paper import Imprint, Piece, layout, pieces, title_lines
from .words import Document, Part

TWIPS = 20
WIDE, LONG = 2.2, 8
"""A first column is so much wider than the others where a name in it has more characters than that."""
MM_POINTS = 72 / 25.4
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""The file tells no time of its own: the same report gives the same words."""

AFTER_BORDERS = """
    shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
    snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
    textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
    """.split()  # noqa: SIM905 (a list of tags is read as words)
"""What the schema wants behind a paragraph's borders."""
AFTER_SNAP = AFTER_BORDERS[AFTER_BORDERS.index("snapToGrid") + 1 :]
AFTER_SNAP_OF_RUNS = """
    vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
    eastAsianLayout specVanish oMath rPrChange
    """.split()  # noqa: SIM905 (a list of tags is read as words)
"""And behind what says that a run does not snap."""
AFTER_SPACING = AFTER_SNAP_OF_RUNS[AFTER_SNAP_OF_RUNS.index("spacing") + 1 :]


def docx(document: Document, sheet: Imprint) -> bytes:
    """The document as a Word file.

    :raises NoFont: its pictures cannot be drawn.
    """
    printing.require_fonts()
    made = word.Document()
    _page(made)
    _fonts(made)
    _numbers(made)
    _head(made, sheet, document.title)
    for piece in pieces(document):
        _put(made, piece)
    _foot(made, sheet)
    said = made.core_properties
    said.title, said.author, said.created, said.modified = document.title, sheet.issuer, LONG_AGO, LONG_AGO
    out = io.BytesIO()
    made.save(out)
    return _timeless(out)


def _timeless(packed: io.BytesIO) -> bytes:
    """The same file without the moment at which its parts were packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pitch() -> float:
    """From line to line, in points."""
    page = layout()["page"]
    return float(page["area_height"] * MM_POINTS / page["lines"])


def spacing() -> float:
    """What is added behind each character of the body, in points, so that so many fill a line."""
    page = layout()["page"]
    return float(page["area_width"] * MM_POINTS / page["characters"] - layout()["sizes"]["body"])


def _page(made: Any) -> None:
    page, [section] = layout()["page"], made.sections
    section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
    section.top_margin, section.left_margin = Mm(page["top"]), Mm(page["left"])
    section.right_margin = Mm(page["width"] - page["left"] - page["area_width"])
    section.bottom_margin = Mm(page["height"] - page["top"] - page["area_height"])
    section.footer_distance = section.bottom_margin - Mm(layout()["number_below"]) - Pt(layout()["sizes"]["number"])
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(pitch() * TWIPS)))
    grid.set(qn("w:charSpace"), str(round(spacing() * 4096)))


def _fonts(made: Any) -> None:
    """The body's font and size for everything, and the free stand-ins in the table of fonts."""
    style = made.styles["Normal"]
    style.font.size = Pt(layout()["sizes"]["body"])
    _font(style.element.get_or_add_rPr(), "body")
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    for properties in (style.element.get_or_add_pPr(), style.element.get_or_add_rPr()):
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        following = AFTER_SNAP if properties.tag == qn("w:pPr") else AFTER_SNAP_OF_RUNS
        properties.insert_element_before(snap, *(f"w:{name}" for name in following))
    table = next(
        (each.target_part for each in made.part.rels.values() if each.reltype == RELATIONS.FONT_TABLE), None
    )  # fmt: skip
    if table is None:
        return
    names = {found["official"]: found["free"] for found in layout()["fonts"].values()}
    told = "".join(
        f'<w:font w:name="{official}"><w:altName w:val="{free}"/></w:font>' for official, free in names.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", told.encode() + b"</w:fonts>")


def _font(properties: Any, role: str) -> None:
    """Name a role's font for Chinese and for what stands between it."""
    name = layout()["fonts"][role]["official"]
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for kind in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(kind), name)
    for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _numbers(made: Any) -> None:
    """— 1 — at the outer side, one character in: odd pages right, even pages left."""
    made.settings.odd_and_even_pages_header_footer = True
    [section] = made.sections
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        [line] = footer.paragraphs
        line.alignment = side
        indent = Pt(layout()["sizes"]["number"])
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            line.paragraph_format.right_indent = indent
        else:
            line.paragraph_format.left_indent = indent
        _run(line, "— ", "number", "number")
        size = 2 * layout()["sizes"]["number"]
        field = parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="{size}"/>'
            "</w:rPr><w:t>1</w:t></w:r></w:fldSimple>"
        )
        line._p.append(field)
        _run(line, " —", "number", "number")


def _run(line: Any, text: str, font: str = "body", size: str = "body", color: str = "") -> Any:
    run = line.add_run(text)
    run.font.size = Pt(layout()["sizes"][size])
    properties = run._r.get_or_add_rPr()
    _font(properties, font)
    if size == "body":
        behind = OxmlElement("w:spacing")  # a twip to spare: programs round
        behind.set(qn("w:val"), str(math.floor(spacing() * TWIPS) - 1))
        properties.insert_element_before(behind, *(f"w:{name}" for name in AFTER_SPACING))
    if color:
        run.font.color.rgb = RGBColor.from_string(color.lstrip("#").upper())
    return run


def _line(made: Any, *, is_exact: bool = True, indent: int = 0) -> Any:
    """A paragraph on the grid; indents count in characters."""
    line = made.add_paragraph()
    if is_exact:
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line.paragraph_format.line_spacing = Pt(round(pitch() * TWIPS) / TWIPS)
    if indent:
        found = line._p.get_or_add_pPr().get_or_add_ind()
        found.set(qn("w:firstLineChars"), str(indent * 100))
        found.set(qn("w:firstLine"), str(indent * layout()["sizes"]["body"] * TWIPS))
    return line


def _head(made: Any, sheet: Imprint, title: str) -> None:
    """The masthead in red, number, issuer and date above a red rule, the title."""
    line = _line(made, is_exact=False)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = Mm(layout()["masthead_below"])
    _run(line, sheet.masthead, "title", "masthead", layout()["red"]).bold = True
    line = _line(made)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, sheet.issue)
    line = _line(made)
    width = Mm(layout()["page"]["area_width"]) - Pt(layout()["sizes"]["body"])
    line.paragraph_format.tab_stops.add_tab_stop(width, alignment=2)  # right
    line.paragraph_format.left_indent = Pt(layout()["sizes"]["body"])
    _run(line, f"{sheet.issuer}\t{sheet.date}")
    _rule(line, layout()["red"], 12, "bottom")
    _line(made)
    line = _line(made, is_exact=False)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, each in enumerate(title_lines(title)):
        if number:
            line.add_run().add_break()
        _run(line, each, "title", "title")
    _line(made)
    if sheet.note:
        _run(_line(made, indent=2), sheet.note)


def _rule(line: Any, color: str, eighths: int, side: str) -> None:
    """A rule at a paragraph's edge, in eighths of a point."""
    look = f'w:val="single" w:sz="{eighths}" w:space="4" w:color="{color.lstrip("#").upper()}"'
    edges = parse_xml(f"<w:pBdr {nsdecls('w')}><w:{side} {look}/></w:pBdr>")
    line._p.get_or_add_pPr().insert_element_before(edges, *(f"w:{name}" for name in AFTER_BORDERS))


def _put(made: Any, piece: Piece) -> None:
    if piece.part is Part.CHART:
        line = _line(made, is_exact=False)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run().add_picture(io.BytesIO(printing.picture(piece)), width=Mm(layout()["page"]["area_width"] - 2))
        _caption(made, piece.text)
    elif piece.part in (Part.TABLE, Part.ANNEX):
        if piece.part is Part.ANNEX:
            made.add_page_break()
            _run(_line(made), piece.text, "heading")
        else:
            _caption(made, piece.text)
        _table(made, piece.head, piece.rows)
    else:
        font = {Part.HEADING: "heading", Part.SUBHEADING: "subheading"}.get(piece.part, "body")
        line = _line(made, indent=2)
        line.paragraph_format.keep_with_next = piece.part in (Part.HEADING, Part.SUBHEADING)
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _run(line, piece.text, font)


def _caption(made: Any, text: str) -> None:
    line = _line(made)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    _run(line, text, "heading", "table")


def _table(made: Any, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = made.add_table(rows=0, cols=len(head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _widths(len(head), rows)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, row in enumerate((head, *rows)):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
            [line] = cell.paragraphs
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(line, text, "heading" if place == 0 else "body", "table")
    for each in table.rows:
        each._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _widths(columns: int, rows: Sequence[Sequence[str]]) -> list[Length]:
    """The widths of a table's columns: a first one of long names is wider, as on the printed page."""
    first = WIDE if any(len(row[0]) > LONG for row in rows) else 1.0
    whole = Mm(layout()["page"]["area_width"])
    return [Length(round(whole * share / (first + columns - 1))) for share in (first, *[1.0] * (columns - 1))]


def _foot(made: Any, sheet: Imprint) -> None:
    """Copies and printing between rules, at the end."""
    _line(made)
    width = Mm(layout()["page"]["area_width"]) - Pt(layout()["sizes"]["note"])
    if sheet.copies_to:
        line = _line(made)
        line.paragraph_format.left_indent = Pt(layout()["sizes"]["note"])
        _rule(line, "#000000", 8, "top")
        _run(line, f"抄送：{sheet.copies_to}", "body", "note")
    line = _line(made)
    line.paragraph_format.left_indent = Pt(layout()["sizes"]["note"])
    line.paragraph_format.tab_stops.add_tab_stop(width, alignment=2)
    _rule(line, "#000000", 8, "top")
    _run(line, f"{sheet.issuer}\t{sheet.date}印发", "body", "note")
