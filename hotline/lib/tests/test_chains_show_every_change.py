import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.lib.chains import ChainError, canonical, first_break, link, seal

START = bytes(32)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(-1e9, 1e9)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.datetimes(timezones=st.just(UTC))
    | st.binary(max_size=8)
)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc一二"), inner), max_leaves=8)
payloads = st.dictionaries(st.text("abc一二", max_size=3), values, max_size=4)
hashes = st.binary(min_size=32, max_size=32)


@given(payloads)
def test_the_canonical_form_is_json_and_survives_its_own_reading(payload: dict[str, Any]) -> None:
    once = canonical(payload)
    assert canonical(json.loads(once)) == once


@given(payloads, st.randoms())
def test_the_order_of_keys_makes_no_difference(payload: dict[str, Any], random: Any) -> None:
    keys = list(payload)
    random.shuffle(keys)
    assert canonical({key: payload[key] for key in keys}) == canonical(payload)


def test_the_canonical_form_never_changes() -> None:
    payload = {
        "乙": date(2024, 2, 29),
        "b": [1, 2.0, -0.0, 0.1, True, None],
        "a": datetime(2024, 5, 1, 8, tzinfo=timezone(timedelta(hours=8))),
        "c": b"\xff\x00",
        "d": Decimal("1.50"),
        "e": UUID(int=1),
        "f": {"引": '"\n'},
    }
    assert canonical(payload).decode() == (
        '{"a":"2024-05-01T00:00:00.000000Z","b":[1,2,0,0.1,true,null],"c":"ff00","d":"1.5",'
        '"e":"00000000-0000-0000-0000-000000000001","f":{"引":"\\"\\n"},"乙":"2024-02-29"}'
    )
    assert link(START, {"a": 1}).hex() == "732486252df16518019398d894a8cfadc5f15d7060473973fdbbd3de50fdbb60"
    assert (
        seal(START, [(1, START), ("x", START)]).hex()
        == "2f6a98e3e25ab662e0c5b3e13e9509adc4b67b9fece2e9ab97570814bd5e1e7e"
    )


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 1e300, datetime(2024, 1, 1), {1: 2}, {1}, object(), "\ud800", Decimal("NaN")],  # noqa: DTZ001
)
def test_what_has_no_canonical_form_is_an_error(value: Any) -> None:
    with pytest.raises(ChainError):
        canonical({"a": value} if not isinstance(value, dict) else value)


def test_a_hash_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ChainError, match="32 bytes"):
        link(b"short", {})
    with pytest.raises(ChainError, match="32 bytes"):
        seal(START, [(1, b"short")])


def chain(events: list[dict[str, Any]]) -> list[tuple[dict[str, Any], bytes]]:
    previous, result = START, []
    for event in events:
        previous = link(previous, event)
        result.append((event, previous))
    return result


@given(st.lists(payloads, min_size=1, max_size=5), st.data())
def test_an_altered_missing_or_moved_event_is_found(events: list[dict[str, Any]], data: st.DataObject) -> None:
    intact = chain(events)
    assert first_break(START, intact) is None
    index = data.draw(st.integers(0, len(events) - 1))
    altered = [*intact[:index], ({**events[index], "new": 1}, intact[index][1]), *intact[index + 1 :]]
    assert first_break(START, altered) == index
    unreadable = [*intact[:index], ({"x": {1}}, intact[index][1]), *intact[index + 1 :]]
    assert first_break(START, unreadable) == index
    if index < len(events) - 1:
        assert first_break(START, intact[:index] + intact[index + 1 :]) == index
        assert first_break(START, [*intact[:index], intact[index + 1], intact[index]]) == index


@given(hashes, hashes, payloads, payloads)
def test_another_past_or_another_event_is_another_hash(a: bytes, b: bytes, x: Any, y: Any) -> None:
    assert (link(a, x) == link(b, x)) is (a == b)
    assert (link(a, x) == link(a, y)) is (canonical(x) == canonical(y))


@given(hashes, st.lists(st.tuples(st.integers(0, 99) | st.text("ab1", min_size=1), hashes), max_size=4), st.data())
def test_a_seal_holds_every_chain_and_the_seal_before(start: bytes, items: Any, data: st.DataObject) -> None:
    sealed = seal(start, iter(items))
    other = data.draw(st.lists(st.tuples(st.integers(0, 99), hashes), max_size=4))
    assume(other != items)
    assert seal(start, other) != sealed
    assert seal(sealed, items) != sealed
