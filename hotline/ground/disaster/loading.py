"""Writing the sets of essential limits and the prepared answers into an empty database."""

from __future__ import annotations

from pathlib import Path

from hotline.lib.datafile import read_yaml

from .models import LimitSet, Template

DATA = Path(__file__).parent / "data" / "disaster.yaml"


def load() -> int:
    """Write what a province starts with; 0 when there is something already."""
    if LimitSet.objects.exists():
        return 0
    content = read_yaml(DATA)
    LimitSet.objects.bulk_create(LimitSet(**{**row, "from_on": content["from_on"]}) for row in content["limits"])
    Template.objects.bulk_create(
        Template(**{**row, "from_on": content["from_on"], "ordinal": number})
        for number, row in enumerate(content["templates"], start=1)
    )
    return len(content["limits"])
