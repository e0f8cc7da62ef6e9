"""Setting a report as PDF: Typst, with free fonts that stand in for the official ones. Pictures come the same way."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from . import errors
from .paper import Imprint, Piece, layout, pieces, title_lines
from .words import Document, Part

TEMPLATE = Path(__file__).parent / "print" / "report.typ"
FONTS = ("NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf")
PICTURE_DPI, SCREEN_DPI = 200.0, 110.0


def pdf(document: Document, sheet: Imprint) -> bytes:
    """The document as PDF.

    :raises NoFont: a font is missing.
    """
    said = {
        **asdict(sheet),
        "title": document.title,
        "title_lines": title_lines(document.title),
        "pieces": [asdict(each) for each in pieces(document)],
    }
    return _set(said | {"is_picture": False}, "pdf")


def pages(document: Document, sheet: Imprint) -> list[bytes]:
    """Its pages as PNG, as they are printed.

    :raises NoFont: a font is missing.
    """
    said = {
        **asdict(sheet),
        "title": document.title,
        "title_lines": title_lines(document.title),
        "pieces": [asdict(each) for each in pieces(document)],
    }
    made = _compiled(said | {"is_picture": False}, "png", SCREEN_DPI)
    return made if isinstance(made, list) else [made]


def picture(piece: Piece) -> bytes:
    """One picture as PNG, as wide as the type area.

    :raises NoFont: a font is missing.
    """
    assert piece.part is Part.CHART
    blank = {
        "masthead": "",
        "issue": "",
        "issuer": "",
        "date": "",
        "copies_to": "",
        "note": "",
        "title": "",
        "title_lines": [],
    }
    page = layout()["page"]
    small = {"page": {**page, "width": page["area_width"], "left": 0, "top": 0, "height": 8 + 6.2 * len(piece.bars)}}
    small["page"]["area_height"] = small["page"]["height"]
    return _set(blank | {"pieces": [asdict(piece)], "is_picture": True} | small, "png")


def require_fonts() -> Path:
    """The folder of the fonts.

    :raises NoFont: one is missing.
    """
    folder = Path(settings.BUILD_DIR) / "fonts"
    if not all((folder / name).exists() for name in FONTS):
        raise errors.NoFont
    return folder


def _set(said: dict[str, Any], form: str) -> bytes:
    made = _compiled(said, form, PICTURE_DPI)
    assert isinstance(made, bytes)
    return made


def _compiled(said: dict[str, Any], form: Any, dpi: float) -> bytes | list[bytes]:
    values = json.dumps({**layout(), **said}, ensure_ascii=False)
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        font_paths=[require_fonts()],
        ignore_system_fonts=True,
        format=form,
        ppi=dpi,
        sys_inputs={"data": values},
    )
    return made
