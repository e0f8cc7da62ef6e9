"""Words of special desks: what a desk is, what it asks, what an agent was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib.words import Word


class AnswerKind(Word):
    """How a question of an intake script is answered."""

    TEXT = "text", "文字", "Text"
    CHOICE = "choice", "单选", "One of several"
    YES_NO = "yes_no", "是或否", "Yes or no"


class AlertWhen(Word):
    """When a desk tells its named recipients at once."""

    NEVER = "never", "不通知", "Never"
    RAISED = "raised", "出现危险信号时", "When danger shows"
    ALWAYS = "always", "每次登记即通知", "At every registration"


class YesNo(Word):
    """An answer to a question of yes or no."""

    YES = "yes", "是", "Yes"
    NO = "no", "否", "No"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen."""

    code: str
    name: str
    name_en: str

    def label(self, language: str) -> str:
        """The answer in the language asked for."""
        return self.name_en if language.startswith("en") and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a script; an answer in ``grave`` is a sign of danger."""

    id: int
    kind: AnswerKind
    text: str
    text_en: str
    is_required: bool
    choices: tuple[Choice, ...] = ()
    grave: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What the question is called in a form."""
        return f"{ASKED}{self.id}"

    def label(self, language: str) -> str:
        """The question in the language asked for."""
        return self.text_en if language.startswith("en") and self.text_en else self.text

    def answers(self) -> tuple[Choice, ...]:
        """What may be chosen; nothing where words are written."""
        if self.kind is AnswerKind.YES_NO:
            return tuple(Choice(each.value, each.zh, each.en) for each in YesNo)
        return self.choices

    def said(self, value: str, language: str) -> str:
        """An answer as a reader sees it."""
        return next((each.label(language) for each in self.answers() if each.code == value), value)


ASKED = "ask_"
"""What the names of questions in a form begin with."""


@dataclass(frozen=True, slots=True)
class Script:
    """A version of what a desk says and asks, in force from a day until the next one begins."""

    id: int
    desk_id: int
    number: int
    from_on: date
    text: str
    text_en: str
    danger_words: tuple[str, ...]
    raised: Urgency
    questions: tuple[Question, ...]

    def label(self, language: str) -> str:
        """What the agent says, in the language asked for."""
        return self.text_en if language.startswith("en") and self.text_en else self.text


@dataclass(frozen=True, slots=True)
class SpecialDesk:
    """A special desk as the flow sees it."""

    id: int
    code: str
    centre_id: int
    line: str
    name: str
    name_en: str
    calendar: str
    category: str
    kind: Kind
    urgency: Urgency
    keeps_secret: bool
    alert_when: AlertWhen
    answer_limit: str
    elsewhere: str
    elsewhere_en: str

    def label(self, language: str) -> str:
        """The name in the language asked for."""
        return self.name_en if language.startswith("en") and self.name_en else self.name

    def advice(self, language: str) -> str:
        """Where else to go when the desk is closed, in the language asked for."""
        return self.elsewhere_en if language.startswith("en") and self.elsewhere_en else self.elsewhere


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agent brings from the form: which desk, and what was answered, by the name of the question."""

    desk: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """A matter checked against its desk and script, before anything is written."""

    desk: SpecialDesk
    script: Script
    answers: Mapping[int, str]
    signs: tuple[str, ...]
    """Danger words that were heard, and questions (by ``#`` and number) with a grave answer."""

    @property
    def is_raised(self) -> bool:
        """Whether danger shows."""
        return bool(self.signs)

    @property
    def alerts(self) -> bool:
        """Whether the named recipients are told."""
        when = self.desk.alert_when
        return when is AlertWhen.ALWAYS or (when is AlertWhen.RAISED and self.is_raised)


@dataclass(frozen=True, slots=True)
class Told:
    """What recipients are told of a ticket; of a confidential one nothing but its number and the desk."""

    ticket_id: int
    number: str
    title: str
    place: str
    is_confidential: bool


@dataclass(frozen=True, slots=True)
class NewDesk:
    """A special desk as an administrator describes it; an empty calendar: round the clock."""

    code: str
    centre_id: int
    line: str
    name: str
    name_en: str
    calendar: str = ""
    category: str = ""
    kind: Kind = Kind.ENQUIRY
    urgency: Urgency = Urgency.NORMAL
    keeps_secret: bool = False
    alert_when: AlertWhen = AlertWhen.NEVER
    answer_limit: str = ""
    elsewhere: str = ""
    elsewhere_en: str = ""
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class NewScript:
    """What a version of a script says, without its questions."""

    from_on: date
    text: str
    text_en: str
    danger_words: tuple[str, ...] = ()
    raised: Urgency = Urgency.URGENT


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as an administrator writes it."""

    kind: AnswerKind
    text: str
    text_en: str
    is_required: bool = True
    choices: tuple[Choice, ...] = ()
    grave: tuple[str, ...] = ()
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class NewRecipient:
    """Who is told at once: an organisation's or a person's bell, a telephone, or several of them."""

    name: str
    organisation_id: int | None = None
    person_id: int | None = None
    phone: str = ""
