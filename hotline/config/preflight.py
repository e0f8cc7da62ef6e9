"""What is looked at before anything starts: every missing or unsafe value at once, each with a hint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from hotline.config import env, secrets
from hotline.lib.processes import port_is_free

WEAK = {"changeme", "secret", "password", "insecure", "example"}
SHORTEST_KEY = 50
KEY_HINT = "make one with: openssl rand -base64 32"
HINTS = {
    "DATABASE_URL": "write postgresql://user:password@host:5432/hotline",
    "HOTLINE_SECRET_KEY": "make one with: openssl rand -base64 48",
    "HOTLINE_DATA_KEYS": f"write k1:KEY; {KEY_HINT}",
    "HOTLINE_INDEX_KEY": KEY_HINT,
    "HOTLINE_SEAL_KEY": f"write s1:KEY; {KEY_HINT}; keep it from whoever administers the database",
    "HOTLINE_VAULT_KEYS": f"write v1:KEY; {KEY_HINT}; it opens who informants are and has no other use",
    "HOTLINE_HOSTS": "write the names citizens and offices type, e.g. 12345.example.gov.cn",
}


def problems(environ: Mapping[str, str]) -> list[str]:
    """Everything that keeps production from starting, a sentence each; empty when all is well."""
    found = [
        f"{variable.name} is not set ({variable.meaning}): {HINTS[variable.name]}."
        for variable in env.TABLE
        if variable.required and not env.text(variable.name, environ)
    ]
    return found + [problem for check in CHECKS for problem in check(environ)]


def _secret_key(environ: Mapping[str, str]) -> Iterator[str]:
    key = env.text("HOTLINE_SECRET_KEY", environ)
    if key and (len(key) < SHORTEST_KEY or len(set(key)) < 10 or any(word in key.lower() for word in WEAK)):
        yield f"HOTLINE_SECRET_KEY is too easy to guess: {HINTS['HOTLINE_SECRET_KEY']}."


def _data_keys(environ: Mapping[str, str]) -> Iterator[str]:
    pairs = [("HOTLINE_DATA_KEYS", pair.partition(":")[2]) for pair in env.words("HOTLINE_DATA_KEYS", environ)]
    index = env.text("HOTLINE_INDEX_KEY", environ)
    seals = [("HOTLINE_SEAL_KEY", pair.partition(":")[2]) for pair in env.words("HOTLINE_SEAL_KEY", environ)]
    vault = [("HOTLINE_VAULT_KEYS", pair.partition(":")[2]) for pair in env.words("HOTLINE_VAULT_KEYS", environ)]
    for name, value in pairs + seals + vault + ([("HOTLINE_INDEX_KEY", index)] if index else []):
        try:
            secrets.decoded(name, value)
        except env.BadValue as fault:
            yield str(fault)
    if index and any(value == index for _, value in pairs):
        yield "HOTLINE_INDEX_KEY is also among HOTLINE_DATA_KEYS: use a key of its own."
    if {value for _, value in seals} & {index, *(value for _, value in pairs)} - {""}:
        yield "HOTLINE_SEAL_KEY holds a key that has another use too: use a key of its own."
    if {value for _, value in vault} & {index, *(value for _, value in pairs + seals)} - {""}:
        yield "HOTLINE_VAULT_KEYS holds a key that has another use too: use a key of its own."


def _hosts(environ: Mapping[str, str]) -> Iterator[str]:
    hosts = env.words("HOTLINE_HOSTS", environ)
    if "*" in hosts:
        yield "HOTLINE_HOSTS is “*”, which lets anybody forge links to this service: name the hosts."
    for host in hosts:
        if "/" in host:
            yield f"HOTLINE_HOSTS holds “{host}”: give the bare name, without https:// or a path."


def _origins(environ: Mapping[str, str]) -> Iterator[str]:
    for origin in env.words("HOTLINE_ORIGINS", environ):
        if not origin.startswith(("https://", "http://")):
            yield f"HOTLINE_ORIGINS holds “{origin}”: begin it with https://."


def _stream(environ: Mapping[str, str]) -> Iterator[str]:
    if env.text("HOTLINE_HOSTS", environ):
        fault = stream_fault(env.text("HOTLINE_STREAM_URL", environ), env.words("HOTLINE_HOSTS", environ))
        if fault:
            yield f"HOTLINE_STREAM_URL {fault}."


def stream_fault(url: str, hosts: Sequence[str]) -> str:
    """Why browsers would not bring their session to the event stream at this address; empty when they do.

    The session's cookie belongs to the name of the pages: on any other name the stream knows nobody.
    """
    if url.startswith("/") and not url.startswith("//"):
        return ""
    if not url.startswith(("https://", "http://", "//")):
        return f"is “{url}”: write a path such as /stream/, or a whole address that begins with https://"
    name = (urlsplit(url).hostname or "").lower()
    if any(_is_served(name, host.lower()) for host in hosts):
        return ""
    return (
        f"is on “{name}”, where browsers do not bring the session of the pages: serve the event stream on the pages'"
        f" own host name ({', '.join(hosts)}), on another port or path"
    )


def _is_served(name: str, host: str) -> bool:
    """Whether a name is among the hosts; ``.example`` stands for a domain with all its names."""
    return host == "*" or name == host or (host.startswith(".") and (name == host[1:] or name.endswith(host)))


def _database(environ: Mapping[str, str]) -> Iterator[str]:
    url = env.text("DATABASE_URL", environ)
    parts = urlsplit(url)
    if url and (parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/")):
        yield f"DATABASE_URL is not a PostgreSQL address: {HINTS['DATABASE_URL']}."


def _numbers(environ: Mapping[str, str]) -> Iterator[str]:
    for name, highest in (("PORT", 65534), ("HOTLINE_WORKERS", 64), ("DATABASE_POOL", 500)):
        try:
            value = env.number(name, environ)
        except env.BadValue as fault:
            yield str(fault)
            continue
        if not 1 <= value <= highest:
            yield f"{name} is {value}: give a number from 1 to {highest}."


def _flags(environ: Mapping[str, str]) -> Iterator[str]:
    for name in ("HOTLINE_PROXY", "HOTLINE_INSECURE"):
        try:
            env.flag(name, environ)
        except env.BadValue as fault:
            yield str(fault)


CHECKS: tuple[Callable[[Mapping[str, str]], Iterator[str]], ...] = (
    _secret_key,
    _data_keys,
    _hosts,
    _origins,
    _stream,
    _database,
    _numbers,
    _flags,
)


def port_problem(host: str, port: int) -> str:
    """A sentence when pages or event stream could not listen; empty when both ports are free."""
    for wanted, use in ((port, "the pages"), (port + 1, "the event stream")):
        if not port_is_free(host, wanted):
            return f"Port {wanted} (for {use}) is in use by another program: choose another, e.g. PORT={port + 10}."
    return ""
