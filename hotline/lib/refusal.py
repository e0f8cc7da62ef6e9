"""The base of every refusal: the docstring is the sentence a person reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hotline.lib.words import Word


class Refusal(Exception):
    """该操作无法完成。"""

    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, translate: Callable[[str], str] = str, language: str = "zh") -> str:
        """The docstring, translated, with the facts filled in; a fact that is a word speaks the language asked for."""
        template = " ".join(line.strip() for line in (type(self).__doc__ or "").strip().splitlines())
        said = {name: fact.label(language) if isinstance(fact, Word) else fact for name, fact in self.facts.items()}
        return translate(template).format_map(said)


class BadInput(Refusal):
    """填写的内容有误：{problem}。"""

    status = 422


class NotPermitted(Refusal):
    """您的岗位不能执行“{verb}”，请联系有此权限的同事。"""

    status = 403


class NotFound(Refusal):
    """没有找到您要的内容，请核对编号。"""

    status = 404
