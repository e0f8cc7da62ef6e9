"""Pure decisions of knowledge: which verb fits which state, what is missing in an entry, which words weigh most."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.lib.refusal import Clause, clause

from .words import EntryState, EntryVerb, NewEntry

MOVES: dict[EntryVerb, tuple[EntryState, EntryState]] = {
    EntryVerb.CHANGE: (EntryState.DRAFT, EntryState.DRAFT),
    EntryVerb.SUBMIT: (EntryState.DRAFT, EntryState.IN_REVIEW),
    EntryVerb.SEND_BACK: (EntryState.IN_REVIEW, EntryState.DRAFT),
    EntryVerb.PUBLISH: (EntryState.IN_REVIEW, EntryState.PUBLISHED),
    EntryVerb.REVISE: (EntryState.PUBLISHED, EntryState.PUBLISHED),
    EntryVerb.ACCEPT_REVISION: (EntryState.PUBLISHED, EntryState.PUBLISHED),
    EntryVerb.DECLINE_REVISION: (EntryState.PUBLISHED, EntryState.PUBLISHED),
    EntryVerb.CONFIRM: (EntryState.PUBLISHED, EntryState.PUBLISHED),
    EntryVerb.RETIRE: (EntryState.PUBLISHED, EntryState.RETIRED),
    EntryVerb.TAKE_UP: (EntryState.RETIRED, EntryState.DRAFT),
}
TITLE, SOURCE, QUESTION, TITLE_EN = 120, 200, 200, 200


def problem(new: NewEntry) -> Clause | None:
    """What keeps an entry from being complete, in words; None when nothing does."""
    if not new.title.strip() or len(new.title) > TITLE:
        return clause("标题须为 1–{most} 字", most=TITLE)
    if not new.answer.strip():
        return clause("答案不能为空")
    if bool(new.title_en.strip()) != bool(new.answer_en.strip()):
        return clause("英文标题和英文答案须同时填写，或者都不填")
    if len(new.title_en) > TITLE_EN:
        return clause("英文标题最多 {most} 个字符", most=TITLE_EN)
    if not new.source.strip() or len(new.source) > SOURCE:
        return clause("来源须为 1–{most} 字", most=SOURCE)
    if any(not question.strip() or len(question) > QUESTION for question in new.questions):
        return clause("每个问法须为 1–{most} 字", most=QUESTION)
    if new.valid_until_on is not None and new.valid_until_on <= new.valid_from_on:
        return clause("失效日期须晚于生效日期")
    return None


def weighted(parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A text-search literal in which each term carries the strongest of its weights (``A`` over ``D``).

    :param parts: pairs (weight letter, terms), strongest first.
    """
    best: dict[str, str] = {}
    for weight, terms in parts:
        for term in terms:
            best.setdefault(term, weight)
    return " ".join(f"{term}:1{weight}" for term, weight in best.items())
