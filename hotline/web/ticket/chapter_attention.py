"""Attention on the ticket's page: the media look at it, it is sensitive; laid on and taken off with a reason."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets import attention
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Attention, Verb
from hotline.ground.people.words import Actor

from .chapter import Chapter
from .deed import Deed, Doing
from .forms_attention import DrawForm, EndForm
from .telling import Facts, word


def _draw(doing: Doing) -> None:
    said = doing.said
    attention.draw(doing.number, Attention(said["what"]), said["why"], seen=doing.seen, **doing.who)


def _end(doing: Doing) -> None:
    said = doing.said
    attention.end(doing.number, Attention(said["what"]), said["why"], seen=doing.seen, **doing.who)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Lay on what does not lie on it, take off what does."""
    lying = len(attention.lying(whole.ticket))
    fits = {Verb.DRAW_ATTENTION: lying < len(Attention), Verb.END_ATTENTION: lying > 0}
    return [way for way in ways if fits[way.verb]]


def _what(facts: Facts) -> str:
    return word(facts.get("attention"), Attention)


CHAPTER = Chapter(
    deeds={
        Verb.DRAW_ATTENTION: Deed(
            DrawForm,
            _draw,
            "flag",
            consequence=_("各列表和督办墙会显示这一标记，符合规则的会提示督办或自动督办。"),
        ),
        Verb.END_ATTENTION: Deed(EndForm, _end, "x", consequence=_("已下达的督办不受影响。")),
    },
    tellers={
        Verb.DRAW_ATTENTION: lambda facts: gettext("标注关注：{what}").format(what=_what(facts)),
        Verb.END_ATTENTION: lambda facts: gettext("取消关注：{what}").format(what=_what(facts)),
    },
    icons={Verb.DRAW_ATTENTION: "flag", Verb.END_ATTENTION: "x"},
    narrow=_narrow,
)
