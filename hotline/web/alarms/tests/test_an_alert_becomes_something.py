"""An alert becomes a supervision order, a topic or a report, and says so itself; not through the wrong hands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Role
from hotline.insight.alerts import actions, queries
from hotline.insight.alerts.models import Alert
from hotline.insight.alerts.words import AlertKind, Doubt
from hotline.lib.memo import forget_all
from hotline.watch.supervision.models import Order
from hotline.watch.topics.models import Topic
from tests import supervised
from tests.analysing import fact, root, stored
from tests.benches import NOW, Enter
from tests.town import Town

from .test_the_door_of_alerts import DAY, page, raised, wuxi

__all__ = ["root", "wuxi"]
pytestmark = pytest.mark.django_db
NEW = "/oversight/orders/new/"
TOPIC = {
    "name": "路灯",
    "name_en": "Lamps",
    "code": "lamps",
    "expression": "路灯",
    "categories": ["01.01.01"],
    "regions": ["320211"],
    "from_on": "2020-03-02",
}


@pytest.fixture
def supervisor(town: Town, enter: Enter) -> Client:
    """A supervisor of Wuxi who also reads alerts, as the province's data have it."""
    supervised.furnish(town)
    role = Role.objects.get(pk="supervisor")
    Role.objects.filter(pk="supervisor").update(permissions=[*role.permissions, "analyse"])
    forget_all()
    return enter("supervisor.wuxi")


def order(town: Town, *numbers: str, **more: object) -> dict[str, Any]:
    """What the form of an order says."""
    target = town.unit("320211-cg").pk
    said = {"ticket": list(numbers), "grade": "ordinary", "target": target, "reason": "topic", "demand": "查清路灯故障"}
    return said | more


def told(alert: Alert) -> list[tuple[str, str, str]]:
    """What was done to an alert."""
    return [(each.verb, each.deed, each.reference) for each in queries.steps(alert.pk)]


def test_a_burst_shows_its_tickets_and_becomes_an_order_about_some_of_them(
    supervisor: Client, town: Town, root: Path
) -> None:
    open_, closed, elsewhere = town.ticket(Status.HANDLING), town.ticket(Status.CLOSED), town.ticket()
    merged = town.ticket(Status.MERGED)
    about = [fact(each.pk, DAY, category="01.01.01", is_synthetic=False) for each in (open_, closed, merged)]
    stored(root, [*about, fact(elsewhere.pk, DAY, category="02.01.01", is_synthetic=False)], "live")
    alert = raised()
    shown = page(supervisor, f"/alerts/{alert.pk}/")
    assert shown.index(open_.number) < shown.index(closed.number)
    assert elsewhere.number not in shown
    assert f'value="{open_.number}" aria-label="{open_.number}" checked' in shown
    for each in (closed, merged):
        assert f'value="{each.number}" aria-label="{each.number}">' in shown
    asked = page(supervisor, f"{NEW}?ticket={open_.number}&alert={alert.pk}")
    assert f'name="alert" value="{alert.pk}"' in asked
    assert supervisor.post(NEW, order(town, open_.number, alert=alert.pk)).status_code == 302
    given = Order.objects.get()
    alert.refresh_from_db()
    assert alert.state == "acted"
    assert told(alert) == [("raise", "", ""), ("act", "order", f"/oversight/orders/{given.pk}/")]
    assert f'href="/oversight/orders/{given.pk}/"' in page(supervisor, f"/alerts/{alert.pk}/")


def test_while_the_facts_cannot_be_asked_the_page_opens_without_tickets(supervisor: Client) -> None:
    shown = page(supervisor, f"/alerts/{raised().pk}/")
    assert "没有您能查看的工单" in shown
    assert "就所选工单下达督办" not in shown


def test_who_gives_no_orders_is_offered_none_and_gives_none(wuxi: Client, town: Town) -> None:
    supervised.furnish(town)
    ticket = town.ticket(Status.HANDLING)
    alert = raised(kind=AlertKind.CLUSTER, seen=3, anchor=ticket.pk, tickets=(ticket.pk,))
    shown = page(wuxi, f"/alerts/{alert.pk}/")
    assert ticket.number in shown
    assert "就所选工单下达督办" not in shown
    assert wuxi.post(NEW, order(town, ticket.number, alert=alert.pk)).status_code == 403
    assert not Order.objects.exists()
    assert told(alert) == [("raise", "", "")]


@pytest.mark.parametrize("alert", ["another city's", "²", "99999999999999999999", "0", ""])
def test_an_order_that_names_an_alert_the_giver_does_not_see_leaves_it_alone(
    supervisor: Client, town: Town, alert: str
) -> None:
    theirs = raised("320505")
    ticket = town.ticket(Status.HANDLING)
    named = str(theirs.pk) if alert == "another city's" else alert
    answer = supervisor.post(NEW, order(town, ticket.number, alert=named), follow=True)
    assert Order.objects.count() == 1
    assert "预警" not in "".join(str(each) for each in answer.context["messages"])
    assert told(theirs) == [("raise", "", "")]


def test_an_order_without_a_ticket_is_refused_with_a_word_and_the_alert_waits(supervisor: Client, town: Town) -> None:
    alert = raised()
    answer = supervisor.get(f"{NEW}?alert={alert.pk}")
    assert answer.status_code == 422
    assert "请至少选择一张要督办的工单" in answer.content.decode()
    back = supervisor.post(NEW, order(town, town.ticket(Status.HANDLING).number, alert=alert.pk, demand=""))
    assert back.status_code == 422
    assert f'name="alert" value="{alert.pk}"' in back.content.decode()
    assert told(alert) == [("raise", "", "")]


def test_a_topic_made_of_an_alert_is_written_down_there(wuxi: Client) -> None:
    alert = raised()
    assert f"alert={alert.pk}" in page(wuxi, f"/alerts/{alert.pk}/")
    answer = wuxi.post(reverse("tracking:new"), TOPIC | {"alert": alert.pk})
    assert answer.status_code == 302, answer.content.decode()
    assert told(alert)[-1] == ("act", "topic", reverse("tracking:topic", args=[Topic.objects.get().code]))


def test_what_was_made_stands_though_a_colleague_dismissed_the_alert_meanwhile(wuxi: Client, town: Town) -> None:
    alert = raised()
    actions.dismiss(alert.pk, Doubt.KNOWN, "已有安排", by=town.actor("analyst.wuxi"), at=NOW + timedelta(minutes=1))
    answer = wuxi.post(reverse("tracking:new"), TOPIC | {"alert": alert.pk}, follow=True)
    assert Topic.objects.count() == 1
    assert "已排除" in "".join(str(each) for each in answer.context["messages"])
    alert.refresh_from_db()
    assert alert.state == "dismissed"


@pytest.mark.parametrize("reference", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"])
def test_only_a_page_of_the_platform_is_linked(wuxi: Client, reference: str) -> None:
    alert = raised()
    wuxi.post(f"/alerts/{alert.pk}/act/", {"deed": "other", "note": "已处置", "reference": reference})
    shown = page(wuxi, f"/alerts/{alert.pk}/")
    assert reference in shown
    assert f'href="{reference}' not in shown
