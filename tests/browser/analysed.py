"""The screens of analysis with something on each: facts, a topic, an alert, reports, stored questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from hotline.flow.tickets.words import Status
from hotline.insight.alerts import raising
from hotline.insight.alerts.raising import Found
from hotline.insight.alerts.words import USUAL, AlertKind, Series
from hotline.insight.questions import actions as questions
from hotline.insight.questions.words import NewQuestion, Sharing
from hotline.insight.warehouse import exporting
from hotline.watch.topics import matching
from hotline.watch.topics.tests import analysts
from hotline.web.kit.doors import now
from tests import briefing
from tests.town import Town

WHO, READER = "analyst.js", "head.js"
ASKED = "measure=appeals&measure=satisfaction&by=city&period=this_year&against=year_before&picture={}"
REFUSED = "/explore/?measure=nothing"
OLD = f"measure=appeals&by=city&period=days&from=2020-06-01&to=2020-06-30&source={briefing.SOURCE}&picture={{}}"


def lay_out(town: Town, root: Path) -> None:
    """Facts of the running database and of a replay, somebody who analyses, and what she works with."""
    briefing.facts(root)
    briefing.furnish(town)
    at = now()
    for status in (Status.HANDLING, Status.CLOSED, Status.TO_DISPATCH):
        town.ticket(status, at=at - timedelta(hours=3))
    by = town.actor(WHO)
    analysts.defined(town, name="路灯", at=at)
    while matching.follow(at=at):
        pass
    exporting.export(root, at=at)
    asked = "measure=appeals&by=city&period=this_year&picture=bar"
    questions.keep(NewQuestion("各市受理量", "每周一看", asked, Sharing.OWN), by=by, at=at)


def alert(day: date) -> int:
    """A burst of lamps in Binhu; its id."""
    usual = [
        {
            "day": f"{day - timedelta(days=back):%F}",
            "seen": 20 + back,
            "mean": 21.0,
            "low": 12.5,
            "high": 31.5,
            "kind": 0,
        }
        for back in range(9, -1, -1)
    ]
    evidence = {"days": [*usual[:-1], usual[-1] | {"part": 0.4}], "window": 1, "z": 5.1}
    found = Found(AlertKind.BURST, Series("01.01.01", "320211"), day, day, 60, 21.0, 12.5, 31.5, evidence)
    made = raising.raise_alert(found, USUAL, at=now())
    assert made is not None
    return made.pk


def screens(town: Town) -> Iterator[tuple[str, list[str]]]:
    """Who looks at what."""
    draft, handed = briefing.drafted(town), briefing.submitted(town)
    explorer = [f"/explore/?{ASKED.format(picture)}" for picture in ("table", "bar", "line", "map", "heat", "pareto")]
    yield (
        WHO,
        [
            *explorer,
            f"/explore/?{OLD.format('map')}",
            REFUSED,
            "/explore/questions/",
            f"/explore/tickets/?measure=appeals&from={now():%Y}-01-01&until={now() + timedelta(days=1):%F}",
            "/explore/dissatisfaction/?period=this_year",
            "/alerts/",
            f"/alerts/{alert(now().date())}/",
            "/briefs/",
            "/briefs/new/",
            "/briefs/archive/",
            f"/briefs/{draft}/",
            f"/briefs/{handed}/figures/",
        ],
    )
    yield f"analyst.{analysts.PROVINCE}", ["/topics/", "/topics/new/", "/topics/lamps/", "/topics/lamps/change/"]
    yield READER, ["/briefs/", "/briefs/inbox/", f"/briefs/{handed}/", "/board/"]
