"""The tour: the stories as pages to read, with links to the tickets they became. Served outside production only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from hotline.config import stories, story_road
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations

SPOKEN = {"take": Verb.REGISTER.value, "join_contact": Verb.JOIN_CONTACT.value}


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a story as a reader sees it."""

    at: datetime
    who: str
    role: str
    verb: str
    unit: int | None
    said: str


def index(request: HttpRequest) -> HttpResponse:
    """All stories, in short."""
    return render(request, "tour/index.html", {"stories": [_told(story) for story in stories.stories()]})


def story(request: HttpRequest, code: str) -> HttpResponse:
    """One story, step by step."""
    found = next((each for each in stories.stories() if each.code.lower() == code.lower()), None)
    if found is None:
        raise Http404
    lines = [_line(step) for step in found.steps]
    return render(request, "tour/story.html", {"story": _told(found), "lines": lines})


def _told(one: stories.Story) -> dict[str, object]:
    is_english = (get_language() or "").startswith("en")
    return {
        "code": one.code,
        "title": one.en if is_english else one.zh,
        "told": one.told_en if is_english else one.told_zh,
        "steps": len(one.steps),
        "number": lookups.number_by_source(story_road.SOURCE, one.code),
        "people": len({step["who"] for step in one.steps}),
    }


def _line(step: story_road.Step) -> Line:
    at = stories.moment(step)
    actor = stories.who(step)
    target = step.get("to") or step.get("lead")
    unit = organisations.unit_by_code(target).id if target else None
    said = step.get("matter", {}).get("text") or step.get("public") or step.get("internal") or step.get("note") or ""
    role = actor.grants[0].role if actor.grants else ""
    return Line(at, actor.name, role, _called(str(step["do"])), unit, said)


def _called(deed: str) -> str:
    """A verb's code, or the words of a step that is none."""
    if deed in stories.WORDS:
        zh, en = stories.WORDS[deed]
        return en if (get_language() or "").startswith("en") else zh
    return SPOKEN.get(deed) or deed


urlpatterns = [path("", index, name="index"), path("<str:code>/", story, name="story")]
