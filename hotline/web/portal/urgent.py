"""The short form of a disaster: one page, three fields, a number at once."""

from __future__ import annotations

import secrets

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets.words import Channel, NewContact, NewTicket, Registered
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.disaster import queries as disaster
from hotline.ground.disaster.words import Active
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import NotFound, Refusal

from . import errors, limits
from .forms import PLACE, TEXT, region_choices, written
from .submit import title_of

SENDER = "portal-urgent"
KEY = 24


class UrgentForm(django_forms.Form):
    """What happened, where, whom to ring."""

    text = written(_("出了什么事"), TEXT, rows=4, required=True)
    region = django_forms.ChoiceField(label=_("在哪个市、县（区）"), choices=list)
    place = written(_("具体地点"), PLACE, required=True, hint=_("街道、小区、门牌号，或附近的标志。"))
    phone = written(_("联系电话"), 30, required=True, inputmode="tel", autocomplete="tel")
    key = django_forms.CharField(widget=django_forms.HiddenInput, max_length=64)

    def within(self, area: str) -> UrgentForm:
        """Only the area of the disaster may be chosen."""
        field = self.fields["region"]
        assert isinstance(field, django_forms.ChoiceField)
        found = [pair for _city, pairs in region_choices() for pair in pairs if str(pair[0]).startswith(area)]
        field.choices = found or [(area, _name(area))]
        return self


def _name(code: str) -> str:
    found = regions.region(code)
    return found.full_name if found else code


@never_cache
@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest, identifier: int) -> HttpResponse:
    """Register under a disaster mode in force; sent twice, it is registered once."""
    at = timezone.now()
    mode = next((each for each in disaster.active(at) if each.id == identifier), None)
    if mode is None:
        raise NotFound
    form = UrgentForm(request.POST or None, initial={"key": secrets.token_urlsafe(KEY)}).within(mode.region)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            limits.by_address(request, "submit", limits.SUBMIT, at=at)
            new = _register(form.cleaned_data, mode)
            said = {"number": new.number, "code": new.query_code, "phone": form.cleaned_data["phone"]}
            return render(request, "portal/urgent_done.html", {"said": said})
        except Refusal as fault:
            refusal = fault.sentence(gettext, get_language() or "zh")
    found = {"form": form, "mode": mode, "refusal": refusal}
    return render(request, "portal/urgent.html", found, status=422 if refusal or form.errors else 200)


def _register(said: dict[str, str], mode: Active) -> Registered:
    centre = organisations.centre_for(said["region"])
    if centre is None:
        raise errors.NoCentre
    contact = NewContact(centre.id, Channel.WEB, phone=said["phone"])
    matter = NewTicket(
        Kind.HELP,
        title_of(said["text"]),
        said["text"],
        category=mode.category,
        region=said["region"],
        urgency=Urgency.URGENT,
        place=said["place"],
    )
    appeal = Appeal(contact, (matter,))
    [new], _again = intake.take_once(appeal, sender=SENDER, key=said["key"], by=Actor.citizen(), at=timezone.now())
    return new
