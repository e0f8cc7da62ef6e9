"""The figures of one document: each asked of the measures, kept under a key, named in the text by its mark.

Nothing is reckoned here but what ``comparing`` reckons; a figure that is never named is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from hotline.insight.measures import comparing, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact

from . import asked, naming, prose
from .prose import Named
from .words import Figure, Saying

Where = Mapping[str, tuple[str, ...]]
NOWHERE: Where = {}
NOTHING = facts.Part((), 0, 0)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure at hand: its exact value and the mark by which a text names it."""

    value: Fraction | None
    mark: str

    @property
    def number(self) -> int:
        """The value as a count."""
        return int(self.value or 0)


class Book:
    """Asks for figures and keeps them.

    :param seen: the facts the document's readers may count.
    :param where: the area, the unit, or the matter every figure is narrowed to.
    :param source: where the facts come from, for the links.
    :param tell: called with how many questions were asked so far.
    """

    def __init__(
        self, seen: Seen, period: Period, where: Where, source: str, tell: Callable[[int], None] | None = None
    ) -> None:
        self.seen, self.period, self.where, self.source, self._tell = seen, period, dict(where), source, tell
        self.figures: dict[str, Figure] = {}
        self._answers: dict[str, facts.Part] = {}
        self._parts: dict[str, list[facts.Part]] = {}

    def within(self, where: Where, period: Period | None = None) -> Book:
        """A book of a narrower matter whose figures stand among these."""
        narrow = Book(self.seen, period or self.period, {**self.where, **where}, self.source, self._tell)
        narrow.figures, narrow._answers, narrow._parts = self.figures, self._answers, self._parts
        return narrow

    def question(self, fact: Fact, where: Where = NOWHERE, period: Period | None = None) -> Question:
        """A question within the document's bounds."""
        return Question(fact, period or self.period, {**self.where, **where})

    def answer(self, question: Question) -> facts.Part:
        """What was counted; asked once. The whole is the one part of what is divided by nothing."""
        key = asked.text(question, self.source)
        if key not in self._answers:
            [self._answers[key]] = facts.broken_down(self.seen, question) or [NOTHING]
            self._counted()
        return self._answers[key]

    def divided(self, question: Question, *by: str) -> list[facts.Part]:
        """The parts of a figure; asked once."""
        key = f"{asked.text(question, self.source)}&by={','.join(by)}"
        if key not in self._parts:
            self._parts[key] = facts.broken_down(self.seen, question, *by)
            self._counted()
        return self._parts[key]

    def _counted(self) -> None:
        if self._tell is not None:
            self._tell(len(self._answers) + len(self._parts))

    def is_kept(self, period: Period) -> bool:
        """Whether there are facts of every month of a period: what was never kept is no base to compare with."""
        first, last = period.since.replace(day=1), (period.last.replace(day=1) + timedelta(days=31)).replace(day=1)
        months = self.divided(Question(Fact.APPEALS, Period(first, last)), "month")
        return len(months) == (last.year - first.year) * 12 + last.month - first.month

    def count(self, key: str, label: str, fact: Fact = Fact.APPEALS, where: Where = NOWHERE) -> Told:
        """So many tickets."""
        question = self.question(fact, where)
        found = self.answer(question)
        value = Fraction(found.numerator)
        return self._put(key, label, prose.count(found.numerator), value, found, question, Saying.COUNT)

    def rate(self, key: str, label: str, fact: Fact, where: Where = NOWHERE, digits: int = 1) -> Told:
        """A share in percent by the definition of its measure."""
        question = self.question(fact, where)
        found = self.answer(question)
        value = comparing.share(found.numerator, found.denominator)
        return self._put(key, label, prose.percent(value, digits), value, found, question, Saying.RATE)

    def hours(self, key: str, label: str, where: Where = NOWHERE, period: Period | None = None) -> Told:
        """A mean in hours."""
        question = self.question(Fact.HOURS, where, period)
        found = self.answer(question)
        value = comparing.share(found.numerator, found.denominator)
        said = "—" if value is None else prose.rounded(value, 1)
        return self._put(key, label, said, value, found, question, Saying.HOURS)

    def rate_of(self, key: str, label: str, fact: Fact, by: str, code: str, least: int = 1) -> Told:
        """A mean or a share of one part, from the same question for every part; none where it is of fewer than some."""
        found = next((each for each in self.divided(self.question(fact), by) if each.codes[0] == code), None)
        is_enough = found is not None and found.denominator >= least
        value = comparing.share(found.numerator, found.denominator) if found and is_enough else None
        hours = "—" if value is None else prose.rounded(value, 1)
        said = hours if fact is Fact.HOURS else prose.percent(value)
        numbers = (found.numerator, found.denominator) if found else (0, 0)
        saying = Saying.HOURS if fact is Fact.HOURS else Saying.RATE
        self._keep(key, label, said, numbers[0], numbers[1], self.question(fact, {by: (code,)}), saying=saying)
        return Told(value, f"⟦{key}⟧")

    def growth(self, key: str, label: str, before: Period, where: Where = NOWHERE, digits: int = 1) -> Told:
        """How the count changed against another period, told without its sign."""
        this, that = self.question(Fact.APPEALS, where), self.question(Fact.APPEALS, where, before)
        now, then = self.answer(this), self.answer(that)
        value = comparing.change(now.numerator, then.numerator) if self.is_kept(before) else None
        return self._compared(key, label, value, digits, now.numerator - then.numerator, then.numerator, this, that)

    def faster(self, key: str, label: str, this: Question, that: Question) -> Told:
        """How a mean changed against that of other days, told without its sign."""
        now, then = self.answer(this), self.answer(that)
        means = comparing.share(now.numerator, now.denominator), comparing.share(then.numerator, then.denominator)
        value = None if None in means else comparing.change(means[0] or 0, means[1] or 0)
        return self._compared(key, label, value, 1, now.numerator, then.numerator, this, that)

    def points(self, key: str, label: str, fact: Fact, before: Period) -> Told:
        """The difference of a rate in percentage points, told without its sign."""
        this, that = self.question(fact), self.question(fact, period=before)
        now, then = self.answer(this), self.answer(that)
        rates = comparing.share(now.numerator, now.denominator), comparing.share(then.numerator, then.denominator)
        value = comparing.points(*rates) if self.is_kept(before) else None
        said = "—" if value is None else prose.rounded(abs(value), 1)
        rounded = None if value is None else (Fraction(0) if said == "0" else value)
        is_lower = rounded is not None and rounded < 0
        self._keep(key, label, said, now.numerator, now.denominator, this, that, Saying.POINTS, is_lower)
        return Told(rounded, f"⟦{key}⟧")

    def part(self, key: str, label: str, fact: Fact, some: Where, every: Where = NOWHERE, digits: int = 1) -> Told:
        """One count as a share of another."""
        this, that = self.question(fact, some), self.question(fact, every)
        now, whole = self.answer(this), self.answer(that)
        value = comparing.share(now.numerator, whole.numerator)
        said = prose.percent(value, digits)
        self._keep(key, label, said, now.numerator, whole.numerator, this, that, Saying.SHARE)
        return Told(value, f"⟦{key}⟧")

    def parts(
        self,
        key: str,
        by: str,
        fact: Fact = Fact.APPEALS,
        *,
        before: Period | None = None,
        digits: int = 1,
        most: int | None = None,
    ) -> list[Named]:
        """The parts of a count with their shares, the largest first; with their change where a period is given.

        :param most: how many are named; None: all of them.
        """
        whole = self.question(fact)
        found = self.divided(whole, by)
        total = sum(each.numerator for each in found)
        earlier: dict[str, float] = {}
        if before is not None and self.is_kept(before):
            earlier = {each.codes[0]: each.numerator for each in self.divided(self.question(fact, period=before), by)}
        told = [
            self._named(key, by, fact, part, total, earlier if before else None, before, digits)
            for part in sorted(found, key=lambda each: (-each.numerator, each.codes))[:most]
        ]
        return [each for each in told if each.name]

    def _named(
        self,
        key: str,
        by: str,
        fact: Fact,
        part: facts.Part,
        total: float,
        earlier: Mapping[str, float] | None,
        before: Period | None,
        digits: int,
    ) -> Named:
        code = part.codes[0]
        name, own, where = naming.NAMES[by](code), f"{key}.{code or 'none'}", {by: (code,)}
        this = self.question(fact, where)
        share = comparing.share(part.numerator, total) or Fraction(0)
        counted = f"{name}{MEANINGS_SAID[fact]}"
        self._keep(own, counted, prose.count(part.numerator), part.numerator, 1, this, saying=Saying.COUNT)
        percent = prose.percent(share)
        whole = self.question(fact)
        self._keep(f"{own}.share", f"{name}占比", percent, part.numerator, total, this, whole, Saying.SHARE)
        change: Fraction | None = None
        then = (earlier or {}).get(code, 0)
        if earlier is not None:
            change = comparing.change(part.numerator, then)
            self._compared(
                f"{own}.yoy", f"{name}同比", change, digits, part.numerator - then, then, this,
                self.question(fact, where, before),
            )  # fmt: skip
        return Named(name, int(part.numerator), share, f"⟦{own}⟧", f"⟦{own}.share⟧", change, f"⟦{own}.yoy⟧", int(then))

    def _put(
        self,
        key: str,
        label: str,
        said: str,
        value: Fraction | None,
        found: facts.Part,
        question: Question,
        saying: Saying,
    ) -> Told:
        self._keep(key, label, said, found.numerator, found.denominator, question, saying=saying)
        return Told(value, f"⟦{key}⟧")

    def _compared(
        self,
        key: str,
        label: str,
        value: Fraction | None,
        digits: int,
        numerator: float,
        denominator: float,
        this: Question,
        that: Question,
    ) -> Told:
        said = prose.percent(None if value is None else abs(value), digits)
        is_lower = value is not None and value < 0
        self._keep(key, label, said, numerator, denominator, this, that, Saying.GROWTH, is_lower)
        return Told(value, f"⟦{key}⟧")

    def _keep(
        self,
        key: str,
        label: str,
        said: str,
        numerator: float,
        denominator: float,
        question: Question,
        that: Question | None = None,
        saying: Saying = Saying.COUNT,
        falls: bool = False,
    ) -> None:
        version = asked.version_of(question)
        compared = asked.text(that, self.source) if that else ""
        label = f"{label}（{MEANINGS_SAID[question.fact]}）" if MEANINGS_SAID[question.fact] not in label else label
        self.figures[key] = Figure(
            key,
            label,
            said,
            numerator,
            denominator,
            version,
            asked.text(question, self.source),
            compared,
            saying,
            falls,
        )


MEANINGS_SAID: Mapping[Fact, str] = {each: each.zh for each in Fact}
