"""Audit: the journal in sentences, chains and seals, looks at personal data, exports, logins. Nothing changes here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets import lookups
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import Verb
from hotline.ground.journal import checks, lists
from hotline.ground.people import lists as people_lists
from hotline.ground.people import locks
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib import text
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now, today

from . import leaving, rights, sentences

LATEST_FIRST = ("-pk",)
BY_TIME = ("-at", "-pk")
BUSIEST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Span:
    """The days a list was asked for, ``[since, until]``, and the moments they mean."""

    since: date
    until: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day."""
        return _midnight(self.since), _midnight(self.until + timedelta(days=1))


@door(rights.JOURNAL)
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what to what, when: by subject, person, verb, time."""
    by, span, asked = actor(request), _span(request, 7), _words(request)
    page = pages.page(events(request, by), request.GET.get("cursor", ""), BY_TIME)
    context = {
        "lines": list(lines(page.rows)),
        "page": page,
        "span": span,
        "asked": asked,
        "topics": sentences.TOPICS.items(),
        "offer": leaving.offer(request, "journal"),
    }
    language = get_language() or "zh"
    context["verbs"] = [(verb.value, verb.label(language)) for verb in Verb]
    context["other_verbs"] = [(code, label) for code, label in sentences.VERBS.items() if Verb.of(code) is None]
    return render(request, "console/journal.html", context)


def _words(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in ("topic", "verb", "who", "subject")}


def events(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """The events asked for, as far as the auditor answers for who did them."""
    asked = _words(request)
    since, until = _span(request, 7).moments
    return lists.search(
        since=since,
        until=until,
        topic=asked["topic"],
        verb=asked["verb"],
        who=asked["who"],
        persons=people_lists.called(asked["who"]) if asked["who"] else (),
        subjects=_subjects(asked["subject"], by) if asked["subject"] else None,
        people=_people(by),
    )


def lines(rows: Sequence[Any]) -> Iterator[tuple[int, sentences.Line]]:
    """Events in words, with the numbers of their tickets."""
    numbers = lookups.numbers(row.subject for row in rows if row.topic == "ticket")
    for row in rows:
        yield row.pk, sentences.of(row, numbers.get(row.subject, "") if row.topic == "ticket" else "")


@door(rights.JOURNAL)
@require_GET
def seals(request: HttpRequest) -> HttpResponse:
    """One ticket's chain, checked; the seals with when each was last checked."""
    by = actor(request)
    page = pages.page(lists.seals(), request.GET.get("cursor", ""), LATEST_FIRST)
    last = checks.last_checks([seal.pk for seal in page.rows])
    rows = [(seal, last.get(seal.pk)) for seal in page.rows]
    context: dict[str, Any] = {"page": page, "rows": rows, "offer": leaving.offer(request, "seals")}
    if number := request.GET.get("number", "").strip()[:20]:
        context |= {"number": number, **_checked(number, by)}
    return render(request, "console/seals.html", context, status=404 if context.get("is_absent") else 200)


@door(rights.JOURNAL)
@require_POST
def check_seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute a seal anew; that it was done is in the journal."""
    findings = checks.seal(pk, by=actor(request), at=now())
    if findings:
        language = get_language() or "zh"
        sentence = "；".join(dict.fromkeys(finding.fault.label(language) for finding in findings))
        messages.error(
            request, gettext("封存 {seal} 核对不符：{sentence}。请立即报告。").format(seal=pk, sentence=sentence)
        )
    else:
        messages.success(request, gettext("封存 {seal} 核对无误。").format(seal=pk))
    return HttpResponseRedirect(reverse("console:seals"))


@door(rights.JOURNAL)
@require_GET
def unmaskings(request: HttpRequest) -> HttpResponse:
    """Who looked at what in clear, and why; the busiest first."""
    by = actor(request)
    span = _span(request, 30)
    since, until = span.moments
    busiest = privacy.busiest(by, since=since, until=until)
    people = _people(by)
    if people is not None:
        mine = set(people)
        busiest = [each for each in busiest if each[0] in mine]
    page = pages.page(looks(request, by), request.GET.get("cursor", ""), BY_TIME)
    most = busiest[0][2] if busiest else 1
    context = {"page": page, "span": span, "who": request.GET.get("who", ""), "busiest": busiest[:BUSIEST_SHOWN]}
    context |= {"most": most, "offer": leaving.offer(request, "unmaskings")}
    return render(request, "console/unmaskings.html", context)


def looks(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """Looks at personal data in the days asked for, of one person where so asked."""
    since, until = _span(request, 30).moments
    rows, people = privacy.unmaskings(by, since=since, until=until), _people(by)
    rows = rows if people is None else rows.filter(person_id__in=people)
    person = text.number(request.GET.get("who", ""))
    return rows if person is None else rows.filter(person_id=person)


@door(rights.JOURNAL)
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Lists that left the house."""
    page = pages.page(left(request, actor(request)), request.GET.get("cursor", ""), BY_TIME)
    context = {"page": page, "span": _span(request, 30), "offer": leaving.offer(request, "exports")}
    return render(request, "console/exports.html", context)


def left(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """Lists that left the house in the days asked for."""
    since, until = _span(request, 30).moments
    rows, people = privacy.exports(by, since=since, until=until), _people(by)
    return rows if people is None else rows.filter(person_id__in=people)


@door(rights.JOURNAL, rights.PEOPLE)
@require_GET
def logins(request: HttpRequest) -> HttpResponse:
    """Failed logins and who is locked out."""
    page = pages.page(tries(request, actor(request)), request.GET.get("cursor", ""), ("-attempt_time", "-pk"))
    rows = [(row, locks.is_locked(row.username or "", now())) for row in page.rows]
    context = {"page": page, "rows": rows, "words": _tried(request), "offer": leaving.offer(request, "logins")}
    return render(request, "console/logins.html", context)


def _tried(request: HttpRequest) -> str:
    return request.GET.get("words", "").strip()[:60]


def tries(request: HttpRequest, by: Actor) -> QuerySet[Any]:
    """Failed logins of the people she answers for."""
    people = None
    if not rights.over_province(by, rights.JOURNAL, rights.PEOPLE):
        people = people_lists.named_within(_reach(by))
    return locks.failures(_tried(request), people)


def _people(by: Actor) -> QuerySet[Any] | None:
    """Identifiers of the people an auditor answers for; None for the whole province's."""
    if rights.over_province(by, rights.JOURNAL):
        return None
    return people_lists.posted_within(_reach(by)).values_list("person_id", flat=True).distinct()


def _reach(by: Actor) -> Any:
    return rights.units_within(by, rights.JOURNAL, rights.PEOPLE, at="organisation__")


def _subjects(said: str, by: Actor) -> list[tuple[str, int]]:
    """What a word may stand for: a ticket's number, a person, or the key of reference data."""
    found = lists.table_subjects(said, sentences.TABLES)
    if chain := lookups.chain_of(said):
        found.append(("ticket", chain[0]))
    found += [("person", pk) for pk in people_lists.found_named(said)]
    return found


def _checked(number: str, by: Actor) -> dict[str, Any]:
    chain = lookups.chain_of(number)
    is_hers = rights.over_province(by, rights.JOURNAL) or tickets.visible_to(by).filter(number=number).exists()
    if chain is None or not is_hers:
        return {"is_absent": True}
    return {"checked": checks.chain("ticket", chain[0], length=chain[1])}


def _span(request: HttpRequest, days: int) -> Span:
    until = _day(request.GET.get("until", "")) or today()
    since = _day(request.GET.get("since", "")) or until - timedelta(days=days)
    return Span(min(since, until), max(since, until))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
