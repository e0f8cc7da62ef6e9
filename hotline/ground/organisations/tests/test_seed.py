"""Patterns become the organisations of a province."""

import pytest

from hotline.ground.organisations import seed
from hotline.ground.regions import seed as regions_seed
from hotline.lib.datafile import DataFileError

REGIONS = regions_seed.load("32")
UNITS = seed.load(REGIONS)
BY_CODE = {unit.code: unit for unit in UNITS}


def test_codes_are_unique_and_every_parent_comes_first() -> None:
    seen: set[str] = set()
    for unit in UNITS:
        assert unit.code not in seen
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)


def test_names_are_unique_and_bilingual() -> None:
    names = [unit.name for unit in UNITS]
    assert len(names) == len(set(names))
    assert all(unit.name and unit.name_en and unit.short_name for unit in UNITS)
    assert all("{" not in unit.name + unit.name_en + unit.short_name for unit in UNITS)
    assert all(len(unit.name) <= 80 and len(unit.short_name) <= 40 and len(unit.code) <= 40 for unit in UNITS)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("320500-jtj", "苏州市交通运输局"),
        ("320581-zjj", "常熟市住房和城乡建设局"),
        ("320581-gaj", "常熟市公安局"),
        ("320508-gaj", "苏州市公安局姑苏分局"),
        ("320576-gaj", "苏州市公安局工业园区分局"),
        ("320581-sthjj", "苏州市常熟生态环境局"),
        ("320211-zf", "无锡市滨湖区人民政府"),
        ("320211004-zf", "无锡市滨湖区蠡湖街道办事处"),
        ("320900-jzz", "盐城市救助管理站"),
        ("320100-cgj", "南京市城市管理局"),
        ("320100-ldglc", "南京市路灯管理处"),
        ("321112100-zf", "镇江市丹徒区高桥镇人民政府"),
        ("320000-wjw", "江苏省卫生健康委员会"),
        ("320500-shuiwj", "国家税务总局苏州市税务局"),
        ("320100-slj", "南京市水务局"),
        ("320115-slj", "南京市江宁区水务局"),
        ("321300-slj", "宿迁市水利局"),
        ("320576-zf", "苏州工业园区管理委员会"),
        ("320000-hg", "南京海关"),
    ],
)
def test_names_are_those_people_know(code: str, name: str) -> None:
    assert BY_CODE[code].name == name


def test_english_and_short_names_read_well() -> None:
    assert BY_CODE["320000-jtj"].name_en == "Jiangsu Transport Department"
    assert BY_CODE["320000-jtj"].short_name == "省交通厅"
    assert BY_CODE["320508-zf"].name_en == "Gusu District People's Government, Suzhou"
    assert BY_CODE["320500-wjw"].name_en == "Suzhou Health Commission"
    assert BY_CODE["320115-slj"].short_name == "江宁水务局"
    assert BY_CODE["320100-gs"].short_name == "南京自来水公司"


def test_centres_form_one_chain_from_county_to_province() -> None:
    assert BY_CODE["320211-rx"].parent == "320200-rx"
    assert BY_CODE["320200-rx"].parent == "320000-rx"
    assert BY_CODE["320000-rx"].parent is None
    assert sum(unit.kind == "centre" for unit in UNITS) == 1 + 13 + 104


def test_streets_and_county_departments_answer_to_their_county_government() -> None:
    assert BY_CODE["320211004-zf"].parent == "320211-zf"
    assert BY_CODE["320581-zjj"].parent == "320581-zf"
    assert BY_CODE["320581-zf"].parent == "320500-zf"


def test_branches_of_a_city_department_answer_to_it() -> None:
    assert BY_CODE["320508-gaj"].parent == "320500-gaj"
    assert BY_CODE["320581-gaj"].parent == "320581-zf"
    assert BY_CODE["320581-sthjj"].parent == "320500-sthjj"


def test_every_level_is_well_staffed() -> None:
    def departments(region: str) -> int:
        return sum(unit.region == region and unit.kind == "department" for unit in UNITS)

    assert departments("32") >= 40
    assert all(departments(region.code) >= 40 for region in REGIONS if region.level == "city")
    assert all(
        departments(region.code) >= 22 for region in REGIONS if region.level == "county" and region.kind != "zone"
    )
    assert all((region.code, "zf") in seed.index(UNITS) for region in REGIONS if region.level != "street")


def test_no_phone_number_is_invented() -> None:
    assert not any(unit.duty_phone for unit in UNITS)


def test_a_province_without_patterns_says_what_to_do() -> None:
    with pytest.raises(DataFileError, match="copy"):
        seed.load(regions_seed.load("33"))
