"""Refusals of knowledge."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class EntryNotFound(Refusal):
    """没有编号为“{code}”的知识条目。"""

    status: ClassVar[int] = 404


class CodeTaken(Refusal):
    """编号“{code}”已有知识条目，请换一个编号或修订原条目。"""


class IncompleteEntry(Refusal):
    """知识条目不完整：{problem}。"""

    status: ClassVar[int] = 422


class WrongState(Refusal):
    """知识条目“{title}”目前为“{state}”，不能{verb}。"""


class ReviewerIsAuthor(Refusal):
    """知识条目须由作者以外的人审核：“{title}”是您自己写的，请同事审核。"""


class NoRevision(Refusal):
    """知识条目“{title}”没有待审的修订。"""


class RevisionWaiting(Refusal):
    """知识条目“{title}”已有 {who} 提出的修订待审，请先处理。"""


class NotYourArea(Refusal):
    """知识条目“{title}”的适用范围超出您的辖区，请由上级维护。"""

    status: ClassVar[int] = 403


class ReasonMissing(Refusal):
    """请写明理由后再{verb}。"""

    status: ClassVar[int] = 422
