"""Refusals of special reports."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ReportNotFound(Refusal):
    """没有找到这份专报，请核对后再试。"""

    status: ClassVar[int] = 404


class PeriodAhead(Refusal):
    """统计期间从 {since} 开始，还没有到，不能生成专报。"""

    status: ClassVar[int] = 422


class PeriodEmpty(Refusal):
    """统计期间为空：结束日期不能早于开始日期。"""

    status: ClassVar[int] = 422


class PeriodTooLong(Refusal):
    """统计期间有 {days} 天，最多 {most} 天，请分期编写。"""

    status: ClassVar[int] = 422


class WrongScope(Refusal):
    """“{scope}”不在本中心辖区内，或不是本中心的成员单位，不能为其编写专报。"""

    status: ClassVar[int] = 422


class WrongKind(Refusal):
    """“{centre}”不编写“{kind}”，请另选种类。"""

    status: ClassVar[int] = 422


class NoFocus(Refusal):
    """请选择热点专报要分析的诉求分类。"""

    status: ClassVar[int] = 422


class UnknownFocus(Refusal):
    """没有代码为“{focus}”的诉求分类，请重新选择热点专报要分析的分类。"""

    status: ClassVar[int] = 422


class NothingPublished(Refusal):
    """“{centre}” {month} 的考核结果尚未公布，不能编写考核通报。"""

    status: ClassVar[int] = 422


class BeingMade(Refusal):
    """这份专报正在生成，请稍候再操作。"""


class NotMade(Refusal):
    """这份专报没有生成成功，没有可以操作的内容；请重新生成或删除。"""


class EditedMeanwhile(Refusal):
    """{who} 在 {at} 保存了新的修改，您这次的修改没有保存。请复制您的文字，刷新页面后再改。"""


class FigureChanged(Refusal):
    """“{label}”的数字与统计不符：统计为 {said}，文中写成 {written}。正文中的数字不能改动，请用“刷新数字”。"""

    status: ClassVar[int] = 422


class FigureUnknown(Refusal):
    """正文中有一处数字（{key}）不是这份专报的统计数字，没有保存。"""

    status: ClassVar[int] = 422


class NumberInTitle(Refusal):
    """标题中的“{number}”不是这份专报的统计数字，没有保存。标题不写统计数字，请写入正文。"""

    status: ClassVar[int] = 422


class BlockGone(Refusal):
    """要修改的段落不在这份专报中，请刷新页面后再改。"""


class NoWords(Refusal):
    """标题和段落不能为空；不需要的段落请删去。"""

    status: ClassVar[int] = 422


class NotInDraft(Refusal):
    """这份专报的状态是“{standing}”，不能{verb}。"""


class Unread(Refusal):
    """还有 {count} 处需要核对（数字被删去、未经统计、换了位置或措辞可能不符），请核对并填写审核意见后再签发。"""

    status: ClassVar[int] = 422


class OwnReport(Refusal):
    """专报由一人编写、另一人签发；您参与了这份专报的编写，请其他有签发权限的同事签发。"""

    status: ClassVar[int] = 403


class NotYours(Refusal):
    """这份专报由“{centre}”编写，您的岗位不能{verb}。"""

    status: ClassVar[int] = 403


class IssuedAlready(Refusal):
    """这份专报已由 {who} 于 {at} 签发，内容不能再改；有误请撤回并签发更正。"""


class NoFont(Refusal):
    """排印所需的中文字体没有安装，不能生成文件，专报没有签发。请联系管理员运行“make setup”后再试。"""

    status: ClassVar[int] = 503


class NoVersion(Refusal):
    """没有找到这个旧稿，请刷新页面后再试。"""

    status: ClassVar[int] = 404
