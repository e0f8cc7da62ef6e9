"""The base of every refusal: the docstring is the sentence a person reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hotline.lib.words import Word


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a refusal's sentence that differs from case to case, said in the language of the sentence."""

    template: str
    facts: Mapping[str, Any]

    def said(self, translate: Callable[[str], str], language: str) -> str:
        """The clause, translated, with the facts filled in."""
        return translate(self.template).format_map(_worded(self.facts, translate, language))

    def __str__(self) -> str:
        return self.said(str, "zh")


def clause(template: str, **facts: Any) -> Clause:
    """A clause with its facts; ``hotline messages`` collects the template for translation."""
    return Clause(template, facts)


class Refusal(Exception):
    """该操作无法完成。"""

    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, translate: Callable[[str], str] = str, language: str = "zh") -> str:
        """The docstring, translated, with the facts filled in; words, clauses and lists of them speak its language."""
        template = " ".join(line.strip() for line in (type(self).__doc__ or "").strip().splitlines())
        return translate(template).format_map(_worded(self.facts, translate, language))


def _worded(facts: Mapping[str, Any], translate: Callable[[str], str], language: str) -> dict[str, Any]:
    return {name: _said(fact, translate, language) for name, fact in facts.items()}


def _said(fact: Any, translate: Callable[[str], str], language: str) -> Any:
    if isinstance(fact, Word):
        return fact.label(language)
    if isinstance(fact, tuple):
        return (", " if language.startswith("en") else "、").join(
            str(_said(each, translate, language)) for each in fact
        )
    return fact.said(translate, language) if isinstance(fact, Clause) else fact


class BadInput(Refusal):
    """填写的内容有误：{problem}。"""

    status = 422


class NotPermitted(Refusal):
    """您的岗位不能执行“{verb}”，请联系有此权限的同事。"""

    status = 403


class NotFound(Refusal):
    """没有找到您要的内容，请核对编号。"""

    status = 404
