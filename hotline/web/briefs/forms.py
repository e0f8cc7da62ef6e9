"""Forms of special reports: a new one, the search of the archive, words for a deed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.insight.measures import asking
from hotline.insight.reports import queries, scopes
from hotline.insight.reports.words import Kind, Wanted
from hotline.watch.instructions.words import Series
from hotline.web.kit import names
from hotline.web.kit.templatetags import parts
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import CategoryPicker

DAY = timedelta(days=1)


def _date(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    picked = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=picked, help_text=help_text)


class FocusPicker(CategoryPicker):
    """A category of any level by keyword."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The type-ahead field."""
        is_invalid = "is-invalid" in (attrs or {}).get("class", "")
        picker = parts.category_picker(name, value, is_invalid=is_invalid, with_branches=True)
        return render_to_string("kit/picker.html", picker)


class NewForm(forms.Form):
    """Which report, of what, of which days."""

    kind = forms.ChoiceField(label=_("种类"), widget=forms.Select(attrs={"data-submits": "kind"}))
    scope = forms.ChoiceField(label=_("统计范围"), help_text=_("本中心辖区、下级辖区或成员单位。"))
    since = _date(_("开始日期"))
    last = _date(_("结束日期"), help_text=_("含当日；尚未结束的期间统计到昨日，文中写明“截至”。"))
    focus = forms.CharField(label=_("分析的诉求分类"), required=False, widget=FocusPicker())
    source = forms.ChoiceField(label=_("数据来源"), required=False)

    def __init__(self, *args: Any, centre: Unit, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre = centre
        language = get_language() or "zh"
        self._choose("kind", [(kind, kind.label(language)) for kind in queries.kinds_of(centre)])
        self.fields["scope"].choices = self._scopes(scopes.of(centre))  # type: ignore[attr-defined]
        sources = [(each.source, self._source(each.source)) for each in asking.sources()]
        self._choose("source", sources or [(asking.LIVE, self._source(asking.LIVE))])

    def _scopes(self, found: scopes.Scopes) -> list[Any]:
        """The own area first, then groups of what lies below it."""
        is_english = names.is_english()
        parts = [(code, names.region(code)) for code in found.parts]
        counties = [(code, names.region_within(code)) for code in found.counties]
        units = [(code, (name_en if is_english else "") or name) for code, name, name_en in found.units]
        groups = ((_("下级区域"), parts), (_("县级区域"), counties), (_("成员单位"), units))
        return [(found.own, names.region(found.own)), *((str(label), each) for label, each in groups if each)]

    def _source(self, source: str) -> str:
        return str(_("实时数据")) if source == asking.LIVE else str(_("回放 {name}（合成数据）")).format(name=source)

    def _choose(self, name: str, listed: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed
        if len(listed) < 2 and name == "source":
            field.widget = forms.HiddenInput()

    def wanted(self) -> Wanted:
        """The report that was filled in."""
        said = self.cleaned_data
        kind = Kind(said["kind"])
        return Wanted(
            kind,
            self.centre.id,
            said["scope"],
            said["since"],
            said["last"] + DAY,
            said["source"] or asking.LIVE,
            said["focus"] if kind is Kind.HOT else "",
        )


class SearchForm(forms.Form):
    """What is looked for in the archive."""

    words = forms.CharField(label=_("文字"), required=False, max_length=60)
    series = forms.ChoiceField(label=_("系列"), required=False)
    centre = forms.ChoiceField(label=_("编写单位"), required=False)
    since = _date(_("统计期间自"), required=False)
    until = _date(_("统计期间至"), required=False)

    def __init__(self, *args: Any, centres: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self._choose("series", choices(Series, language, blank=str(_("全部"))))
        listed = [(str(each.id), names.unit(each.id)) for each in centres]
        self._choose("centre", [("", str(_("全部"))), *listed])

    def _choose(self, name: str, listed: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed

    def wanted(self) -> dict[str, Any]:
        """What was filled in, as the archive's query takes it."""
        said = self.cleaned_data
        return said | {"centre": int(said["centre"]) if said["centre"] else None}


class WhyForm(forms.Form):
    """Why something is done."""

    why = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    """What is to be mended."""

    note = forms.CharField(label=_("修改意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class IssueForm(forms.Form):
    """What the reviewer thinks of it."""

    opinion = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有需要核对之处时必填，说明核对情况。"),
    )
