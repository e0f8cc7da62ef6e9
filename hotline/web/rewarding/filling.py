"""Filling in a form and doing what it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from hotline.web.kit import filling

T = TypeVar("T")


def attempt(form: forms.Form, do: Callable[[dict[str, Any]], T]) -> T | None:
    """What the deed gives, or None where the form is wrong or the deed was refused.

    :raises Refusal: what is hidden or absent stays so.
    """
    return filling.attempt(form, lambda: do(form.cleaned_data)) if form.is_valid() else None
