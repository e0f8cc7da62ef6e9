"""The forms of merging and linking."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import DeedForm


class MergeForm(DeedForm):
    """Under which main ticket, and why."""

    main = forms.CharField(label=_("主单编号"), max_length=20, help_text=_("并入后，诉求人仍按自己的工单告知和回访。"))
    why = forms.CharField(label=_("并单理由"), max_length=300, required=False)


class LinkForm(DeedForm):
    """With which ticket, and why."""

    other = forms.CharField(label=_("关联的工单编号"), max_length=20, help_text=_("两张工单各自办理，互相可以看到。"))
    why = forms.CharField(label=_("关联理由"), max_length=300)
