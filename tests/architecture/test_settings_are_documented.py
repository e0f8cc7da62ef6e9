"""What an administrator can set is written down, with its default."""

from __future__ import annotations

import pytest

from hotline.config import env
from tests.architecture import house

ROWS = [line for line in (house.ROOT / "docs/how-to/settings.md").read_text().splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("variable", env.TABLE, ids=lambda variable: variable.name)
def test_every_variable_has_its_row(variable: env.Variable) -> None:
    (row,) = [line for line in ROWS if line.startswith(f"| `{variable.name}` ")]
    assert variable.default.replace(f"{env.ROOT}/", "") in row
    assert ("| yes |" in row) == variable.required
    assert variable.meaning.replace("`", "") in row


def test_no_row_tells_of_a_variable_that_is_gone() -> None:
    known = {variable.name for variable in env.TABLE}
    assert {row.split("`")[1] for row in ROWS} - known == set()
