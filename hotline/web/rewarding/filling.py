"""Filling in a form and doing what it stands for: a refusal stands above the form, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.utils.translation import get_language, gettext

from hotline.lib.refusal import Refusal

T = TypeVar("T")


def attempt(form: forms.Form, do: Callable[[dict[str, Any]], T]) -> T | None:
    """What the deed gives, or None where the form is wrong or the deed was refused.

    :raises Refusal: what is hidden or absent stays so.
    """
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(None, refusal.sentence(gettext, get_language() or "zh"))
        return None
