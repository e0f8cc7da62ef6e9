"""Forms of topics. What is right is decided by the actions; forms only ask and label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import Channel
from hotline.ground.catalogue.words import Kind
from hotline.watch.topics.words import Definition, NewTopic
from hotline.web.kit.vocabulary import choices
from hotline.web.kit.widgets import CategoriesPicker, RegionsPicker, SeveralCodes

LONGEST = 2000


class Day(forms.DateField):
    """A day, by the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class DefinitionForm(forms.Form):
    """What a topic watches, and why it was changed."""

    expression = forms.CharField(
        label=_("表达式"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "expression"}),
        help_text=_(
            "用 and（与）、or（或）、not（非）、near/字数（近）和括号连接词语，"
            "例如：(退费 or 退款) near/10 健身卡 and not 广告。"
        ),
    )
    categories = SeveralCodes(
        label=_("诉求分类"),
        widget=CategoriesPicker,
        required=False,
        help_text=_("包括下级分类；不选为全部分类。"),
    )
    regions = SeveralCodes(
        label=_("区域"),
        widget=RegionsPicker,
        required=False,
        help_text=_("设区市、县（市、区）或街道；不选为本中心全部辖区。"),
    )
    channels = forms.MultipleChoiceField(
        label=_("来源渠道"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选为全部渠道。")
    )
    kinds = forms.MultipleChoiceField(
        label=_("诉求类型"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选为全部类型。")
    )
    from_on = Day(label=_("登记自"), required=False)
    until_on = Day(label=_("登记至"), required=False, help_text=_("只看这一天之前登记的工单；留空为长期。"))

    def __init__(self, *args: Any, home: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["regions"].widget.within = home
        self.choose("channels", choices(Channel, language))
        self.choose("kinds", choices(Kind, language))

    def choose(self, name: str, listed: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = listed

    def definition(self) -> Definition:
        """The definition that was filled in."""
        said = self.cleaned_data
        lists = {name: tuple(said[name]) for name in ("categories", "regions", "channels", "kinds")}
        return Definition(said["expression"], **lists, from_on=said["from_on"], until_on=said["until_on"])


class ChangeForm(DefinitionForm):
    """Another version."""

    why = forms.CharField(label=_("理由"), max_length=300, help_text=_("写入变更记录。"))


class NewForm(DefinitionForm):
    """A new topic with its first version."""

    field_order = ("name", "name_en", "code", "umbrella", "expression")
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)
    code = forms.CharField(
        label=_("编码"), max_length=40, help_text=_("小写字母、数字和连字符，设后不变，例如 group-rental。")
    )
    umbrella = forms.ChoiceField(
        label=_("上级专题"), required=False, help_text=_("归入后，本专题的工单也算那个专题的工单。")
    )

    def __init__(self, *args: Any, umbrellas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("umbrella", [("", "—"), *umbrellas])

    def try_only(self) -> None:
        """A trial needs a definition, no name."""
        for each in ("name", "name_en", "code"):
            self.fields[each].required = False

    def topic(self) -> NewTopic:
        """The topic that was filled in."""
        said = self.cleaned_data
        return NewTopic(said["code"], said["name"], said["name_en"], said["umbrella"])


class PeriodForm(forms.Form):
    """Over which past tickets a definition is tried."""

    since = Day(label=_("试算自"))
    until = Day(label=_("试算至"))


class NameForm(forms.Form):
    """What a topic is called."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120)


class WhyForm(forms.Form):
    """Why a topic ends."""

    why = forms.CharField(label=_("理由"), max_length=300)


class BackForm(forms.Form):
    """From which day on old tickets are matched too."""

    since = Day(label=_("补匹配自"), help_text=_("从这一天起登记的旧工单也按现行版本匹配，每张只算一次。"))


class BellForm(forms.Form):
    """From how many tickets a day on one wants to hear."""

    threshold = forms.IntegerField(
        label=_("当天达到几张时提醒"), help_text=_("1 表示当天第一张就提醒；每天最多提醒一次。"), min_value=1
    )
