"""The tour: every story is a page to read, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client

from hotline.config import province, stories


@pytest.fixture
def played(db: None) -> None:
    """The province with its stories."""
    province.load(lambda _: None)
    stories.play(lambda _: None)


def test_every_story_can_be_read_step_by_step(played: None, client: Client) -> None:
    overview = client.get("/tour/").content.decode()
    for story in stories.stories():
        assert story.zh in overview
        page = client.get(f"/tour/{story.code.lower()}/").content.decode()
        assert story.told_zh in page
        assert page.count("<time ") == len(story.steps)


def test_the_tour_speaks_english(played: None, client: Client) -> None:
    page = client.get("/tour/a1/", headers={"accept-language": "en"}).content.decode()
    assert "Meals for a man living alone" in page
    assert "Send down" in page


def test_an_unknown_story_is_not_there(played: None, client: Client) -> None:
    assert client.get("/tour/z9/").status_code == 404
