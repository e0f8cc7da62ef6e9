"""Forms of people and their postings."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hotline.ground.people import queries as people
from hotline.web.kit.doors import today

from . import cells
from .fields import DayField, SheetForm, UnitField


class PersonForm(SheetForm):
    """What a person is called."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    username = forms.CharField(label=_("用户名"), max_length=40)
    language = forms.ChoiceField(label=_("界面语言"), choices=settings.LANGUAGES)

    def prepare(self) -> None:
        """A new account begins with a posting; a user name stays."""
        if self.row is not None:
            self.fix("username")
            return
        del self.fields["language"]
        self.fields["username"].help_text = _("3–40 个小写字母、数字、点、横线或下划线，以字母开头，确定后不能更改。")
        for name, field in PostingForm.base_fields.items():
            self.fields[name] = deepcopy(field)
        offer_roles(self)
        self.initial.setdefault("from_on", today())


class PostingForm(SheetForm):
    """A role at an organisation from a day on."""

    organisation = UnitField(label=_("任职机构"))
    role = forms.ChoiceField(label=_("角色"))
    from_on = DayField(label=_("生效日期"))
    until_on = DayField(label=_("到期日期"), required=False, help_text=_("从这天起不再任职；留空为长期。"))

    def prepare(self) -> None:
        """The roles there are."""
        offer_roles(self)


class EndForm(SheetForm):
    """Which posting ends, and when."""

    posting = forms.ChoiceField(label=_("任职"))
    until_on = DayField(label=_("到期日期"))

    def prepare(self) -> None:
        """Those that have not ended."""
        on = today()
        rows = [each for each in people.postings(self.row.pk) if each.until_on is None or each.until_on > on]
        pairs = [(str(each.pk), _posting(each)) for each in rows]
        self.fields["posting"].choices = pairs  # type: ignore[attr-defined]


class ReasonForm(SheetForm):
    """Why."""

    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("记入变更记录，供审计查看。"))


def offer_roles(form: SheetForm) -> None:
    """Fill in the roles by name."""
    pairs = [(role.code, cells.either(role.name, role.name_en)) for role in people.roles()]
    form.fields["role"].choices = [("", "—"), *pairs]  # type: ignore[attr-defined]


def _posting(each: Any) -> str:
    role, unit = each.role, each.organisation
    return f"{cells.either(role.name, role.name_en)} · {cells.either(unit.name, unit.name_en)}"
