"""Production does not start on missing or unsafe values, and tells all of them at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from hotline.config import env, preflight

KEY = "A" * 43 + "="
OTHER_KEY = "B" * 42 + "A="
THIRD_KEY = "C" * 42 + "A="
FOURTH_KEY = "D" * 42 + "A="
SAFE = {
    "DATABASE_URL": "postgresql://hotline:pw@db:5432/hotline",
    "HOTLINE_SECRET_KEY": "x9Kd7Qm2Lp4Wv8Rt6Yz1Bn3Hs5Jf0Gc-aEuIoTqXwZvNbMlPkSdFgHjR",
    "HOTLINE_DATA_KEYS": f"k1:{KEY}",
    "HOTLINE_INDEX_KEY": OTHER_KEY,
    "HOTLINE_SEAL_KEY": f"s1:{THIRD_KEY}",
    "HOTLINE_VAULT_KEYS": f"v1:{FOURTH_KEY}",
    "HOTLINE_HOSTS": "12345.example.gov.cn",
}


def test_a_careful_environment_has_no_problems() -> None:
    assert preflight.problems(SAFE) == []


@pytest.mark.parametrize("url", ["/events/", "https://12345.example.gov.cn:8443/stream/"])
def test_the_stream_may_have_a_path_or_port_of_its_own(url: str) -> None:
    assert preflight.problems(SAFE | {"HOTLINE_STREAM_URL": url}) == []


def test_an_empty_environment_is_told_every_missing_value_at_once() -> None:
    problems = preflight.problems({})
    required = [variable.name for variable in env.TABLE if variable.required]
    assert len(required) == 7
    assert [problem.split()[0] for problem in problems] == required


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("HOTLINE_SECRET_KEY", "short", "easy to guess"),
        ("HOTLINE_SECRET_KEY", "a" * 80, "easy to guess"),
        ("HOTLINE_SECRET_KEY", "changeme-" + SAFE["HOTLINE_SECRET_KEY"], "easy to guess"),
        ("HOTLINE_DATA_KEYS", "k1:not-base64", "base64"),
        ("HOTLINE_DATA_KEYS", f"k1:{OTHER_KEY}", "a key of its own"),
        ("HOTLINE_INDEX_KEY", "AAAA", "32 bytes"),
        ("HOTLINE_SEAL_KEY", "s1:AAAA", "32 bytes"),
        ("HOTLINE_SEAL_KEY", f"s1:{OTHER_KEY}", "a key of its own"),
        ("HOTLINE_VAULT_KEYS", "v1:AAAA", "32 bytes"),
        ("HOTLINE_VAULT_KEYS", f"v1:{THIRD_KEY}", "a key of its own"),
        ("HOTLINE_HOSTS", "*", "forge"),
        ("HOTLINE_HOSTS", "https://a.example/", "bare name"),
        ("HOTLINE_ORIGINS", "a.example", "https://"),
        ("HOTLINE_STREAM_URL", "https://events.example.gov.cn/stream/", "own host name (12345.example.gov.cn)"),
        ("HOTLINE_STREAM_URL", "events/", "a path such as /stream/"),
        ("DATABASE_URL", "mysql://a/b", "not a PostgreSQL"),
        ("DATABASE_URL", "postgresql://host", "not a PostgreSQL"),
        ("PORT", "eighty", "whole number"),
        ("PORT", "70000", "from 1 to"),
        ("HOTLINE_WORKERS", "0", "from 1 to"),
        ("HOTLINE_PROXY", "maybe", "1 or 0"),
    ],
)
def test_an_unsafe_value_is_named_with_a_hint(name: str, value: str, word: str) -> None:
    problems = preflight.problems(SAFE | {name: value})
    assert len(problems) == 1
    assert name in problems[0]
    assert word in problems[0]


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} " in preflight.port_problem("127.0.0.1", port)
        assert "PORT=" in preflight.port_problem("127.0.0.1", port)
        assert f"Port {port} (for the event stream)" in preflight.port_problem("127.0.0.1", port - 1)


def test_the_command_ends_with_all_problems_and_no_traceback() -> None:
    result = _hotline("run", {})
    assert result.returncode != 0
    assert result.stderr.count("\n  - ") >= 5
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["demo", "doctor", "migrate"])
def test_a_broken_database_url_gets_a_sentence(command: str) -> None:
    result = _hotline(command, {"DATABASE_URL": "mysql://x"})
    assert "DATABASE_URL is not a PostgreSQL address" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_gets_a_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://a:b@127.0.0.1:{closed.getsockname()[1]}/none"
        result = _hotline("demo", {"DATABASE_URL": url, "PORT": "48123"})
    assert "check DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_every_variable_has_a_meaning_and_names_are_unique() -> None:
    names = [variable.name for variable in env.TABLE]
    assert len(names) == len(set(names))
    assert all(variable.meaning for variable in env.TABLE)


def _hotline(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("HOTLINE_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "hotline", command],
        env=clean | environment,
        cwd=env.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
