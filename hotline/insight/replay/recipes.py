"""Reading recipes: the data files beside this module."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml

from . import errors
from .words import Recipe, Stratum

DATA = Path(__file__).parent / "data"


def known() -> list[int]:
    """The years there is a recipe of."""
    return sorted(int(path.stem) for path in DATA.glob("*.yaml"))


def require(year: int) -> Path:
    """The recipe's file.

    :raises NoSuchYear: there is none.
    """
    path = DATA / f"{year}.yaml"
    if not path.exists():
        raise errors.NoSuchYear(year=year, known="、".join(map(str, known())))
    return path


def recipe(year: int) -> Recipe:
    """The recipe of a year.

    :raises NoSuchYear: there is none.
    """
    path = require(year)
    found = read_yaml(path)
    years = (year, year - 1)
    return Recipe(
        year=year,
        months=found["months"],
        totals={each: tuple(found["totals"][each]) for each in years},
        cities={code: (now, before) for code, (now, before) in found["cities"].items()},
        ratings={each: tuple(found["ratings"][each]) for each in years},
        strata=tuple(_stratum(each, years) for each in found["strata"]),
        rest=found["rest"],
        hours=Fraction(found["otherwise"]["hours"]),
        blame=found["otherwise"]["blame"],
        direct=found["direct"],
        channels=found["channels"],
        kinds=found["kinds"],
        digest=sha256(path.read_bytes()).hexdigest()[:12],
    )


def _stratum(found: dict[Any, Any], years: tuple[int, int]) -> Stratum:
    optional = {
        name: tuple(found[name]) for name in ("rated", "dissatisfied", "topics", "shape", "days") if name in found
    }
    return Stratum(
        name=found["name"],
        leaves=found["leaves"],
        counts={year: tuple(found[year]) for year in years},
        block=found["block"],
        blame=found.get("blame"),
        hours=Fraction(str(found["hours"])) if "hours" in found else None,
        **optional,
    )
