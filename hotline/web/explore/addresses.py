"""Where a figure leads."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from hotline.insight.measures import facts
from hotline.insight.measures.facts import Question
from hotline.insight.questions.words import LIVE


def tickets(question: Question, source: str) -> str:
    """The address of the tickets behind a figure."""
    more = "" if source == LIVE else "&" + urlencode({"source": source})
    return f"{reverse('explore:tickets')}?{facts.to_query(question)}{more}"
