"""The contracts that `make check` holds the imports to say what the house says."""

from __future__ import annotations

import configparser

from tests.architecture import house
from tools import contracts


def _written() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read_string(contracts.text())
    return parser


def test_every_room_with_models_or_rules_keeps_them_private() -> None:
    parser = _written()
    for room in house.rooms():
        if (room / "models.py").exists() or (room / "rules.py").exists():
            dotted = ".".join(room.relative_to(house.ROOT).parts)
            assert parser[f"importlinter:contract:{dotted.replace('.', '_')}"]["type"] == "protected"


def test_the_stages_of_the_flow_and_the_rooms_of_the_ground_are_all_in_their_towers() -> None:
    stages = {room.name for room in house.rooms() if room.parent.name == "flow"}
    ground = {room.name for room in house.rooms() if room.parent.name == "ground"}
    named = {word for layer in contracts.GROUND for word in layer.replace("|", ":").replace(":", " ").split()}
    assert stages - set(contracts.STAGES) == set()
    assert ground - named == set()


def test_rules_and_words_are_told_to_do_without_django() -> None:
    sources = _written()["importlinter:contract:plain"]["source_modules"].split()
    for room in house.rooms():
        for part in ("rules", "words"):
            if (room / f"{part}.py").exists():
                assert ".".join([*room.relative_to(house.ROOT).parts, part]) in sources
