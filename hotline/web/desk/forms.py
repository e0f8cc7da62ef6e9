"""What an agent fills in: the caller, and one matter. Every fault is a sentence beside its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.intake import checks
from hotline.flow.intake.words import Ending, Fields
from hotline.flow.tickets.words import CallerKind, Channel, FollowUpWish, NewBeneficiary, NewContact, NewTicket, Tongue
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.desks.words import ASKED
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import Refusal
from hotline.lib.words import Word
from hotline.web.kit import pickers, vocabulary
from hotline.web.kit.doors import today

SUMMARY = 300
REGION_LEVELS = 3


def language() -> str:
    """The reader's language."""
    return get_language() or "zh"


def checked(check: Callable[[str], str], said: str) -> str:
    """What the check makes of it; its refusal becomes the sentence beside the field.

    :raises ValidationError: it cannot be right.
    """
    try:
        return check(said)
    except Refusal as refusal:
        raise forms.ValidationError(refusal.sentence(gettext, language())) from refusal


def _text(label: Any, placeholder: Any = "", *, rows: int = 0, key: str = "", keyboard: str = "") -> forms.CharField:
    attributes = {"placeholder": placeholder, "data-key": key, "data-key-label": key and label, "inputmode": keyboard}
    given = {name: value for name, value in attributes.items() if value}
    widget = forms.Textarea({"rows": rows, **given}) if rows else forms.TextInput({"autocomplete": "off", **given})
    return forms.CharField(label=label, required=False, strip=False, widget=widget)


