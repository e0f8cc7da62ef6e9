"""The official divisions become the platform's regions."""

import re
from collections import Counter

import pytest

from hotline.ground.regions import seed
from hotline.lib.datafile import DataFileError

JIANGSU = seed.load("32")
BY_CODE = {region.code: region for region in JIANGSU}


def test_jiangsu_has_13_cities_95_counties_and_9_zones() -> None:
    levels = Counter(region.level for region in JIANGSU)
    zones = [region for region in JIANGSU if region.level == "county" and region.kind == "zone"]
    assert (levels["province"], levels["city"], levels["county"]) == (1, 13, 95 + 9)
    assert len(zones) == 9
    assert BY_CODE["320576"].name == "苏州工业园区"
    assert levels["street"] > 1_200


@pytest.mark.parametrize("province", ["32", "11", "42", "44", "46", "50", "54", "62", "65"])
def test_every_parent_comes_before_its_children_in_any_province(province: str) -> None:
    seen: set[str] = set()
    for region in seed.load(province):
        assert region.parent is None or region.parent in seen
        assert region.code not in seen
        seen.add(region.code)


def test_places_of_the_stories_are_there() -> None:
    names = {region.full_name for region in JIANGSU}
    assert {
        "江苏省无锡市滨湖区蠡湖街道",
        "江苏省镇江市丹徒区高桥镇",
        "江苏省南京市鼓楼区华侨路街道",
        "江苏省连云港市连云区",
        "江苏省镇江市丹阳市",
    } <= names


def test_a_municipality_has_no_city_level() -> None:
    beijing = seed.load("11")
    assert beijing[0].kind == "municipality"
    assert {region.level for region in beijing} == {"province", "county", "street"}
    assert all(region.parent == "11" for region in beijing if region.level == "county")


def test_a_county_governed_by_the_province_hangs_on_it() -> None:
    hubei = {region.code: region for region in seed.load("42")}
    assert hubei["429004"].name == "仙桃市"
    assert hubei["429004"].parent == "42"
    assert "4290" not in hubei


def test_streets_of_a_city_without_counties_hang_on_the_city() -> None:
    guangdong = seed.load("44")
    assert "441900" not in {region.code for region in guangdong}
    assert any(region.parent == "4419" and region.level == "street" for region in guangdong)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("蠡湖街道", "street"),
        ("高桥镇", "town"),
        ("科技城（东渚街道）", "street"),
        ("三星镇（叠石桥家纺产业园区）", "town"),
        ("新港办", "street"),
        ("江宁开发区", "zone"),
        ("高淳监狱", "other"),
        ("白马湖农场", "other"),
    ],
)
def test_a_street_row_is_told_apart_by_its_name(name: str, kind: str) -> None:
    assert seed.street_kind(name) == kind


def test_short_names_stay_readable() -> None:
    assert BY_CODE["320508"].short_name == "姑苏"
    assert BY_CODE["320321"].short_name == "丰县"


def test_cities_and_counties_have_english_names() -> None:
    assert all(region.name_en.isascii() for region in JIANGSU if region.level != "street")
    assert BY_CODE["320211004"].name_en == "Lihu Subdistrict"


def test_residents_of_the_parts_add_up_to_the_whole() -> None:
    residents = {row.region: row.residents for row in seed.population()}
    for parent in residents:
        children = [row for row in JIANGSU if row.parent == parent and row.code in residents]
        if children:
            assert sum(residents[row.code] for row in children) == residents[parent]
    assert {code for code in residents if len(code) == 4} == {row.code for row in JIANGSU if row.level == "city"}


def test_the_cities_whose_counties_have_no_figure_are_those_the_file_names() -> None:
    known = {row.region[:4] for row in seed.population() if len(row.region) == 6}
    without = [row for row in JIANGSU if row.level == "city" and row.code not in known]
    comment = (seed.DATA / "population.yaml").read_text(encoding="utf-8").partition("censuses:")[0]
    names = re.search(r"other\n# ten \(([^)]*)\)", comment)
    assert names
    assert [row.name_en for row in without] == re.sub(r"\s*\n# ", " ", names[1]).split(", ")


def test_an_unknown_province_is_named_in_the_error() -> None:
    with pytest.raises(DataFileError, match="'99'"):
        seed.load("99")


def test_streets_and_towns_are_spelled_by_their_sound() -> None:
    streets = [region for region in JIANGSU if region.kind in seed.SPELLED]
    assert all(region.name_en.isascii() for region in streets)
    assert len(streets) > 1000
    assert seed.spelled("长安街道", "street") == "Chang'an"
    assert seed.spelled("吕四港镇", "town") == "Lyusigang"
    assert seed.spelled("七都镇", "town") == "Qidu"
    assert seed.spelled("重庆路街道", "street") == "Chongqinglu", "a word is read as a word"
    assert BY_CODE["320671003"].name_en == "Zhuhang Subdistrict", "not as dictionaries read it"
