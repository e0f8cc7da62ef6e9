"""The form of a scheme: items by measure, groups, who is left out, from which day on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.insight.evaluation.words import Exclusion, Group, Item, Piece, Scheme
from hotline.insight.measures.words import Measure

CODE = r"^[a-z0-9-]{1,40}$"


class SchemeForm(forms.Form):
    """A whole scheme, typed line by line; ``lines`` are its items, one a measure."""

    code = forms.RegexField(CODE, label=_("编码"), help_text=_("小写字母、数字和横线。"))
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    from_on = forms.DateField(
        label=_("生效日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("每月按月初第一天有效的方案考核；已生成考核单的月份不受影响。"),
    )
    total = forms.DecimalField(label=_("总分"), min_value=1, max_value=1000, max_digits=7, decimal_places=2)
    groups = forms.CharField(
        label=_("考核组"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一组：组名 | 英文名 | 单位代码，单位代码用空格分开。分组排名，不跨组比较。"),
    )
    exclusions = forms.CharField(
        label=_("不参与考核的单位"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("每行一个：单位代码 | 原因。"),
    )
    without = forms.CharField(
        label=_("不计入的诉求分类"), required=False, help_text=_("分类编码，用空格分开；其下级分类一并不计。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for measure in Measure:
            for name, field in _item_fields(measure).items():
                self.fields[f"{measure.value}_{name}"] = field

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The fields of each measure, for the template."""
        names = ("weight", "target", "floor", "pieces")
        language = get_language() or "zh"
        return [
            {"label": each.label(language), "fields": [self[f"{each.value}_{name}"] for name in names]}
            for each in Measure
        ]

    @property
    def heads(self) -> list[Any]:
        """What the columns of the items are called."""
        return [field.label for field in _item_fields(Measure.SOLVED).values()]

    def clean_groups(self) -> tuple[Group, ...]:
        """Lines as groups."""
        found = []
        for number, parts in enumerate(_lines(self.cleaned_data["groups"], 3), start=1):
            name, name_en, units = parts
            found.append(Group(f"g{number}", name, name_en, tuple(units.split())))
        return tuple(found)

    def clean_exclusions(self) -> tuple[Exclusion, ...]:
        """Lines as exclusions."""
        return tuple(Exclusion(unit, reason) for unit, reason in _lines(self.cleaned_data["exclusions"], 2))

    def clean(self) -> dict[str, Any]:
        """Items as the scheme wants them."""
        said = super().clean() or {}
        for measure in Measure:
            name = f"{measure.value}_pieces"
            if said.get(f"{measure.value}_weight") is not None and name in said:
                try:
                    said[name] = tuple(_piece(part) for part in said[name].split())
                except (InvalidOperation, ValueError):
                    self.add_error(name, _("扣分段请写成“0:1 5:2”：起点和每个百分点扣几分。"))
        return said

    def scheme(self) -> Scheme:
        """The scheme as it was typed; whether it holds is for evaluation to say."""
        said = self.cleaned_data
        items = tuple(_item(measure, said) for measure in Measure if said[f"{measure.value}_weight"] is not None)
        texts = (said["code"], said["name"], said["name_en"])
        return Scheme(*texts, said["total"], items, said["groups"], said["exclusions"], tuple(said["without"].split()))


def _item_fields(measure: Measure) -> dict[str, forms.Field]:
    label = measure.label(get_language() or "zh")
    found: dict[str, forms.Field] = {
        "weight": _number(_("分值")),
        "target": _number(_("目标（%）")),
        "floor": _number(_("保底分")),
        "pieces": forms.CharField(label=_("扣分段"), required=False, max_length=80),
    }
    for field in found.values():
        field.widget.attrs |= {"aria-label": f"{label} {field.label}", "class": "form-control form-control-sm"}
    return found


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=6, decimal_places=2)


def _item(measure: Measure, said: dict[str, Any]) -> Item:
    zero = Decimal(0)
    weight, target, floor = (said[f"{measure.value}_{name}"] for name in ("weight", "target", "floor"))
    return Item(measure, weight, target or zero, floor or zero, said[f"{measure.value}_pieces"])


def _piece(said: str) -> Piece:
    over, loss = (Decimal(part) for part in said.split(":"))
    if not (over.is_finite() and loss.is_finite()):
        raise ValueError(said)
    return Piece(over, loss)


def _lines(said: str, parts: int) -> Iterable[list[str]]:
    for line in filter(None, (each.strip() for each in said.splitlines())):
        found = [each.strip() for each in line.replace("｜", "|").split("|")]
        if len(found) != parts:
            raise forms.ValidationError(_("“%(line)s”读不懂，请按提示用竖线分开。"), params={"line": line[:30]})
        yield found


def initial(scheme: Scheme) -> dict[str, Any]:
    """What the form holds of a scheme that another begins from."""
    found: dict[str, Any] = {
        "code": scheme.code,
        "name": scheme.name,
        "name_en": scheme.name_en,
        "total": scheme.total,
        "groups": "\n".join(f"{each.name} | {each.name_en} | {' '.join(each.units)}" for each in scheme.groups),
        "exclusions": "\n".join(f"{each.unit} | {each.reason}" for each in scheme.exclusions),
        "without": " ".join(scheme.without),
    }
    for item in scheme.items:
        found[f"{item.measure.value}_weight"] = item.weight
        found[f"{item.measure.value}_target"] = item.target
        found[f"{item.measure.value}_floor"] = item.floor
        found[f"{item.measure.value}_pieces"] = " ".join(f"{each.over}:{each.loss}" for each in item.pieces)
    return found
