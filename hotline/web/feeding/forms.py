"""Forms of data feeds. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import Channel
from hotline.ground.organisations import lists as organisation_lists
from hotline.ground.regions import queries as regions
from hotline.watch.feeds import words
from hotline.watch.feeds.words import FeedField, Finding, NewVersion, ReceiverLevel, Scope
from hotline.web.kit import names
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import CategoriesPicker, SeveralCodes, TopicsPicker

PARTS = re.compile(r"[,，、;；\s]+")


class Words(forms.CharField):
    """Several words, parted by commas or spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored words as one text."""
        return value if value is None or isinstance(value, str) else "、".join(value)

    def clean(self, value: Any) -> Any:
        """The words in their order."""
        return tuple(word for word in PARTS.split(super().clean(value) or "") if word)


class VersionForm(forms.Form):
    """Which tickets, which of their fields, and why."""

    categories = SeveralCodes(
        label=_("诉求分类"), widget=CategoriesPicker, required=False, help_text=_("不选则不按分类限定。")
    )
    topics = SeveralCodes(
        label=_("专题"),
        widget=TopicsPicker,
        required=False,
        help_text=_("属于其中任一专题的工单；专题、分类和关键词至少填一项。"),
    )
    any_words = Words(label=_("含有任一关键词"), help_text=_("用逗号或空格分开，例如：群租、隔断、合租。"))
    no_words = Words(label=_("不含关键词"), help_text=_("出现其中任一个就不流转。"))
    regions = forms.MultipleChoiceField(
        label=_("区域"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选为本中心全部辖区；试点时只勾试点的市。"),
    )
    channels = forms.MultipleChoiceField(
        label=_("来源渠道"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选为全部渠道。")
    )
    fields_ = forms.MultipleChoiceField(
        label=_("流转的内容"), widget=forms.CheckboxSelectMultiple, help_text=_("个人信息一律脱敏；保密工单从不流转。")
    )
    why = forms.CharField(label=_("设置理由"), max_length=300, help_text=_("写入变更记录，例如：试点成熟，全省推开。"))

    def __init__(self, *args: Any, home: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.choose("regions", [(place.code, names.region(place.code)) for place in regions.children(home)])
        self.choose("channels", choices(Channel, language))
        self.choose("fields_", choices(FeedField, language))

    def choose(self, name: str, listed: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed

    def scope(self) -> Scope:
        """The scope that was filled in."""
        said = self.cleaned_data
        return Scope(
            tuple(said["categories"]),
            tuple(said["regions"]),
            tuple(said["channels"]),
            tuple(said["any_words"]),
            tuple(said["no_words"]),
            tuple(said["topics"]),
        )

    def version(self) -> NewVersion:
        """The version that was filled in."""
        said = self.cleaned_data
        return NewVersion(self.scope(), tuple(FeedField(each) for each in said["fields_"]), said["why"])


class FeedForm(VersionForm):
    """A new feed with its first version."""

    field_order = ("name", "name_en", "code", "department", "level", "receipt_limit", "answer_limit")
    name = forms.CharField(label=_("名称"), max_length=80)
    name_en = forms.CharField(label=_("英文名称"), max_length=80, required=False)
    code = forms.SlugField(
        label=_("编码"), max_length=40, help_text=_("小写字母、数字和连字符，设后不变，例如 group-rental。")
    )
    department = forms.ChoiceField(
        label=_("接收部门"),
        help_text=_("只列出有数据共享协议的部门；具体单位按工单所在地确定。"),
        error_messages={"invalid_choice": _("这个部门没有有效的数据共享协议，请先登记协议，再设流转规则。")},
    )
    level = forms.ChoiceField(label=_("接收层级"))
    receipt_limit = forms.CharField(
        label=_("接收时限"), max_length=10, initial="1wd", help_text=_("如 24h、1wd（工作日）。")
    )
    answer_limit = forms.CharField(label=_("反馈时限"), max_length=10, initial="5wd")

    def __init__(self, *args: Any, departments: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("department", department_choices(departments))
        self.choose("level", choices(ReceiverLevel, get_language() or "zh"))

    def feed(self) -> words.NewFeed:
        """The feed that was filled in."""
        said = self.cleaned_data
        plain = ("code", "name", "name_en", "department", "receipt_limit", "answer_limit")
        return words.NewFeed(level=ReceiverLevel(said["level"]), **{name: said[name] for name in plain})


class AgreementForm(forms.Form):
    """A department's right to data."""

    department = forms.ChoiceField(label=_("接收部门"))
    region = forms.ChoiceField(label=_("适用区域"))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("数据共享协议或文件的名称、文号。"))
    categories = SeveralCodes(
        label=_("诉求分类"), widget=CategoriesPicker, required=False, help_text=_("不选为全部分类。")
    )
    fields_ = forms.MultipleChoiceField(label=_("可以提供的内容"), widget=forms.CheckboxSelectMultiple)
    from_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(
        label=_("结束日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("当日起不再流转；留空为长期。"),
    )

    def __init__(self, *args: Any, home: str, departments: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        places = [home, *(place.code for place in regions.children(home))]
        self.choose("department", department_choices(departments))
        self.choose("region", [(code, names.region(code)) for code in places])
        self.choose("fields_", choices(FeedField, language))

    def choose(self, name: str, listed: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed

    def agreement(self) -> words.NewAgreement:
        """The agreement that was filled in."""
        said = self.cleaned_data
        return words.NewAgreement(
            said["department"],
            said["region"],
            said["basis"],
            tuple(said["categories"]),
            tuple(FeedField(each) for each in said["fields_"]),
            said["from_on"],
            said["until_on"],
        )


class AnswerForm(forms.Form):
    """What the department found and did."""

    finding = forms.ChoiceField(label=_("核查结果"), widget=forms.RadioSelect)
    feedback = forms.CharField(label=_("处理情况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices(Finding, get_language() or "zh")


class WhyForm(forms.Form):
    """Why something ends."""

    why = forms.CharField(label=_("理由"), max_length=300)


class BackForm(forms.Form):
    """From which day on old tickets are fed too."""

    since = forms.DateField(
        label=_("补流转自"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("从这一天起登记的旧工单也按现行规则流转，每张只流转一次。"),
    )


def department_choices(departments: list[str]) -> list[tuple[str, str]]:
    """Kinds of departments with their names."""
    return [(code, organisation_lists.called(code, is_english=names.is_english())) for code in departments]
