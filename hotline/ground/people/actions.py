"""Writing people's own settings."""

from __future__ import annotations

from hotline.ground.people.words import Actor

from .models import Person

LANGUAGES = ("zh-hans", "en")


def choose_language(language: str, *, by: Actor) -> None:
    """Keep the language a person reads in; anything but the known ones is left alone."""
    if language in LANGUAGES and by.person_id is not None:
        Person.objects.filter(pk=by.person_id).update(language=language)
