"""The province of 2020 in small: its cities, centres and categories, and where the people of its replay live."""

from __future__ import annotations

from hotline.ground.catalogue import seed as catalogue
from hotline.ground.catalogue.models import Category
from hotline.ground.organisations.models import Organisation
from hotline.ground.regions.models import Region
from hotline.insight.replay import making
from tests.town import LONG_AGO

NAMES = "南京市、无锡市、徐州市、常州市、苏州市、南通市、连云港市、淮安市、盐城市、扬州市、镇江市、泰州市、宿迁市"
CODES = [f"32{number:02d}" for number in range(1, 14)]
LEAVES = sorted(each.code for each in catalogue.categories() if each.code.count(".") == 2)
RESIDENTS = {code: 5_000_000 + number * 250_000 for number, code in enumerate(CODES, start=1)}
PLACES = making.Places(
    RESIDENTS,
    {city: [f"{city}{number:02d}" for number in range(1, 8)] for city in CODES},
    {city: f"{city}00-rx" for city in CODES},
    {(leaf, city): f"{city}00-{leaf[:2]}" for leaf in LEAVES for city in CODES},
)
"""Where the replay's people live, and who handles what they say."""


def furnish() -> Organisation:
    """Cities, centres and categories; the province's centre."""
    Region.objects.create(code="32", level="province", name="江苏省", name_en="Jiangsu", full_name="江苏省")
    centre = _centre("320000-rx", "江苏省12345热线中心", "province", "32", None)
    for code, name in zip(CODES, NAMES.split("、"), strict=True):
        Region.objects.create(
            code=code, level="city", name=name, name_en=code, full_name=f"江苏省{name}", parent_id="32"
        )
        _centre(f"{code}00-rx", f"{name}12345热线中心", "city", code, centre)
    for each in sorted(catalogue.categories(), key=lambda node: node.code):
        parent = each.code.rpartition(".")[0] or None
        Category.objects.create(
            code=each.code,
            name=each.name,
            name_en=each.name_en,
            parent_id=parent,
            depth=each.code.count(".") + 1,
            is_leaf=each.code.count(".") == 2,
            from_on=LONG_AGO,
        )
    return centre


def _centre(code: str, name: str, level: str, region: str, parent: Organisation | None) -> Organisation:
    made = Organisation.objects.create(
        code=code, name=name, kind="centre", level=level, region_id=region, path="", from_on=LONG_AGO, parent=parent
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save(update_fields=["path"])
    return made
