"""The pickers as widgets of Django forms: ``{% field form.category %}`` draws them with label and errors."""

from __future__ import annotations

from typing import Any

from django.forms import MultipleChoiceField, ValidationError, Widget
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


class SeveralPicker(Widget):
    """Several of something: those chosen stay as boxes that can be unticked, and one more can be picked."""

    def boxes(self, value: Any) -> list[tuple[Any, str]]:
        """What is chosen, each with what it is called."""
        raise NotImplementedError

    def more(self, name: str) -> dict[str, Any]:
        """The type-ahead field that adds one."""
        raise NotImplementedError

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Boxes, and the field."""
        chosen = [value] if isinstance(value, str) and value else value or ()
        context = {"name": name, "chosen": self.boxes(chosen), "picker": self.more(f"{name}_more")}
        return render_to_string("kit/units.html", context)

    def id_for_label(self, id_: str) -> str:
        """The field that adds one."""
        return f"{id_}_more"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The boxes still ticked and the one just picked."""
        ticked = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
        more = str(data.get(f"{name}_more", "") or "")
        return list(dict.fromkeys([*ticked, *([more] if more else [])]))


class CategoriesPicker(SeveralPicker):
    """Several categories, branches too."""

    def boxes(self, value: Any) -> list[tuple[Any, str]]:
        """Each with its whole path."""
        return [(code, names.category(code, is_full=True)) for code in value]

    def more(self, name: str) -> dict[str, Any]:
        """By name or code."""
        return parts.category_picker(name, "", placeholder=gettext("再加一个分类，输入名称或编码"), with_branches=True)


class TopicsPicker(SeveralPicker):
    """Several topics."""

    def boxes(self, value: Any) -> list[tuple[Any, str]]:
        """Each with its name."""
        return [(code, names.topic(code)) for code in value]

    def more(self, name: str) -> dict[str, Any]:
        """By name or code."""
        return parts.topic_picker(name, gettext("再加一个专题，输入名称或编码"))


class RegionsPicker(SeveralPicker):
    """Several regions of any level; ``within`` limits them to those of an area."""

    def __init__(self, attrs: Any = None, within: str = "") -> None:
        super().__init__(attrs)
        self.within = within

    def boxes(self, value: Any) -> list[tuple[Any, str]]:
        """Each with its name; a county or street with the city around it."""
        return [(code, names.region_within(code)) for code in value]

    def more(self, name: str) -> dict[str, Any]:
        """By name or code."""
        return parts.place_picker(name, self.within, gettext("再加一个区域，输入名称或编码"))


class SeveralCodes(MultipleChoiceField):
    """Several codes from a picker; which of them are unknown is said by the action."""

    def validate(self, value: Any) -> None:
        """Only whether any is needed."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")


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


class UnitsPicker(SeveralPicker):
    """Several units; ``below`` limits them to those a unit may send down to."""

    def __init__(self, attrs: Any = None, below: int | None = None) -> None:
        super().__init__(attrs)
        self.below = below

    def boxes(self, value: Any) -> list[tuple[Any, str]]:
        """Each with its name."""
        return [(unit, names.unit(unit)) for each in value if (unit := number(each)) is not None]

    def more(self, name: str) -> dict[str, Any]:
        """By name."""
        return parts.unit_picker(name, None, self.below, placeholder=gettext("再加一个单位"))
