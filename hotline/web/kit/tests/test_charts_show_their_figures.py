"""Charts: the picture's data and the table beneath it say the same, and nothing in them is taken for markup."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.template import Context, Template

from hotline.ground.regions.models import Region
from hotline.web.kit.charts import Chart, Kind, Series
from tests.town import Town

CITIES = ("南京市", "无锡市")


def drawn(spec: Chart, tag: str = "{% chart spec %}") -> str:
    """The chart as a page holds it."""
    return Template(tag).render(Context({"spec": spec}))


def data_of(page: str) -> dict[str, Any]:
    """What the browser draws from."""
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    known: dict[str, Any] = json.loads(found[1])
    return known


def test_the_table_says_what_the_picture_shows() -> None:
    told = ("94.8%（948 ÷ 1,000）", "—")
    spec = Chart(
        Kind.BAR, "满意率", CITIES, (Series("本期", (94.8, None), told, ("/a/", "/b/")),), unit="%", head="城市"
    )
    page = drawn(spec)
    assert '<a href="/a/">94.8%（948 ÷ 1,000）</a>' in page
    assert 'role="img" aria-label="满意率"' in page
    assert '<th scope="row">无锡市</th><td class="cell-number"><a href="/b/">—</a></td>' in page
    [series] = data_of(page)["series"]
    assert series["values"] == [94.8, None]


def test_a_name_with_markup_stays_text() -> None:
    page = drawn(Chart(Kind.BAR, "x", ("</script><b>",), (Series("<i>", (1,)),)))
    assert "</script><b>" not in page
    assert "<i>" not in page
    assert data_of(page)["labels"] == ["</script><b>"]


def test_a_trend_keeps_its_table_for_readers_of_screens() -> None:
    page = drawn(Chart(Kind.SPARK, "趋势", CITIES, (Series("本期", (1, 2)),)))
    assert 'class="visually-hidden"' in page
    assert "data-chart-png" not in page


@pytest.mark.django_db
def test_a_map_names_its_regions_by_code_and_the_outline_of_the_province(town: Town) -> None:
    data = data_of(drawn(Chart(Kind.MAP, "地图", CITIES, (Series("件", (1, 2)),), codes=("3201", "3202"))))
    assert data["codes"] == ["320100", "320200"]
    assert str(data["outline"]).endswith("maps/32.json")


@pytest.mark.django_db
def test_a_map_of_counties_takes_the_outlines_of_their_city_and_tells_what_has_none(town: Town) -> None:
    counties = ("320506", "320576")
    Region.objects.create(code="320576", name="工业园区", level="county", parent_id="3205", is_zone=True)
    chart = Chart(Kind.MAP, "地图", ("吴中区", "工业园区"), (Series("件", (1, 2)),), codes=counties)
    assert str(data_of(drawn(chart))["outline"]).endswith("maps/3205.json")
    assert chart.beside == [("工业园区", "2", "")]
    assert "不在图上 · 工业园区 2" in drawn(chart)
    both = Chart(Kind.MAP, "地图", ("吴中区", "滨湖区"), (Series("件", (1, 2)),), codes=("320506", "320211"))
    assert str(data_of(drawn(both))["outline"]).endswith("maps/32-counties.json")
    assert both.beside == []


@pytest.mark.parametrize(
    ("kind", "values", "codes"), [(Kind.BAR, (1.0,), ()), (Kind.MAP, (1.0, 2.0), ("3201",)), (Kind.LINE, (1, 2, 3), ())]
)
def test_a_chart_that_does_not_fit_is_no_chart(kind: Kind, values: tuple[float, ...], codes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"each of the labels|each region"):
        Chart(kind, "x", CITIES, (Series("a", values),), codes=codes)


def test_a_chart_without_values_is_empty() -> None:
    assert not Chart(Kind.LINE, "x", CITIES, (Series("a", (None, None)),))
    assert Chart(Kind.LINE, "x", CITIES, (Series("a", (0, None)),))


def test_a_picture_of_many_values_is_told_by_a_shorter_table() -> None:
    hours = Chart(Kind.LINE, "按小时", ("08", "09"), (Series("件", (1, 2)),))
    page = drawn(Chart(Kind.LINE, "按分钟", ("08:00", "08:01", "09:00"), (Series("件", (1, 0, 2)),), table=hours))
    assert data_of(page)["series"][0]["values"] == [1, 0, 2]
    assert '<th scope="row">09</th><td class="cell-number">2</td>' in page
    assert "08:01</th>" not in page


def test_a_picture_that_is_kept_has_its_name_and_no_other_has() -> None:
    spec = Chart(Kind.LINE, "x", CITIES, (Series("a", (1, 2)),))
    assert 'id="board-hours" hx-preserve="true" data-chart' in drawn(spec, '{% chart spec keep="board-hours" %}')
    assert "hx-preserve" not in drawn(spec)
