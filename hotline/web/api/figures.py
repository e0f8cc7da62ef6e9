"""The shapes of questions and figures."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from hotline.insight.measures import asking
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.questions import Question
from hotline.insight.measures.words import Against, Dimension, Fact, Told, Window

from .schemas import Strict

Named = Annotated[str, StringConstraints(min_length=1, max_length=60)]
MOST_CODES, MOST_DIVISIONS = 100, 3


class NewQuestion(Strict):
    """A measure over a period, narrowed and divided."""

    measure: Fact = Field(examples=["satisfaction"])
    since: date = Field(alias="from", examples=["2020-01-01"])
    until: date = Field(description="The first day that is no longer in it", examples=["2020-08-01"])
    where: dict[Dimension, Annotated[list[Named], Field(min_length=1, max_length=MOST_CODES)]] = Field(
        {}, examples=[{"city": ["3202"]}]
    )
    by: Annotated[list[Dimension], Field(max_length=MOST_DIVISIONS)] = Field([], examples=[["county"]])
    version: Annotated[int, Field(ge=1)] | None = Field(None, description="The one in force where none is named")
    window: Window | None = Field(None, description="The measure's usual one where none is named")
    source: Named = asking.LIVE
    compare: Against | None = None

    def plain(self) -> Question:
        """As measures take it.

        :raises NoPeriod: no day lies in it.
        """
        where = {name.value: tuple(codes) for name, codes in self.where.items()}
        return Question(self.measure, Period(self.since, self.until), where, self.version, self.window)


class Numbers(Schema):
    """One figure with both its numbers; ``value`` is null where nothing was due."""

    numerator: float
    denominator: int
    value: float | None


class PartOut(Numbers):
    """One part, by the codes that name it in the order of ``by``."""

    codes: list[str]


class AskedOut(Numbers):
    """One figure of a comparison, with its question."""

    question: str


class ComparisonOut(Schema):
    """A figure beside an earlier one. A period that is not over is cut to its whole days on both sides."""

    this: AskedOut
    that: AskedOut
    change: float | None = Field(description="Null for a base of 0 and where nothing was due")
    change_in: str = Field(description="percent, or points for rates")
    is_cut: bool


class WindowOut(Schema):
    """By which day rows belong to a period, and which rows count."""

    code: Window
    name: str
    rows: str
    belongs: list[str]
    counted: list[str]


class VersionOut(Schema):
    """One version of a definition."""

    version: int
    since: date
    numerator: str
    denominator: str | None
    windows: list[WindowOut]


class FigureOut(Numbers):
    """The answer to a question."""

    question: str = Field(description="The question as an address: what GET /questions takes")
    told_in: Told
    version: int
    definition: VersionOut
    query: str = Field(description="What the engine was asked")
    parts: list[PartOut]
    comparison: ComparisonOut | None
    remarks: list[str] = Field(description="What must be said beside the figure")


class MeasureOut(Schema):
    """One measure."""

    code: Fact
    name: str
    told_in: Told
    owner: str
    versions: list[VersionOut]


class DimensionOut(Schema):
    """What narrows figures, and whether it divides them too."""

    code: Dimension
    name: str
    divides: bool


class RegisterOut(Schema):
    """All that can be asked."""

    measures: list[MeasureOut]
    dimensions: list[DimensionOut]
    sources: list[str]
