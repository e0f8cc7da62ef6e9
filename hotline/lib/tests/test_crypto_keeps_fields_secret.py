import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.lib.crypto import BadKey, CipherName, KeyRing, Tampered, UnknownKey, blind_index

OLD, NEW = b"o" * 32, b"n" * 32
ciphers = st.sampled_from(("aes", "sm4"))


@given(st.binary(), st.binary(), ciphers)
def test_what_is_sealed_opens_again(plain: bytes, bound: bytes, cipher: CipherName) -> None:
    ring = KeyRing({"k1": OLD}, cipher)
    assert ring.open(ring.seal(plain, bound), bound) == plain


@given(st.binary(max_size=40), ciphers, st.data())
def test_any_changed_bit_is_noticed(plain: bytes, cipher: CipherName, data: st.DataObject) -> None:
    ring = KeyRing({"k1": OLD, "j1": NEW}, cipher)
    sealed = bytearray(ring.seal(plain, b"place"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Tampered, UnknownKey)):
        ring.open(bytes(sealed), b"place")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_clearly(garbage: bytes) -> None:
    with pytest.raises((Tampered, UnknownKey)):
        KeyRing({"k1": OLD}).open(garbage)


def test_a_value_moved_to_another_place_does_not_open() -> None:
    ring = KeyRing({"k1": OLD})
    with pytest.raises(Tampered, match="moved"):
        ring.open(ring.seal(b"x", b"citizen.phone"), b"citizen.name")


def test_the_same_text_never_looks_the_same() -> None:
    ring = KeyRing({"k1": OLD})
    assert ring.seal(b"x") != ring.seal(b"x")


def test_after_a_rotation_old_values_open_and_are_known_as_old() -> None:
    sealed = KeyRing({"k1": OLD}).seal(b"x")
    rotated = KeyRing({"k2": NEW, "k1": OLD})
    assert rotated.open(sealed) == b"x"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.seal(b"x"))
    assert not KeyRing({"k1": OLD}, "sm4").is_current(sealed)
    with pytest.raises(UnknownKey, match="'k1'"):
        KeyRing({"k2": NEW}).open(sealed)


def test_another_key_of_the_same_name_does_not_open() -> None:
    with pytest.raises(Tampered):
        KeyRing({"k1": NEW}).open(KeyRing({"k1": OLD}).seal(b"x"))


def test_a_ring_is_read_from_the_environment() -> None:
    old, new = base64.b64encode(OLD).decode(), base64.b64encode(NEW).decode()
    ring = KeyRing.from_env(f" k2:{new}, k1:{old},")
    assert (ring.current, dict(ring.keys)) == ("k2", {"k2": NEW, "k1": OLD})
    assert old not in repr(ring)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "empty"),
        ("abc", "name:base64"),
        ("k1:***", "not base64"),
        ("k1:YWJj", "3 bytes"),
        (":" + base64.b64encode(OLD).decode(), "name"),
        (",".join(["k1:" + base64.b64encode(OLD).decode()] * 2), "twice"),
    ],
)
def test_a_broken_ring_says_what_is_wrong(written: str, says: str) -> None:
    with pytest.raises(BadKey, match=says):
        KeyRing.from_env(written)


@given(st.text(), st.text())
def test_a_blind_index_finds_equals_and_only_them(a: str, b: str) -> None:
    try:
        a.encode(), b.encode()
    except UnicodeEncodeError:
        return
    assert (blind_index(OLD, a) == blind_index(OLD, b)) is (a == b)
    assert blind_index(OLD, a) != blind_index(NEW, a)
    assert len(blind_index(OLD, a)) == len(blind_index(OLD, a, "sm3")) == 16
    assert blind_index(OLD, a, "sm3") != blind_index(OLD, a)


def test_a_blind_index_never_changes() -> None:
    """Stored indexes would find nothing any more."""
    assert blind_index(OLD, "13812345678").hex() == "b2bbc896d8dba164895318fb8f67f7c7"
    with pytest.raises(BadKey, match="32"):
        blind_index(b"short", "x")
