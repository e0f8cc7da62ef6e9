"""Forms of rewards. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.rewards.words import Basis, Effect, NewRule, Verdict
from hotline.lib.words import Word
from hotline.web.kit.vocabulary import choices

DAY = {"type": "date"}


class Worded(forms.Form):
    """A form some of whose choices are words."""

    worded: dict[str, type[Word]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, enum in self.worded.items():
            self.choose(name, choices(enum, get_language() or "zh"))

    def choose(self, name: str, listed: list[tuple[Any, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed


class SealForm(forms.Form):
    """Whether she works for whom she accuses."""

    is_employee = forms.BooleanField(
        label=_("举报人是被举报单位的从业人员"),
        required=False,
        help_text=_("奖励标准可能上浮；只记录这一项，不记录姓名。"),
    )


class HazardForm(forms.Form):
    """What the matter is, and who is accused."""

    name = forms.CharField(
        label=_("隐患事项"), max_length=120, help_text=_("同一事项的举报归在一起，只奖励最先的有效举报人。")
    )
    accused = forms.CharField(label=_("被举报单位"), max_length=120)


class AddForm(forms.Form):
    """Another report of the same matter."""

    number = forms.CharField(label=_("工单号"), max_length=16)


class JudgeForm(Worded):
    """Whether a report was effective."""

    worded = {"effect": Effect}
    effect = forms.ChoiceField(label=_("认定"), widget=forms.RadioSelect)
    ground = forms.CharField(label=_("依据"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    proof = forms.MultipleChoiceField(
        label=_("证明材料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("从工单附件中选择；有效举报至少一份。"),
    )

    def __init__(self, *args: Any, files: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("proof", files)
        if not files:
            self.fields["proof"].help_text = _("工单还没有附件，请先上传核查材料。")


class ProposeForm(Worded):
    """By which rule, on what base."""

    rule = forms.ChoiceField(label=_("奖励标准"))
    base = forms.DecimalField(
        label=_("计算基数"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        initial=0,
        help_text=_("罚款金额（元）或查实人数；固定金额不用填。"),
    )
    why = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, rules: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("rule", rules)


class PayForm(forms.Form):
    """The informant's code and the number of the slip."""

    code = forms.CharField(
        label=_("领奖编码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("由举报人当面或电话说出，不登记姓名。"),
    )
    voucher = forms.CharField(label=_("发放凭证号"), max_length=40)


class VerdictForm(Worded):
    """Yes or no, and why."""

    worded = {"verdict": Verdict}
    verdict = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("意见"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(forms.Form):
    """Whose seal is to be opened, and why."""

    number = forms.CharField(label=_("工单号"), max_length=16)
    why = forms.CharField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明依据，例如公安机关来函文号；另一位保管员据此决定。"),
    )


class RuleForm(Worded):
    """A rule of amounts."""

    worded = {"basis": Basis}
    code = forms.SlugField(
        label=_("编码"), max_length=40, help_text=_("与现行标准同一编码时，现行标准到开始日期为止。")
    )
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    basis = forms.ChoiceField(label=_("计算方式"))
    rate = forms.DecimalField(label=_("比例（%）或金额（元）"), max_digits=12, decimal_places=2)
    floor = forms.DecimalField(label=_("最低金额（元）"), max_digits=12, decimal_places=2, required=False, min_value=0)
    ceiling = forms.DecimalField(
        label=_("最高金额（元）"), max_digits=12, decimal_places=2, required=False, min_value=0
    )
    uplift = forms.DecimalField(label=_("从业人员上浮（%）"), max_digits=5, decimal_places=2, initial=0)
    collect_days = forms.IntegerField(label=_("领奖期限（天）"), min_value=1, max_value=3650, initial=60)
    source = forms.CharField(label=_("依据"), max_length=200)
    from_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def rule(self) -> NewRule:
        """The rule that was filled in."""
        said = dict(self.cleaned_data)
        return NewRule(basis=Basis(said.pop("basis")), **said)


class CodeForm(forms.Form):
    """The informant's code."""

    code = forms.CharField(
        label=_("领奖编码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("举报时告知您的编码，例如 7KQM-2XWP-9RTD。"),
    )
    appeal = forms.CharField(
        label=_("申诉理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
