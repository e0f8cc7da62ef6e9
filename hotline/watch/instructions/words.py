"""Words of instructions: what they are about, where a task stands, how it and the whole end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hotline.lib.words import Word


class Series(Word):
    """The series a special report is issued in."""

    DAILY = "daily", "日报", "Daily report"
    WEEKLY = "weekly", "周报", "Weekly report"
    HOT = "hot", "热点专报", "Report on a hot matter"
    ANALYSIS = "analysis", "分析专报", "Analysis"
    BULLETIN = "bulletin", "考核通报", "Evaluation bulletin"
    SUBMISSION = "submission", "呈阅件", "Submission to the leadership"


class TaskState(Word):
    """Where a task stands; computed from its facts, never stored."""

    TO_SIGN = "to_sign", "待签收", "To sign"
    HANDLING = "handling", "办理中", "Handling"
    REPORTED = "reported", "待评判", "To judge"
    DONE = "done", "已落实", "Carried out"
    FAILED = "failed", "未落实", "Not carried out"
    TAKEN_BACK = "taken_back", "已收回", "Taken back"


class Judgement(Word):
    """What the office or the leader thinks of what a unit reported."""

    DONE = "done", "已落实", "Carried out"
    CONTINUE = "continue", "继续办理", "Go on"
    FAILED = "failed", "未落实", "Not carried out"


class Outcome(Word):
    """How an instruction ended, as it is reported back to the leader."""

    DONE = "done", "已落实", "Carried out"
    FAILED = "failed", "未落实", "Not carried out"
    WITHDRAWN = "withdrawn", "已撤销", "Withdrawn"


class Stage(Word):
    """What an instruction waits for; computed from its tasks."""

    TO_SPLIT = "to_split", "待分解", "To divide into tasks"
    UNDER_WAY = "under_way", "落实中", "Being carried out"
    TO_JUDGE = "to_judge", "待评判", "To judge"
    TO_CONCLUDE = "to_conclude", "待办结", "To conclude"
    CONCLUDED = "concluded", "已办结", "Concluded"


@dataclass(frozen=True, slots=True)
class NewInstruction:
    """What a leader wrote, on which day, and who she is where the office enters it for her."""

    text: str
    given_on: date
    title: str = ""
    leader_id: int | None = None
    leader_name: str = ""
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """What one unit is to do of an instruction, and by which day it reports."""

    unit_id: int | None
    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class NewReport:
    """A special report as instructions know it."""

    centre_id: int
    series: Series
    number: str
    title: str
    issued_on: date
