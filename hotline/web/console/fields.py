"""Fields and inputs of the console's forms: people, places, units and categories are picked, lists are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.lib.text import number
from hotline.lib.words import Word
from hotline.web.kit import names, pickers, vocabulary


class SheetForm(forms.Form):
    """A form that knows who fills it in and which row it is about."""

    required_css_class = "required"

    def __init__(self, *args: Any, by: Actor | None = None, row: Any = None, **kwargs: Any) -> None:
        self.by, self.row = by, row
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fit choices to the actor, the row and the language."""

    def fix(self, *fields: str) -> None:
        """Fields that cannot change once the row exists."""
        for name in fields:
            self.fields[name].disabled = True
            self.fields[name].required = False


class Picker(forms.TextInput):
    """Type-ahead: the value is hidden, the words are shown."""

    def __init__(self, source: str, label: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.source, self.label = source, label

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """The kit's picker."""
        said = "" if value is None else str(value)
        context = {
            "name": name,
            "value": said,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "label": self.label(said) if said else "",
            "placeholder": self.attrs.get("placeholder", ""),
            "source": reverse(self.source),
            "is_invalid": "is-invalid" in (attrs or {}).get("class", ""),
        }
        return render_to_string("kit/picker.html", context)


class UnitField(forms.IntegerField):
    """An organisation, by type-ahead."""

    def __init__(self, **kwargs: Any) -> None:
        picker = Picker("kit:units", _unit_label, {"placeholder": _("输入机构名称")})
        super().__init__(widget=picker, **kwargs)


class CategoryField(forms.CharField):
    """A category, by type-ahead."""

    def __init__(self, **kwargs: Any) -> None:
        label = lambda code: names.category(code, is_full=True)  # noqa: E731
        picker = Picker("console:pick_categories", label, {"placeholder": _("输入分类名称或编码")})
        super().__init__(max_length=20, widget=picker, **kwargs)


class Cascade(forms.Widget):
    """City, county, street: one select after the other."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """The kit's cascade."""
        return render_to_string("kit/cascade.html", pickers.cascade(name, value or ""))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The deepest choice; what was typed without scripts counts too."""
        picked = [data.get(f"{name}_{level}", "") for level in range(pickers.LEVELS)]
        return pickers.deepest(picked) or data.get(name, "")

    def id_for_label(self, id_: str) -> str:
        """The first select."""
        return f"{id_}_0"


class RegionField(forms.CharField):
    """A region; nothing chosen means the whole province where that is allowed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=9, widget=Cascade(), **kwargs)

    def clean(self, value: Any) -> str:
        """A known code, or nothing."""
        code = str(super().clean(value) or "")
        if code and regions.region(code) is None:
            raise forms.ValidationError(_("没有这个区划，请逐级选择。"))
        return code


class DayField(forms.DateField):
    """A day, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class MomentField(forms.DateTimeField):
    """A moment, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class WordsField(forms.CharField):
    """A list of words or lines; any comma, semicolon or new line parts them."""

    def __init__(self, *, longest: int = 60, most: int = 60, by_lines: bool = False, **kwargs: Any) -> None:
        self.longest, self.most = longest, most
        self.parts = re.compile(r"[\r\n]+" if by_lines else r"[,，、;；\s]+")
        self.joint = "\n" if by_lines else "、"
        widget = forms.Textarea(attrs={"rows": kwargs.pop("rows", 2)})
        super().__init__(required=kwargs.pop("required", False), widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored list as one text."""
        return value if value is None or isinstance(value, str) else self.joint.join(map(str, value))

    def clean(self, value: Any) -> Any:
        """The words, each once, in their order."""
        words = [part.strip() for part in self.parts.split(str(super().clean(value) or "")) if part.strip()]
        if len(words) > self.most:
            raise forms.ValidationError(_("最多 %(most)s 项。"), params={"most": self.most})
        for word in words:
            if len(word) > self.longest:
                raise forms.ValidationError(
                    _("“%(word)s…”太长：每项最多 %(longest)s 字。"), params={"word": word[:12], "longest": self.longest}
                )
        return list(dict.fromkeys(words))


class WordField(forms.ChoiceField):
    """One of an enum's words, in the reader's language."""

    def __init__(self, enum: type[Word], *, blank: Any = None, **kwargs: Any) -> None:
        self.enum, self.blank = enum, blank
        super().__init__(choices=self._pairs, **kwargs)

    def _pairs(self) -> Iterable[tuple[str, str]]:
        pairs = vocabulary.choices(self.enum, get_language() or "zh")
        return pairs if self.blank is None else [("", str(self.blank)), *pairs]


class TextField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _unit_label(said: str) -> str:
    unit = number(said)
    return said if unit is None else names.unit(unit)
