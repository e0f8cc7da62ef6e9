"""Steps of 12350 through its doors: the informant sealed, the hazard judged, the reward proposed, approved and paid."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hotline.flow.rewards.models import Hazard, Report, Reward
from hotline.flow.tickets.models import Attachment

from .road import Road, Step

CODES: dict[str, str] = {}
"""What the informants were told, by ticket."""


def _attach(road: Road, step: Step) -> None:
    who, at = road.enter(step["who"]), f"/tickets/{road.number}/do/attach/"
    file = SimpleUploadedFile(step["file"], str(step["note"]).encode(), "text/plain")
    assert who.post(at, {"file": file}).status_code == 302


def _seal(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    assert f"/rewards/seal/{road.number}/" in who.get(f"/tickets/{road.number}/").content.decode(), "it is offered"
    page = who.post(f"/rewards/seal/{road.number}/", {}).content.decode()
    found = re.search(r"reward-code number\">([A-Z0-9-]{14})<", page)
    assert found, "the code is told once"
    CODES[road.number] = found[1]


def _hazard(road: Road, step: Step) -> None:
    who, page = road.enter(step["who"]), f"/rewards/hazards/new/{road.number}/"
    known = Hazard.objects.filter(name=step["hazard"]).first()
    if known is None:
        road.fill(who, page, "", having="accused", name=step["hazard"], accused=step["accused"])
    else:
        road.fill(who, page, f"/rewards/hazards/{known.pk}/add/")


def _page(road: Road) -> str:
    return f"/rewards/hazards/{Report.objects.get(ticket__number=road.number).hazard_id}/"


def _fill(road: Road, step: Step, deed: str, **said: Any) -> None:
    who, page = road.enter(step["who"]), _page(road)
    answer = who.post(f"{page}{deed}/", {"report": road.number, **said})
    assert answer.status_code == 302, re.findall("<div>([^<]+)</div>", answer.content.decode())


def _judge(road: Road, step: Step) -> None:
    files = list(Attachment.objects.filter(ticket__number=road.number).values_list("file_id", flat=True))
    _fill(road, step, "judge", effect=step["effect"], ground=step["note"], proof=files)


def _propose(road: Road, step: Step) -> None:
    page = road.enter(step["who"]).get(_page(road)).content.decode()
    rules = {label: value for value, label in re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', page)}
    chosen = next(value for label, value in rules.items() if label.startswith("重大事故隐患"))
    _fill(road, step, "propose", rule=chosen, base=str(step["base"]), why=step["note"])


def _decide(road: Road, step: Step) -> None:
    reward = Reward.objects.get(report__ticket__number=road.number, is_current=True)
    page = f"/rewards/approvals/{reward.pk}/"
    who = road.enter(step["who"])
    assert page in who.get("/rewards/approvals/").content.decode()
    road.fill(who, page, "", having="opinion", verdict=step["verdict"], opinion=step["note"])


def _pay(road: Road, step: Step) -> None:
    _fill(road, step, "pay", code=CODES[road.number], voucher=step["voucher"])


STEPS = {
    "attach": _attach,
    "seal": _seal,
    "note_hazard": _hazard,
    "judge_report": _judge,
    "propose_reward": _propose,
    "decide_reward": _decide,
    "pay_reward": _pay,
}
