"""How the reading of appeals is: facts that follow, an engine that answers, topics matched, the fonts of reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hotline.config.findings import Finding, Level
from hotline.ground.journal import readers
from hotline.insight.measures.asking import LIVE
from hotline.insight.reports import printing
from hotline.insight.warehouse import engines, spark
from hotline.insight.warehouse.errors import EngineUnreachable
from hotline.insight.warehouse.store import Store
from hotline.lib.refusal import Refusal
from hotline.watch.topics import matching

FACTS_LATE, FACTS_LOST = timedelta(minutes=30), timedelta(hours=24)
"""They are written every ten minutes."""
MATCHED_LATE = timedelta(minutes=1)
"""A ticket is matched within a second."""
AT_MOST = 1_000
"""Events of the journal that are looked at."""


def facts() -> Finding:
    """When were the facts last brought up to the journal?"""
    store = Store(settings.WAREHOUSE_DIR, LIVE)
    if file := store.damaged():
        sentence = f"{store.folder / file} is missing or damaged, questions are refused: run `hotline export`"
        return Finding("facts", Level.CRITICAL, sentence)
    holding, at = store.holding(), store.written_at()
    if holding is None or at is None:
        return Finding("facts", Level.WARNING, "none are written yet: run `hotline export`, or start a worker")
    age = timezone.now() - at
    level = Level.CRITICAL if age > FACTS_LOST else Level.WARNING if age > FACTS_LATE else Level.OK
    figures = {"facts_age_seconds": age.total_seconds(), "facts_tickets": float(holding.rows)}
    return Finding("facts", level, f"{holding.rows} tickets, as of {age.total_seconds():.0f} s ago", figures)


def engine() -> Finding:
    """Does what answers questions about the facts answer at its address?"""
    name = settings.INSIGHT_ENGINE
    if name == engines.DUCKDB:
        return Finding("engine", Level.OK, "DuckDB, in the programs themselves")
    if not name.startswith(engines.SPARK):
        return Finding(
            "engine", Level.CRITICAL, f"INSIGHT_ENGINE {name} is no engine: write duckdb or spark://host:port"
        )
    try:
        spark.reached(name)
    except EngineUnreachable as refusal:
        return Finding("engine", Level.CRITICAL, f"INSIGHT_ENGINE {name} does not answer: {refusal.facts['why']}")
    return Finding("engine", Level.OK, f"{name} answers")


def topics() -> Finding:
    """Are tickets held against the topics as they come in? Imported ones are matched by filling back."""
    waiting = [one.at for one in readers.waiting(matching.READER, AT_MOST) if not one.facts.get("imported")]
    age = timezone.now() - min(waiting, default=timezone.now())
    figures = {"topics_waiting": float(len(waiting)), "topics_oldest_seconds": max(age.total_seconds(), 0.0)}
    if age <= MATCHED_LATE:
        return Finding("topics", Level.OK, "are matched as tickets come in", figures)
    sentence = f"{len(waiting)} events wait, the oldest for {age.total_seconds():.0f} s: is `hotline match` running?"
    return Finding("topics", Level.WARNING, sentence, figures)


def paper() -> Finding:
    """Are the fonts there that reports are set in?"""
    try:
        printing.require_fonts()
    except Refusal:
        return Finding(
            "paper", Level.WARNING, "fonts of reports are missing: run `make setup`, or bring build/fonts along"
        )
    return Finding("paper", Level.OK, "the fonts of reports are there")


EXAMINATIONS: tuple[Callable[[], Finding], ...] = (facts, engine, topics, paper)
