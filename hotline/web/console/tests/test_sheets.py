"""Reference data are kept: added, changed, ended; a city keeps her own only."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from hotline.ground.catalogue.models import Category, DirectoryRow, Reason
from hotline.ground.organisations.models import Organisation
from hotline.ground.people.models import Role
from hotline.ground.regions.models import Population, Region
from tests.town import Town

from .conftest import LoggedIn

UNIT = {
    "name": "无锡市水利局",
    "kind": "department",
    "level": "city",
    "region": "3202",
    "calendar_code": "office",
    "aliases": "水务局，水利",
}


def _tomorrow() -> str:
    return f"{timezone.localdate() + timedelta(days=1)}"


def _day(count: int) -> str:
    return f"{timezone.localdate() + timedelta(days=count)}"


def test_an_organisation_is_added_with_its_aliases(logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").post(reverse("console:new", args=["organisations"]), UNIT | {"code": "320200-sl"})
    row = Organisation.objects.get(code="320200-sl")
    assert answer["Location"] == reverse("console:row", args=["organisations", row.pk])
    assert row.aliases == ["水务局", "水利"]


def test_a_refusal_is_said_and_nothing_typed_is_lost(logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").post(reverse("console:new", args=["organisations"]), UNIT | {"code": "320200-cg"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "320200-cg”无效或已被使用" in text
    assert 'value="无锡市水利局"' in text


def test_a_missing_field_is_told_beside_it(logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").post(reverse("console:new", args=["organisations"]), UNIT | {"name": ""})
    assert answer.status_code == 422
    assert "还没有保存：请看标红的栏目" in answer.content.decode()


def test_another_citys_organisation_is_not_there(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.wuxi")
    theirs, ours = town.unit("320500-cg"), town.unit("320200-cg")
    assert client.get(reverse("console:row", args=["organisations", theirs.pk])).status_code == 404
    assert client.get(reverse("console:duties", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("console:row", args=["organisations", ours.pk])).status_code == 200
    listed = client.get(reverse("console:sheet", args=["organisations"])).content.decode()
    assert "无锡市城市管理局" in listed
    assert "苏州市城市管理局" not in listed


def test_an_organisation_with_others_below_is_not_retired(logged_in: LoggedIn, town: Town) -> None:
    unit = town.unit("320200-zf")
    answer = logged_in("admin.js").post(
        reverse("console:deed", args=["organisations", unit.pk, "retire"]), {"retire-why": "机构改革"}
    )
    assert answer.status_code == 422
    assert "请先停用或划转" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.until_on is None


def test_a_change_is_told_in_the_record_of_changes(logged_in: LoggedIn, town: Town) -> None:
    client, unit = logged_in("admin.js"), town.unit("320200-cg")
    at = reverse("console:row", args=["organisations", unit.pk])
    client.post(at, UNIT | {"name": "无锡市城管局", "short_code": "cg"})
    assert "名称：无锡市城市管理局 → 无锡市城管局" in client.get(at).content.decode()


def test_a_turn_of_duty_is_added_and_a_second_at_the_same_time_is_not(logged_in: LoggedIn, town: Town) -> None:
    client, at = logged_in("admin.wuxi"), reverse("console:duties", args=[town.unit("320200-cg").pk])
    turn = {
        "name": "顾平",
        "phone": "0510-12345",
        "starts_at": f"{_tomorrow()}T18:00",
        "ends_at": f"{_day(2)}T08:00",
    }
    assert client.post(at, turn).status_code == 302
    shown = client.get(f"{at}?week={_tomorrow()}").content.decode()
    assert "顾平" in shown
    again = client.post(at, turn)
    assert again.status_code == 422
    assert "与已有值班时间重叠" in again.content.decode()


def test_a_centre_chooses_whether_joint_units_stand_ticked(logged_in: LoggedIn, town: Town) -> None:
    client, centre = logged_in("admin.wuxi"), town.unit("320200-rx")
    at = reverse("console:row", args=["organisations", centre.pk])
    facts = UNIT | {"name": centre.name, "kind": "centre", "short_code": "rx", "ticks_joint": "on"}
    assert client.post(at, facts).status_code == 302
    centre.refresh_from_db()
    assert centre.ticks_joint
    assert "预先勾选协办单位" in client.get(at).content.decode()


def test_a_region_is_renamed_and_its_population_noted(logged_in: LoggedIn) -> None:
    client = logged_in("admin.js")
    client.post(reverse("console:row", args=["regions", "320211"]), {"name": "滨湖新区", "name_en": "Binhu"})
    assert Region.objects.get(code="320211004").full_name == "江苏省无锡市滨湖新区蠡湖街道"
    facts = {"population-year": 2020, "population-people": 500000, "population-source": "人口普查"}
    client.post(reverse("console:deed", args=["regions", "320211", "population"]), facts)
    assert Population.objects.get(region_id="320211").people == 500000


def test_a_city_cannot_touch_what_holds_everywhere(logged_in: LoggedIn) -> None:
    client = logged_in("admin.wuxi")
    assert client.get(reverse("console:sheet", args=["categories"])).status_code == 200
    assert client.post(reverse("console:new", args=["categories"]), {}).status_code == 403
    assert client.post(reverse("console:row", args=["roles", "agent"]), {}).status_code == 403


def test_a_category_gets_the_next_free_code(logged_in: LoggedIn) -> None:
    facts = {
        "parent": "01.01",
        "name": "井盖",
        "name_en": "Manholes",
        "usual_kind": "help",
        "urgency": "normal",
        "keywords": "井盖 窨井",
        "hint": "路面井盖缺失、破损",
        "hint_en": "Manhole covers missing or broken",
        "from_on": _day(0),
    }
    logged_in("admin.js").post(reverse("console:new", args=["categories"]), facts)
    row = Category.objects.get(name="井盖")
    assert row.code == "01.01.03"
    assert row.keywords == ["井盖", "窨井"]
    assert row.hint_en == "Manhole covers missing or broken"


def test_a_category_moves_with_its_directory_row(logged_in: LoggedIn) -> None:
    at = reverse("console:deed", args=["categories", "02.01.01", "move"])
    answer = logged_in("admin.js").post(at, {"move-parent": "01.01", "move-from_on": _tomorrow()})
    assert answer.status_code == 302
    old, new = Category.objects.get(code="02.01.01"), Category.objects.get(code="01.01.03")
    assert f"{old.until_on}" == f"{new.from_on}" == _tomorrow()
    rows = {row.category_id: row for row in DirectoryRow.objects.filter(department="zf")}
    assert f"{rows['02.01.01'].until_on}" == f"{rows['01.01.03'].from_on}" == _tomorrow()


def test_a_directory_row_ends_when_its_successor_begins(logged_in: LoggedIn) -> None:
    row = DirectoryRow.objects.get(category_id="03")
    facts = {"category": "03", "department": "cg", "level": "city", "from_on": _tomorrow()}
    logged_in("admin.js").post(reverse("console:row", args=["directory", row.pk]), facts)
    row.refresh_from_db()
    heir = DirectoryRow.objects.get(category_id="03", department="cg")
    assert f"{row.until_on}" == f"{heir.from_on}" == _tomorrow()


def test_a_directory_row_must_name_a_unit_or_a_department(logged_in: LoggedIn) -> None:
    facts = {"category": "01.01.02", "from_on": _tomorrow()}
    answer = logged_in("admin.js").post(reverse("console:new", args=["directory"]), facts)
    assert answer.status_code == 422
    assert "二选一" in answer.content.decode()


def test_a_city_keeps_the_rows_of_her_own_area_only(logged_in: LoggedIn) -> None:
    client = logged_in("admin.wuxi")
    facts = {"category": "01.01.02", "department": "cg", "level": "city", "from_on": _tomorrow()}
    assert client.post(reverse("console:new", args=["directory"]), facts).status_code == 422
    ours = client.post(reverse("console:new", args=["directory"]), facts | {"region_0": "3202"})
    assert ours.status_code == 302
    theirs = client.post(reverse("console:new", args=["directory"]), facts | {"region_0": "3205"})
    assert "您的岗位不能执行" in theirs.content.decode()


def test_trying_the_directory_says_which_row_fires_and_why(logged_in: LoggedIn) -> None:
    query = {"category": "01.01.01", "region_0": "3202", "region_1": "320211", "centre_level": "city", "on": _day(0)}
    text = logged_in("admin.js").get(reverse("console:try_directory"), query).content.decode()
    assert "采用" in text
    assert "滨湖区城市管理局" in text
    assert "分类完全一致" in text
    assert "上级分类 01.01" in text


def test_a_reason_is_retired_and_comes_back_when_saved(logged_in: LoggedIn) -> None:
    client, row = logged_in("admin.js"), Reason.objects.get(code="delay")
    client.post(reverse("console:deed", args=["reasons", row.pk, "retire"]))
    assert Reason.objects.filter(pk=row.pk, until_on__isnull=False).exists()
    client.post(
        reverse("console:row", args=["reasons", row.pk]), {"name": "拖延", "name_en": "Delay", "blame": "handling"}
    )
    assert Reason.objects.filter(pk=row.pk, name="拖延", until_on__isnull=True).exists()


def test_a_role_gets_another_permission_at_once(logged_in: LoggedIn) -> None:
    facts = {
        "name": "回访员",
        "name_en": "Follow-up agent",
        "scope": "own_centre",
        "unmask_limit": 5,
        "ordinal": 9,
        "permissions": ["follow_up", "urge"],
    }
    logged_in("admin.js").post(reverse("console:row", args=["roles", "follow_up_agent"]), facts)
    role = Role.objects.get(code="follow_up_agent")
    assert (role.permissions, role.unmask_limit) == (["follow_up", "urge"], 5)


def test_a_template_of_another_citys_unit_is_not_there(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.js")
    facts = {"title": "已修复", "text": "您好，已修复。", "organisation": town.unit("320500-cg").pk, "ordinal": 0}
    made = client.post(reverse("console:new", args=["templates"]), facts)
    assert made.status_code == 302
    assert logged_in("admin.wuxi").get(made["Location"]).status_code == 404


def test_long_lists_page_and_search(logged_in: LoggedIn) -> None:
    client, at = logged_in("admin.js"), reverse("console:sheet", args=["regions"])
    Region.objects.bulk_create(
        Region(code=f"3202{n:02d}", level="county", name=f"新{n}区", full_name=f"新{n}区", parent_id="3202")
        for n in range(20, 90)
    )
    first = client.get(at)
    assert "下一页" in first.content.decode()
    assert "新55区" in client.get(at, {"words": "新55"}).content.decode()
    nothing = client.get(at, {"words": "没有的地方"}).content.decode()
    assert "没有符合条件的记录" in nothing
