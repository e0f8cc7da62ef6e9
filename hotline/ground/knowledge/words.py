"""Words of knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hotline.lib.words import Word


class EntryState(Word):
    """Where an entry stands between being written and being withdrawn."""

    DRAFT = "draft", "草稿", "Draft"
    IN_REVIEW = "in_review", "待审", "In review"
    PUBLISHED = "published", "已发布", "Published"
    RETIRED = "retired", "已停用", "Retired"


class EntryVerb(Word):
    """What can be done to an entry."""

    DRAFT = "draft", "起草", "Draft"
    CHANGE = "change", "修改", "Change"
    SUBMIT = "submit", "送审", "Submit"
    SEND_BACK = "send_back", "退回修改", "Send back"
    PUBLISH = "publish", "发布", "Publish"
    REVISE = "revise", "提出修订", "Propose a revision"
    ACCEPT_REVISION = "accept_revision", "采纳修订", "Accept the revision"
    DECLINE_REVISION = "decline_revision", "不采纳修订", "Decline the revision"
    CONFIRM = "confirm", "复核有效", "Confirm as valid"
    RETIRE = "retire", "停用", "Retire"
    TAKE_UP = "take_up", "重新起草", "Take up again"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as its author writes it: the answer, how people ask for it, where it comes from, how long it holds.

    Title and answer may stand in English beside the Chinese, both or neither.
    """

    title: str
    answer: str
    source: str
    valid_from_on: date
    valid_until_on: date | None = None
    questions: tuple[str, ...] = ()
    internal_note: str = ""
    owner_id: int | None = None
    region: str = ""
    categories: tuple[str, ...] = ()
    title_en: str = ""
    answer_en: str = ""
