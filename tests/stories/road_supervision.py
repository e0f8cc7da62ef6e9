"""Steps of supervision through the doors: spotted on the watch, given, signed for, reported on, judged."""

from __future__ import annotations

from datetime import datetime

from hotline.ground.organisations import queries as organisations
from hotline.watch.supervision.models import Order, Rule

from .road import Road, Step


def _supervise(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    if "topic" in step:
        topic = Rule.objects.get(name=step["topic"]).pk
        assert road.number in who.get(f"/oversight/watch/?topic={topic}").content.decode()
    due = datetime.fromisoformat(str(step["due"])).strftime("%Y-%m-%dT%H:%M")
    said = {"target": str(organisations.unit_by_code(step["target"]).id), "due_at": due}
    said |= {name: step[name] for name in ("grade", "reason", "demand")}
    road.fill(who, f"/oversight/orders/new/?ticket={road.number}", "", having="demand", **said)


def _page(road: Road) -> str:
    order = Order.objects.filter(links__ticket__number=road.number, outcome="").latest("pk")
    return f"/oversight/orders/{order.pk}/"


def _receipt(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), _page(road), "/sign/")


def _feedback(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), _page(road), "/feedback/", text=step["text"])


def _judge(road: Road, step: Step) -> None:
    said = {"verdict": step["verdict"], "opinion": step.get("opinion", "")}
    road.fill(road.enter(step["who"]), _page(road), "/judge/", **said)


def _add_note(road: Road, step: Step) -> None:
    page = f"/tickets/{road.number}/do/add_note/"
    road.fill(road.enter(step["who"]), page, "/do/add_note/", note=step["note"])


STEPS = {
    "supervise": _supervise,
    "supervision_receipt": _receipt,
    "supervision_feedback": _feedback,
    "judge_supervision": _judge,
    "add_note": _add_note,
}
