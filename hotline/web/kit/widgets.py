"""The pickers as widgets of Django forms: ``{% field form.category %}`` draws them with label and errors."""

from __future__ import annotations

from typing import Any

from django.forms import Widget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hotline.lib.text import number

from . import names, pickers
from .templatetags import parts


class RegionPicker(Widget):
    """City, county, street; the value is the deepest code chosen."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The cascade."""
        return render_to_string("kit/cascade.html", pickers.cascade(name, str(value or "")))

    def id_for_label(self, id_: str) -> str:
        """The first of its selects."""
        return f"{id_}_0"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The deepest choice; the selects count where no script kept the hidden field in step."""
        levels = [data.get(f"{name}_{level}", "") for level in range(pickers.LEVELS)]
        return pickers.deepest(levels) or str(data.get(name, "") or "")


class CategoryPicker(Widget):
    """A leaf of the category tree by keyword."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The type-ahead field."""
        is_invalid = "is-invalid" in (attrs or {}).get("class", "")
        return render_to_string("kit/picker.html", parts.category_picker(name, value, is_invalid=is_invalid))


class CategoriesPicker(Widget):
    """Several categories, branches too: those chosen stay as boxes that can be unticked, and one more can be picked."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Boxes, and a type-ahead field that adds one."""
        chosen = [(code, names.category(code, is_full=True)) for code in value or ()]
        more = parts.category_picker(
            f"{name}_more", "", placeholder=gettext("再加一个分类，输入名称或编码"), with_branches=True
        )
        return render_to_string("kit/units.html", {"name": name, "chosen": chosen, "picker": more})

    def id_for_label(self, id_: str) -> str:
        """The field that adds one."""
        return f"{id_}_more"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The boxes still ticked and the one just picked."""
        return _ticked(data, name)


class UnitPicker(Widget):
    """A unit by name; ``below`` limits it to those a unit may send down to."""

    def __init__(self, attrs: Any = None, below: int | None = None) -> None:
        super().__init__(attrs)
        self.below = below

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The type-ahead field."""
        chosen = number(value)
        is_invalid = "is-invalid" in (attrs or {}).get("class", "")
        return render_to_string("kit/picker.html", parts.unit_picker(name, chosen, self.below, is_invalid=is_invalid))


class UnitsPicker(UnitPicker):
    """Several units: those chosen stay as boxes that can be unticked, and one more can be picked."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Boxes, and a type-ahead field that adds one."""
        chosen = [(unit, names.unit(unit)) for each in value or () if (unit := number(each)) is not None]
        picker = parts.unit_picker(f"{name}_more", None, self.below, placeholder=gettext("再加一个单位"))
        return render_to_string("kit/units.html", {"name": name, "chosen": chosen, "picker": picker})

    def id_for_label(self, id_: str) -> str:
        """The field that adds one."""
        return f"{id_}_more"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The boxes still ticked and the one just picked."""
        return _ticked(data, name)


def _ticked(data: Any, name: str) -> list[str]:
    ticked = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
    more = str(data.get(f"{name}_more", "") or "")
    return list(dict.fromkeys([*ticked, *([more] if more else [])]))
