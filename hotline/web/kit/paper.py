"""Paper: values set into a template of Typst, as one PDF in the Chinese font that setup brought."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from hotline.lib.refusal import Refusal

FONT = "NotoSansSC-Regular.otf"


class NoFont(Refusal):
    """打印所需的中文字体没有安装，暂时不能生成 PDF。请联系管理员运行“make setup”后再试，也可用浏览器直接打印本页。"""

    status = 503


def pdf(template: Path, said: dict[str, Any]) -> bytes:
    """Set the values into the template.

    :raises NoFont: the Chinese font is missing.
    """
    folder = Path(settings.BUILD_DIR) / "fonts"
    if not (folder / FONT).exists():
        raise NoFont
    made = typst.compile(
        template, font_paths=[folder], ignore_system_fonts=True, sys_inputs={"data": json.dumps(said, default=str)}
    )
    assert isinstance(made, bytes)
    return made
