"""A sample joint team at work on one of the sample appeals."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.flow.teams import actions, queries
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets import lookups
from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

SOURCE, SAMPLE = "sample", "25"
UNITS = ("320211-zf", "320200-psgs", "320200-dx")
AIM = "窨井权属不明，排水、电信和属地联动处置，先疏通、再查责。"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def play(now: datetime) -> None:
    """Three units, minutes, one decision carried out and one that waits."""
    number = lookups.number_by_source(SOURCE, SAMPLE)
    if number is None:
        raise ValueError(f"no sample {SAMPLE}")
    office = people.actor_named("supervisor.wuxi", civil_day(now))
    units = [organisations.unit_by_code(code).id for code in UNITS]
    at = now - 2 * HOUR
    actions.form(number, NewTeam(AIM, tuple(units), people="排水公司夏某、电信分公司贾某"), by=office, at=at)
    due = civil_day(now + DAY)
    for new in (
        NewEntry(EntryKind.MINUTES, "现场碰头：井盖有电信标识，堵点在下游市政管。排水公司先疏通，费用事后核。"),
        NewEntry(EntryKind.DECISION, "今天完成下游管道疏通，清洗路面", units[1], due),
        NewEntry(EntryKind.DECISION, "查清窨井权属和接管情况，提出长效办法", units[2], due),
    ):
        at += HOUR / 4
        actions.log(number, new, by=office, at=at)
    team = queries.standing(tickets.ticket(number, office).pk)
    assert team is not None
    done = NewEntry(EntryKind.DONE, "下游管道已疏通，路面清洗完毕。", settles=queries.decisions(team)[0].pk)
    actions.log(number, done, by=office, at=at + HOUR / 2)
