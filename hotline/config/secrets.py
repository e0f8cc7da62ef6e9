"""Keys: from the environment in production; made once and kept in the state directory for the demo."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from pathlib import Path

from hotline.config import env

KEY_BYTES = 32


def signing_key(mode: str) -> str:
    """The key that signs sessions and links."""
    return env.text("HOTLINE_SECRET_KEY") or _local(mode)["signing"]


def data_keys(mode: str) -> dict[str, bytes]:
    """Keys of personal data by id, the current one first.

    :raises env.BadValue: when a key is not `id:base64` of 32 bytes.
    """
    return _ring("HOTLINE_DATA_KEYS", env.words("HOTLINE_DATA_KEYS") or [f"local:{_local(mode)['data']}"])


def seal_keys(mode: str) -> dict[str, bytes]:
    """Keys of the journal's seals by id, the current one first.

    :raises env.BadValue: when a key is not `id:base64` of 32 bytes.
    """
    return _ring("HOTLINE_SEAL_KEY", env.words("HOTLINE_SEAL_KEY") or [f"local:{_local(mode)['seal']}"])


def vault_keys(mode: str) -> dict[str, bytes]:
    """Keys of the informants' vault by id, the current one first; the first also makes the fingerprints of codes.

    :raises env.BadValue: when a key is not `id:base64` of 32 bytes.
    """
    return _ring("HOTLINE_VAULT_KEYS", env.words("HOTLINE_VAULT_KEYS") or [f"local:{_local(mode)['vault']}"])


def _ring(variable: str, pairs: list[str]) -> dict[str, bytes]:
    keys = {}
    for pair in pairs:
        name, _, value = pair.partition(":")
        keys[name] = decoded(variable, value)
    return keys


def index_key(mode: str) -> bytes:
    """The key of the blind index.

    :raises env.BadValue: when it is not base64 of 32 bytes.
    """
    return decoded("HOTLINE_INDEX_KEY", env.text("HOTLINE_INDEX_KEY") or _local(mode)["index"])


def decoded(name: str, value: str) -> bytes:
    """The bytes of a key.

    :raises env.BadValue: when it is not base64 of 32 bytes.
    """
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise env.BadValue(f"{name} holds a key that is not the base64 of {KEY_BYTES} bytes: openssl rand -base64 32")
    return key


def _fresh() -> dict[str, str]:
    random = [base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(4)]
    names = ("data", "index", "seal", "vault")
    return {"signing": secrets.token_urlsafe(50), **dict(zip(names, random, strict=True))}


def _local(mode: str) -> dict[str, str]:
    """Keys of this checkout. Production has none: it must be told its keys."""
    if mode == "production":
        missing = "HOTLINE_SECRET_KEY, HOTLINE_DATA_KEYS, HOTLINE_INDEX_KEY, HOTLINE_SEAL_KEY and HOTLINE_VAULT_KEYS"
        raise env.BadValue(f"Production needs {missing}; `hotline run` explains each.")
    if mode == "test":
        same, other = (base64.b64encode(each * KEY_BYTES).decode() for each in (b"t", b"v"))
        return {"signing": "test" * 16, "data": same, "index": same, "seal": same, "vault": other}
    file = Path(env.text("HOTLINE_STATE")) / "secrets.json"
    if not file.exists():
        _write_once(file, json.dumps(_fresh()))
    found: dict[str, str] = json.loads(file.read_text())
    for name in ("seal", "vault"):  # a checkout from before there was such a key
        if name not in found:
            later = file.with_name(f"{name}-key.json")
            if not later.exists():
                _write_once(later, json.dumps({name: _fresh()[name]}))
            found |= json.loads(later.read_text())
    return found


def _write_once(file: Path, content: str) -> None:
    """Write a private file whole; when two processes try at once, the first one's content stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