def _words(enum: type[Word]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: vocabulary.choices(enum, language())


class CallerForm(forms.Form):
    """Who speaks."""

    phone = _text(_("号码"), key="alt+p", keyboard="tel")
    caller_kind = forms.ChoiceField(label=_("身份"), choices=_words(CallerKind))
    name = _text(_("姓名"))
    identity = _text(_("证件号"))
    address = _text(_("住址"))
    language = forms.ChoiceField(label=_("短信语言"), choices=_words(Tongue), required=False)
    follow_up = forms.ChoiceField(label=_("希望回访"), choices=_words(FollowUpWish), required=False)

    def clean_phone(self) -> str:
        """A number that can be."""
        return checked(checks.phone, self.cleaned_data["phone"])

    def clean_identity(self) -> str:
        """A number whose check digit is right, by the kind of caller."""
        kind = CallerKind.of(self.cleaned_data.get("caller_kind", "")) or CallerKind.PERSON
        return checked(checks.code_of(kind), self.cleaned_data["identity"])

    def contact(self, centre_id: int, summary: str = "") -> NewContact:
        """The caller as a new contact."""
        said = self.cleaned_data
        return NewContact(
            centre_id,
            Channel.PHONE,
            caller_kind=CallerKind(said["caller_kind"]),
            name=said["name"].strip(),
            phone=said["phone"],
            identity=said["identity"],
            address=said["address"].strip(),
            summary=summary.strip()[:SUMMARY],
            language=Tongue.of(said["language"]) or Tongue.CHINESE,
            follow_up=FollowUpWish.of(said["follow_up"]) or FollowUpWish.ANY,
        )


class MatterForm(forms.Form):
    """One matter: what, where, who, how urgent, what is wished for."""

    kind = forms.ChoiceField(label=_("类型"), choices=_words(Kind), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=_words(Urgency))
    title = _text(_("标题"), _("一句话说清是什么事；空着时取内容开头"))
    text = _text(_("内容"), _("什么事、什么时候开始、现在怎样"), rows=8, key="alt+m")
    wish = _text(_("诉求"), _("希望怎样解决"), rows=2)
    category = forms.CharField(label=_("分类"), required=False)
    region = forms.CharField(label=_("区域"), required=False)
    place = _text(_("地点"), _("小区、路口、门牌"))
    is_confidential = forms.BooleanField(label=_("要求保密"), required=False)
    is_sensitive = forms.BooleanField(label=_("敏感事项"), required=False)
    needy_name = _text(_("姓名"))
    needy_phone = _text(_("电话"))
    needy_address = _text(_("住址"))
    needy_note = _text(_("情况"), _("与来电人的关系、身体状况"))

    def __init__(self, *args: Any, ending: Ending | None = None, is_short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ending = None if is_short else ending

    def clean_title(self) -> str:
        """Short enough."""
        return checked(lambda said: checks.within("title", said), self.cleaned_data["title"])

    def clean_text(self) -> str:
        """Something was said, and not too much for one ticket."""
        said = checked(lambda said: checks.within("text", said), self.cleaned_data["text"])
        if not said:
            raise forms.ValidationError(gettext("请填写诉求内容。"))
        return said

    def clean_wish(self) -> str:
        """Short enough."""
        return checked(lambda said: checks.within("wish", said), self.cleaned_data["wish"])

    def clean_place(self) -> str:
        """Short enough."""
        return checked(lambda said: checks.within("place", said), self.cleaned_data["place"])

    def clean_category(self) -> str:
        """A category in force, and a leaf; needed before a ticket goes on."""
        code = str(self.cleaned_data["category"]).strip()
        node = catalogue.category(code, today()) if code else None
        if code and node is None:
            raise forms.ValidationError(gettext("没有这个分类，请从列表中选择。"))
        if node is not None and not node.is_leaf:
            raise forms.ValidationError(gettext("请选到最末一级分类。"))
        if not code and self.data.get("category_words", "").strip():
            raise forms.ValidationError(gettext("请从列表中选一个分类，光写字不算。"))
        if not code and self.ending is Ending.SUBMIT:
            raise forms.ValidationError(gettext("提交前请选择分类：Alt+1 采用建议。"))
        return code

    def clean_region(self) -> str:
        """A region there is; needed before a ticket goes on."""
        code = str(self.cleaned_data["region"]).strip()
        if code and regions.region(code) is None:
            raise forms.ValidationError(gettext("没有这个区域，请从列表中选择。"))
        if not code and self.ending is Ending.SUBMIT:
            raise forms.ValidationError(gettext("提交前请选择区域，至少选到设区市。"))
        return code

    def clean_needy_phone(self) -> str:
        """A number that can be."""
        return checked(checks.phone, self.cleaned_data["needy_phone"])

    def matter(self) -> NewTicket:
        """The matter as a new ticket."""
        said = self.cleaned_data
        return NewTicket(
            Kind(said["kind"]),
            said["title"],
            said["text"],
            category=said["category"],
            region=said["region"],
            urgency=Urgency(said["urgency"]),
            wish=said["wish"],
            place=said["place"],
            is_confidential=said["is_confidential"],
            is_sensitive=said["is_sensitive"],
            beneficiary=self._needy(),
        )

    def _needy(self) -> NewBeneficiary | None:
        said = [self.cleaned_data[f"needy_{part}"].strip() for part in ("name", "phone", "address", "note")]
        return NewBeneficiary(*said) if any(said) else None


CALLER = tuple(CallerForm.base_fields)
MATTER = tuple(MatterForm.base_fields)
USUAL_CALLER: Fields = {
    "caller_kind": CallerKind.PERSON.value,
    "language": Tongue.CHINESE.value,
    "follow_up": FollowUpWish.ANY.value,
}
USUAL_MATTER: Fields = {"kind": Kind.HELP.value, "urgency": Urgency.NORMAL.value}


def typed(data: Any) -> tuple[Fields, Fields]:
    """What was typed, as it is: the caller's fields and the matter's, with the region chosen step by step."""
    caller = {name: data.get(name, "") for name in CALLER}
    matter = {name: data.get(name, "") for name in MATTER}
    matter["region"] = region_of(data)
    matter["category_words"] = data.get("category_words", "") if not matter["category"] else ""
    matter |= {name: value for name, value in data.items() if name == "desk" or name.startswith(ASKED)}
    matter["entries"] = " ".join(dict.fromkeys(data.getlist("entries")))
    matter["answer"] = data.get("answer", "")
    return caller, matter


def region_of(data: Any) -> str:
    """The deepest region chosen; the hidden field may be older than the last choice."""
    steps = [data.get(f"region_{level}", "") for level in range(REGION_LEVELS)]
    return (
        pickers.deepest(steps)
        if any(f"region_{level}" in data for level in range(REGION_LEVELS))
        else data.get("region", "")
    )
