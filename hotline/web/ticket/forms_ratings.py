"""The forms of contested ratings: a unit's word against one, and the centre's decision."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.followup import queries as followups
from hotline.flow.followup.words import ContestVerdict
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.lib.days import minute
from hotline.web.kit.proofs import FilesField
from hotline.web.kit.vocabulary import choices

from .forms import DeedForm, area
from .forms_disputes import boxes, shown_files


class ContestForm(DeedForm):
    """A listed ground, what happened, what proves it."""

    ground = forms.ChoiceField(label=_("申诉理由"))
    text = forms.CharField(
        label=_("事实和理由"), widget=area(4), max_length=600, help_text=_("写明做了什么、为什么这次评价不应计入。")
    )
    shown = forms.TypedMultipleChoiceField(label=_("引用已有附件作佐证"), coerce=int, required=False, widget=boxes())
    proof = FilesField(
        label=_("上传佐证材料"),
        required=False,
        help_text=_("上传或引用至少一项；照片、文件，最多 9 个，照片的位置信息会自动去除。"),
    )

    def prepare(self) -> None:
        """The listed grounds, the ticket's files, and until when it may be contested."""
        self.reasons("ground", ReasonPurpose.CONTEST, "—")
        field = self.fields["shown"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = shown_files(self.whole.ticket, self.by)
        if not field.choices:
            del self.fields["shown"]
        right = followups.contest_right(self.whole.ticket)
        if right is not None:
            self.told = [
                gettext("可在 {until} 前申诉，每次评价只能申诉一次；诉求人的评价不会被修改。").format(
                    until=minute(right.until)
                )
            ]


class DecideRatingForm(DeedForm):
    """Whether the rating counts, and why."""

    verdict = forms.TypedChoiceField(label=_("裁定"), coerce=ContestVerdict, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=_("裁定意见"), widget=area(3), max_length=300, help_text=_("承办单位会看到；写明依据。")
    )

    def prepare(self) -> None:
        """Both verdicts."""
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices(ContestVerdict, get_language() or "zh")
