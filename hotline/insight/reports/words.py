"""Words of special reports: their kinds, where one stands, and what a document is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from hotline.lib.words import Word


class Kind(Word):
    """What a special report is about; each is described by a class of ``kinds``."""

    EPIDEMIC = "epidemic", "疫情诉求日报", "Epidemic daily"
    PROVINCE_WEEKLY = "province_weekly", "全省热线周报", "Province weekly"
    CITY_WEEKLY = "city_weekly", "本地热线周报", "City weekly"
    HOT = "hot", "热点专报", "Report on a hot matter"
    WORK = "work", "就业与收入诉求分析", "Employment and income"
    ENVIRONMENT = "environment", "环境诉求分析", "Environment"
    WELFARE = "welfare", "教育和医疗卫生诉求分析", "Education and health"
    FLOODS = "floods", "汛情诉求分析", "Floods"
    EVALUATION = "evaluation", "月度考核通报", "Monthly evaluation bulletin"
    SUBMISSION = "submission", "呈阅件", "Submission to the leadership"


class Standing(Word):
    """Where a special report stands."""

    MAKING = "making", "生成中", "Being made"
    FAILED = "failed", "生成失败", "Could not be made"
    DRAFT = "draft", "草稿", "Draft"
    REVIEW = "review", "待审核", "Waiting for review"
    ISSUED = "issued", "已签发", "Issued"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Cadence(Word):
    """How often a kind is written by itself."""

    DAILY = "daily", "每天", "Every day"
    WEEKLY = "weekly", "每周", "Every week"
    BY_HAND = "by_hand", "按需", "As needed"


class Why(Word):
    """Why a version of a draft was kept."""

    MADE = "made", "生成", "Made"
    EDITED = "edited", "修改", "Edited"
    REFRESHED = "refreshed", "刷新数字", "Figures refreshed"
    RESTORED = "restored", "恢复原文", "Generated text restored"
    TURNED_BACK = "turned_back", "恢复旧稿", "Earlier version restored"


class Part(Word):
    """What a block of a document is."""

    HEADING = "heading", "标题", "Heading"
    SUBHEADING = "subheading", "小标题", "Subheading"
    PARAGRAPH = "paragraph", "正文", "Paragraph"
    CASE = "case", "典型案例", "Typical case"
    TABLE = "table", "表", "Table"
    CHART = "chart", "图", "Chart"
    ANNEX = "annex", "附件", "Annex"


class Flaw(Word):
    """What a reviewer must look at in a block."""

    LOST = "lost", "有数字被删去", "A figure was taken out"
    UNKNOWN = "unknown", "有未经统计的数字", "A number that is no figure"
    PLACED = "placed", "数字不在统计时的位置", "A figure stands where it was not counted for"
    TURNED = "turned", "升降与统计不符", "It does not rise or fall as counted"
    MOVED = "moved", "数字更新后措辞可能不符", "Figures changed: the wording may no longer fit"


class Saying(Word):
    """What a figure says; it stands in a text without sign and unit, which the words around it tell."""

    COUNT = "count", "件数", "Count"
    RATE = "rate", "比率", "Rate"
    SHARE = "share", "占比", "Share"
    HOURS = "hours", "时长", "Hours"
    GROWTH = "growth", "增减", "Change"
    POINTS = "points", "百分点", "Difference in points"
    SCORE = "score", "得分", "Score"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a document with what stands behind it: how it is printed, how it was counted, where to look."""

    key: str
    label: str
    said: str
    numerator: float
    denominator: float
    version: int
    asked: str = ""
    """The question in the form of a link's query; empty where the figure comes from published sheets."""
    compared: str = ""
    """The question it was compared with, where it tells of a change or a share of another."""
    saying: str = ""
    """What it says (``Saying``); empty in drafts that were made before this was kept."""
    falls: bool = False
    """Whether it tells of a fall: it is printed without its sign."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document. Its text holds figures as marks (``⟦key⟧``), so that neither stands without the other."""

    key: str
    part: Part
    text: str = ""
    made: str = ""
    """The text as the rules wrote it."""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    ticket: str = ""
    """The number of the ticket a case tells of."""
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A report's content: its title, its blocks in order, the figures they name, and what is to be said about them."""

    title: str
    blocks: tuple[Block, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    is_synthetic: bool = False
    until: str = ""
    """The last day that is counted, where the period was not over."""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def document(plain: Mapping[str, Any]) -> Document:
    """A document as JSON kept it."""
    blocks = tuple(_block(each) for each in plain["blocks"])
    figures = {key: Figure(**each) for key, each in plain["figures"].items()}
    return Document(plain["title"], blocks, figures, plain["is_synthetic"], plain["until"])


def _block(plain: Mapping[str, Any]) -> Block:
    rest = {name: plain[name] for name in ("key", "text", "made", "ticket")}
    rows = tuple(tuple(row) for row in plain["rows"])
    flaws = tuple(Flaw(each) for each in plain["flaws"])
    return Block(part=Part(plain["part"]), head=tuple(plain["head"]), rows=rows, flaws=flaws, **rest)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it is asked for: of which kind, by which centre, about which area or unit, of which days."""

    kind: Kind
    centre_id: int
    scope: str
    since: Any
    until: Any
    source: str = "live"
    focus: str = ""
    """What a report on a hot matter is about: the code of a category."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wrote in the place of a block: its text, or that it is to go."""

    key: str
    text: str = ""
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that would change, as it is and as it would be: one of them lacks where it comes or goes."""

    old: Figure | None
    new: Figure | None

    @property
    def figure(self) -> Figure:
        """What it would be, else what it is: whose name it has."""
        found = self.new or self.old
        assert found is not None
        return found
