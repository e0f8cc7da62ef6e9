"""Words of knowledge."""

from __future__ import annotations

from hotline.lib.words import Word


class EntryState(Word):
    """Where an entry stands between being written and being withdrawn."""

    DRAFT = "draft", "草稿", "Draft"
    IN_REVIEW = "in_review", "待审", "In review"
    PUBLISHED = "published", "已发布", "Published"
    RETIRED = "retired", "已停用", "Retired"
