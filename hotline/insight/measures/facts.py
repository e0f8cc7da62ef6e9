"""Figures from the facts of the warehouse: all that others need to ask a question, in one place.

``asking.seen`` opens the facts for somebody; a ``Question`` asked of them is ``answered``, ``broken_down``,
``compared``, ``ranked``, and its tickets stand ``behind`` it. As text it is ``to_query`` and ``from_query``.
"""

from __future__ import annotations

from .answering import answered, behind, broken_down, by_topic, expressed, is_synthetic
from .comparisons import Comparison, Ranked, compared, placed, ranked
from .dividing import DIMENSIONS, PARTING
from .links import divided_from, from_query, to_query
from .questions import Answer, Part, Question
from .register import latest

__all__ = [
    "DIMENSIONS", "MEANINGS", "PARTING", "Answer", "Comparison", "Part", "Question", "Ranked", "answered", "behind",
    "broken_down", "by_topic", "compared", "divided_from", "expressed", "from_query", "is_synthetic", "placed",
    "ranked", "to_query",
]  # fmt: skip

MEANINGS = latest()
"""The newest definition of every measure; ``register.definition`` finds the one in force on a day."""
