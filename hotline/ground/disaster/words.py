"""Words of disaster mode: where a switch stands, and what it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.lib.words import Word


class ModeState(Word):
    """Where a switch stands; computed from its facts, never stored."""

    PROPOSED = "proposed", "待第二人确认", "Waiting for a second person"
    ACTIVE = "active", "应急中", "Active"
    ENDED = "ended", "已恢复常态", "Back to normal"
    DROPPED = "dropped", "未启动", "Never began"


@dataclass(frozen=True, slots=True)
class Active:
    """A disaster mode in force, as the flow and the screens see it."""

    id: int
    region: str
    name: str
    name_en: str
    reason: str
    started_at: datetime
    expires_at: datetime
    limit_set: str
    limits: Mapping[str, str]
    category: str

    def label(self, language: str) -> str:
        """The name of the event in the language asked for."""
        return self.name_en if language.startswith("en") and self.name_en else self.name

    def holds(self, region: str, at: datetime) -> bool:
        """Whether it is in force for a place at a moment."""
        return region.startswith(self.region) and self.started_at <= at < self.expires_at


@dataclass(frozen=True, slots=True)
class NewMode:
    """A switch as somebody asks for it."""

    region: str
    name: str
    name_en: str
    reason: str
    limit_set: str
    expires_at: datetime | None
    category: str = ""


@dataclass(frozen=True, slots=True)
class NewLimitSet:
    """Essential limits as an administrator writes them: the clocks left out do not run."""

    code: str
    name: str
    name_en: str
    limits: Mapping[str, str]
    longest_hours: int = 72


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A prepared answer; an empty region: for the whole province."""

    title: str
    title_en: str
    text: str
    text_en: str
    region: str = ""
    ordinal: int = 0
