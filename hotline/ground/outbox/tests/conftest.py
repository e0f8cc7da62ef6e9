"""A second thread with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def in_another_thread() -> Callable[[Callable[[], Any]], Any]:
    """Runs something in another thread to its end and gives back its answer."""

    def run(work: Callable[[], Any]) -> Any:
        from django.db import connection

        answers: list[Any] = []

        def target() -> None:
            try:
                answers.append(work())
            finally:
                connection.close()

        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
        return answers[0]

    return run
