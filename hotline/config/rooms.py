"""The rooms of the house that are Django apps, from the ground up. The label of an app is the name of its room."""

from __future__ import annotations

import importlib.util

ROOMS: dict[str, tuple[str, ...]] = {
    "hotline.ground": (
        "regions",
        "organisations",
        "calendar",
        "people",
        "catalogue",
        "privacy",
        "knowledge",
        "language",
        "journal",
        "files",
        "outbox",
        "throttle",
        "programs",
        "desks",
        "disaster",
        "resets",
    ),
    "hotline.flow": (
        "tickets",
        "intake",
        "groups",
        "emergency",
        "callers",
        "dispatch",
        "disputes",
        "delays",
        "handling",
        "teams",
        "followup",
        "rewards",
        "transfer",
    ),
    "hotline.watch": ("topics", "duties", "feeds", "instructions", "supervision"),
    "hotline.insight": ("warehouse", "measures", "evaluation", "replay", "questions", "alerts", "reports"),
    "hotline.web": (
        "kit",
        "desk",
        "bench",
        "office",
        "ticket",
        "portal",
        "api",
        "account",
        "console",
        "oversight",
        "lead",
        "scores",
        "rewarding",
        "feeding",
        "special",
        "board",
        "explore",
        "tracking",
        "alarms",
        "briefs",
    ),
    "hotline": ("jobs", "config"),
}


def exists(module: str) -> bool:
    """Whether a module can be found, without running it (only its parents are)."""
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return False
    return spec is not None and spec.origin is not None


def built() -> list[str]:
    """The rooms that stand: a room that is still only a line above is left out."""
    names = [f"{floor}.{room}" for floor, rooms in ROOMS.items() for room in rooms]
    return [name for name in names if exists(name)]
