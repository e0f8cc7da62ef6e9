"""The vocabulary type: one concept, one code, one Chinese word, one English word."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """An enum member that knows its label in both languages.

    Members are written ``NAME = "code", "中文", "English"``; the code is what the database holds.
    """

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        return member

    def label(self, language: str) -> str:
        """The word in the language asked for: Chinese unless ``language`` starts with ``en``."""
        return self.en if language.startswith("en") else self.zh

    @classmethod
    def of(cls, code: str) -> Self | None:
        """The member with this code, if there is one."""
        return next((member for member in cls if member.value == code), None)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (code, Chinese word) for model and form fields."""
        return [(member.value, member.zh) for member in cls]
