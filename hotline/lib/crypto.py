"""Authenticated encryption of single fields, with a ring of keys for rotation, and blind indexes for exact lookup.

A sealed value is one row of bytes: version and cipher (1), length of the key's name (1), the name, nonce (12),
ciphertext, tag (16). AES-256-GCM is the default; SM4-GCM is the national cipher, where the OpenSSL in use has it.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

CipherName = Literal["aes", "sm4"]
DigestName = Literal["sha256", "sm3"]

KEY_BYTES = 32
NONCE_BYTES, TAG_BYTES, INDEX_BYTES = 12, 16, 16
_CODES: dict[CipherName, int] = {"aes": 0x11, "sm4": 0x12}
_CIPHERS = {code: name for name, code in _CODES.items()}


class CryptoError(Exception):
    """Something about keys or sealed values is wrong."""


class BadKey(CryptoError):
    """A key that cannot be used: wrong length, wrong encoding, no name, or the same name twice."""


class UnknownKey(CryptoError):
    """The value was sealed with a key that the ring does not hold (any more)."""


class Tampered(CryptoError):
    """The value was altered, moved to another place, or sealed with another key of the same name."""


class Unavailable(CryptoError):
    """The cipher is missing from the OpenSSL in use."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by name; the first one seals, all of them open."""

    keys: Mapping[str, bytes] = field(repr=False)
    cipher: CipherName = "aes"

    def __post_init__(self) -> None:
        if not self.keys:
            raise BadKey("the key ring is empty")
        for name, key in self.keys.items():
            if not 1 <= len(name.encode()) <= 32:
                raise BadKey(f"the key name {name!r} must have 1 to 32 bytes")
            if len(key) != KEY_BYTES:
                raise BadKey(f"the key {name} has {len(key)} bytes instead of {KEY_BYTES}")

    @classmethod
    def from_env(cls, written: str, cipher: CipherName = "aes") -> "KeyRing":
        """Read `k1:base64,k2:base64`, the current key first.

        :raises BadKey: a part is not name:base64 of 32 bytes, or a name comes twice.
        """
        keys: dict[str, bytes] = {}
        for name, key in _pairs(written):
            if name in keys:
                raise BadKey(f"the key {name} is given twice")
            keys[name] = key
        return cls(keys, cipher)

    @property
    def current(self) -> str:
        """The name of the key that seals."""
        return next(iter(self.keys))

    def seal(self, plain: bytes, bound: bytes = b"") -> bytes:
        """Encrypt; `bound` (associated data, e.g. table and column) must be the same when opened."""
        name = self.current.encode()
        head = bytes([_CODES[self.cipher], len(name)]) + name
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + _encrypt(self.cipher, self.keys[self.current], nonce, plain, head + bound)

    def open(self, sealed: bytes, bound: bytes = b"") -> bytes:
        """Decrypt.

        :raises UnknownKey: the ring lacks the key.
        :raises Tampered: the bytes are not what was sealed, or `bound` differs.
        """
        cipher, name, start = _head(sealed)
        key = self.keys.get(name)
        if key is None:
            raise UnknownKey(f"the value was sealed with the key {name!r}, which is not in the ring")
        body = start + NONCE_BYTES
        return _decrypt(cipher, key, sealed[start:body], sealed[body:], sealed[:start] + bound)

    def is_current(self, sealed: bytes) -> bool:
        """Was it sealed with the current key and cipher? If not, a rotation should seal it anew."""
        return _head(sealed)[:2] == (self.cipher, self.current)


def blind_index(key: bytes, normalised: str, digest: DigestName = "sha256") -> bytes:
    """A keyed digest (16 bytes) by which equal values find each other without being readable.

    :raises BadKey: the key does not have 32 bytes.
    """
    if len(key) != KEY_BYTES:
        raise BadKey(f"the index key has {len(key)} bytes instead of {KEY_BYTES}")
    if digest == "sha256":
        return hmac.digest(key, normalised.encode(), sha256)[:INDEX_BYTES]
    try:
        mac = HMAC(key, hashes.SM3())
    except UnsupportedAlgorithm as error:
        raise Unavailable("SM3 is missing from the OpenSSL in use") from error
    mac.update(normalised.encode())
    return mac.finalize()[:INDEX_BYTES]


def _pairs(written: str) -> Iterator[tuple[str, bytes]]:
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        name, colon, value = part.partition(":")
        if not colon:
            raise BadKey("each key is written name:base64")
        try:
            yield name.strip(), base64.b64decode(value.strip(), validate=True)
        except binascii.Error as error:
            raise BadKey(f"the key {name.strip()} is not base64") from error


def _head(sealed: bytes) -> tuple[CipherName, str, int]:
    """Cipher, name of the key, and where the nonce starts."""
    if len(sealed) < 2 or sealed[0] not in _CIPHERS:
        raise Tampered("these bytes are not a sealed value")
    start = 2 + sealed[1]
    if len(sealed) < start + NONCE_BYTES + TAG_BYTES:
        raise Tampered("the sealed value is cut short")
    try:
        return _CIPHERS[sealed[0]], sealed[2:start].decode(), start
    except UnicodeDecodeError as error:
        raise Tampered("the sealed value names no key") from error


def _encrypt(cipher: CipherName, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    if cipher == "aes":
        return _aes(key).encrypt(nonce, plain, bound)
    encryptor = _sm4(key, modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _decrypt(cipher: CipherName, key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    try:
        if cipher == "aes":
            return _aes(key).decrypt(nonce, body, bound)
        decryptor = _sm4(key, modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag as error:
        raise Tampered("the sealed value was altered, moved or sealed with another key") from error


@lru_cache(16)
def _aes(key: bytes) -> AESGCM:
    return AESGCM(key)


def _sm4(key: bytes, mode: modes.GCM) -> Cipher[modes.GCM]:
    """SM4 has keys of 128 bits: the ring's 256 bits are condensed, apart from any other use of them."""
    try:
        return Cipher(algorithms.SM4(sha256(b"hotline sm4\n" + key).digest()[:16]), mode)
    except UnsupportedAlgorithm as error:
        raise Unavailable("SM4-GCM is missing from the OpenSSL in use") from error
