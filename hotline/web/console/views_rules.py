"""Trying a rule of supervision on past tickets, before it is kept."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.refusal import NotPermitted, Refusal
from hotline.watch.supervision import firing, triggers
from hotline.web.kit.doors import actor, door, now, today

from . import registry, rights
from .fields import DayField
from .sheets import Asked
from .sheets_watch import RuleForm, SupervisionRules, new_rule


class TryRuleForm(RuleForm):
    """A rule, and the span of past tickets it is tried on."""

    since = DayField(label=_("登记自"))
    until = DayField(label=_("登记至"))
    field_order = ("since", "until")

    def prepare(self) -> None:
        """The last month, unless told otherwise."""
        super().prepare()
        self.initial.setdefault("since", today() - timedelta(days=30))
        self.initial.setdefault("until", today())


@door(rights.REFERENCE)
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest) -> HttpResponse:
    """Which tickets of a span a rule would have found; nothing is kept."""
    by = actor(request)
    form = TryRuleForm(request.POST or None, initial=_start(request, by), by=by)
    context: dict[str, Any] = {"sheet": registry.SHEETS[SupervisionRules.slug], "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            context["trial"] = _tried(form, by)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence(gettext, get_language() or "zh"))
    if request.method == "POST" and form.errors:
        status = 422
    return render(request, "console/try_rule.html", context, status=status)


def _tried(form: TryRuleForm, by: Actor) -> firing.Trial:
    """How many tickets fit, and those of them the actor may see: who keeps data sees no tickets by that.

    :raises NotPermitted: the centre is not the actor's to keep.
    """
    said = form.cleaned_data
    new = triggers.cleaned(new_rule(said), now())
    centre = organisations.unit(new.centre_id)
    if not rights.over_unit(by, rights.REFERENCE, centre.id):
        raise NotPermitted(verb=gettext("试用规则"))
    since, until = _midnight(said["since"]), _midnight(said["until"] + timedelta(days=1))
    return firing.attempt(triggers.unsaved(new), since, until, by, at=now())


def _start(request: HttpRequest, by: Actor) -> dict[str, Any]:
    """A rule that stands already, to be tried or changed."""
    pk = text.number(request.GET.get("rule", ""))
    sheet = SupervisionRules()
    asked = Asked(by, today(), "", {"state": "all"})
    row = sheet.rows(asked).filter(pk=pk).first() if pk is not None else None
    return sheet.initial(row) if row is not None else {}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
