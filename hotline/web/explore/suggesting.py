"""Words about dissatisfaction: names of groups, small ones kept dark, and drafts of suggestions built from rules.

The words are careful: a cause is what citizens said at the follow-up, not a finding; what a policy forbids is not laid
to the unit that keeps to it; where nothing prevails it is said that causes are manifold.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from hotline.ground.catalogue.words import Blame
from hotline.insight.questions import dissatisfaction, layout
from hotline.insight.questions.dissatisfaction import UNSAID, Group
from hotline.insight.questions.layout import Class, Field, Layout
from hotline.insight.questions.words import Against
from hotline.web.kit import divisions

from . import telling


def field_name(within: Field) -> str:
    """What a field is called."""
    return _named(within) or divisions.code("field", within.code)


def _named(each: Field | Class) -> str:
    return each.en if telling.language().startswith("en") else each.zh


def name(group: Group, within: Field | None, known: Layout) -> str:
    """What a field (or, within one, a class) is called."""
    if group.folded:
        return others(known)
    if not group.code:
        return gettext("合计") if group.categories else gettext("未注明")
    if within is None:
        return field_name(layout.named(group.code, known))
    found = next((each for each in within.classes if each.code == group.code), None)
    return _named(found) if found else divisions.code("category", group.code)


def unit_name(group: Group, known: Layout) -> str:
    """What a unit is called; those that were answered without one say so."""
    if group.folded:
        return others(known)
    return divisions.code("unit", group.code) if group.code else gettext("未派单（在线答复）")


def others(known: Layout) -> str:
    """The groups that are too small to be told, together."""
    return gettext("其他（各不足 {count} 件）").format(count=known.fold_below)


def count(group: Group, known: Layout) -> str:
    """How many; not even together are too few told."""
    if group.folded and group.count < known.fold_below:
        return gettext("不足 {count} 件").format(count=known.fold_below)
    return f"{group.count:,}"


def change(group: Group) -> str:
    """By how much the count changed against the period compared with."""
    if group.change is None:
        return telling.DASH
    return ("+" if group.change > 0 else "") + telling.rounded(group.change * 100, 1) + "%"


def than(against: Against) -> str:
    """With what a change compares."""
    return {
        Against.PERIOD_BEFORE: gettext("比上期"),
        Against.YEAR_BEFORE: gettext("比上年同期"),
        Against.FESTIVAL: gettext("比上年春节同期"),
    }.get(against) or gettext("比对比期")


def cause(blame: str) -> str:
    """A kind of cause."""
    return divisions.code("blame", blame) if blame else gettext("未注明成因")


def causes(group: Group, known: Layout) -> list[dict[str, str]]:
    """The kinds of cause of a group, each apart; none where the group is too small to tell."""
    if group.count < known.fold_below:
        return []
    return [
        {
            "name": cause(each),
            "count": f"{group.causes[each]:,}",
            "share": telling.share(group.cause_share(each)),
            "code": each,
        }
        for each in (*(blame.value for blame in Blame), UNSAID)
        if group.causes.get(each)
    ]


def draft(group: Group, units: Iterable[Group], within: Field, known: Layout, against: Against) -> list[str]:
    """Sentences for a report: what stands out, what it lies in, what is suggested."""
    what = name(group, within, known)
    if group.count < known.judge_from:
        few = gettext("“{what}”的不满意只有 {count} 件，数量较少，暂不对成因作判断，建议逐件了解。")
        return [few.format(what=what, count=group.count)]
    main = dissatisfaction.main_cause(group, known)
    said = [_main(main, what, group)] if main else [_mixed(what, group, known)]
    leading = dissatisfaction.leading_unit(units, known)
    if leading is not None and main is not Blame.POLICY:
        said.append(
            gettext("其中{unit}占 {share}，相对集中，建议其逐件复核、说明原因，并将整改情况纳入回访复核。").format(
                unit=unit_name(leading, known), share=telling.share(leading.share)
            )
        )
    if dissatisfaction.is_rising(group, known):
        rising = gettext("不满意件数{than}增加 {change}，数量虽不一定多，但上升较快，建议持续关注。")
        said.append(rising.format(than=than(against), change=change(group).lstrip("+")))
    return said


def _main(main: Blame, what: str, group: Group) -> str:
    texts = {
        Blame.POLICY: gettext(
            "“{what}”的不满意主要与政策规定有关（{count} 件中占 {share}），不宜归为办理不力。"
            "建议主管部门梳理群众反映集中的条款，统一口径、加强解读；确需调整的，按程序研究提出。"
        ),
        Blame.HANDLING: gettext(
            "“{what}”的不满意主要反映在办理环节（{count} 件中占 {share}）。"
            "建议承办单位核查办理时效、答复质量和服务态度，对确有不到位的限期改进，并组织回访。"
        ),
        Blame.WISH: gettext(
            "“{what}”的不满意多因诉求超出现行规定可以满足的范围（{count} 件中占 {share}）。"
            "建议做好解释疏导，讲清依据和其他途径，不计入承办单位责任。"
        ),
    }
    return texts[main].format(what=what, count=group.count, share=telling.share(group.cause_share(main.value)))


def _mixed(what: str, group: Group, known: Layout) -> str:
    parts = gettext("、").join(f"{each['name']} {each['share']}" for each in causes(group, known))
    if (share := group.cause_share(UNSAID)) is not None and share * 100 >= known.mainly:
        return gettext("“{what}”的不满意多数未注明成因（{share}），建议回访时补问并记明，再作判断。").format(
            what=what, share=telling.share(share)
        )
    return gettext(
        "“{what}”的不满意成因比较复杂，不能一概而论（{parts}）。建议按办理、政策、诉求三类分别研究，逐类提出措施。"
    ).format(what=what, parts=parts)
