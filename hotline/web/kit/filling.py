"""Doing what a filled-in form stands for: a refusal stands beside its field or above the form, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from django.forms import BaseForm
from django.utils.translation import get_language, gettext

from hotline.lib.refusal import Refusal

T = TypeVar("T")
NO_FIELDS: Mapping[str, str] = MappingProxyType({})


def attempt(
    form: BaseForm, do: Callable[[], T], faults: Mapping[str, str] = NO_FIELDS, gone: Collection[str] = ()
) -> T | None:
    """What the deed gives; None where it was refused, and the form says why.

    :param faults: the field a refusal is about, by the refusal's name; others stand above the form.
    :param gone: refusals after which the form is no longer on the page (somebody was faster): they get a page.
    :raises Refusal: what is hidden or absent stays so; one of ``gone``.
    """
    try:
        return do()
    except Refusal as refusal:
        if type(refusal).__name__ in gone:
            raise
        tell(form, refusal, faults)
        return None


def tell(form: BaseForm, refusal: Refusal, faults: Mapping[str, str] = NO_FIELDS) -> None:
    """Say in the form why it was refused.

    :raises Refusal: what is hidden or absent stays so.
    """
    if refusal.status == 404:
        raise refusal
    form.is_valid()  # a form has errors of its own before it takes others
    known = faults.get(type(refusal).__name__)
    field = known if known in form.fields else None
    form.add_error(field, refusal.sentence(gettext, get_language() or "zh"))


def problem(*forms: BaseForm) -> str:
    """What stands above forms that came back: what is about none of their fields."""
    return " ".join(str(error) for form in forms for error in form.non_field_errors())


def fill(
    form: BaseForm,
    do: Callable[[dict[str, Any]], T],
    faults: Mapping[str, str] = NO_FIELDS,
    gone: Collection[str] = (),
) -> T | None:
    """What the deed gives with what was filled in; None where the form is wrong or the deed was refused.

    :raises Refusal: what is hidden or absent stays so; one of ``gone``.
    """
    return attempt(form, lambda: do(form.cleaned_data), faults, gone) if form.is_valid() else None
