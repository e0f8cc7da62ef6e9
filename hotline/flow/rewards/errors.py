"""Refusals of rewards."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class InformantNotFound(Refusal):
    """没有找到这条举报，请核对后重试。"""

    status: ClassVar[int] = 404


class CaseNotFound(Refusal):
    """没有找到这个隐患事项。"""

    status: ClassVar[int] = 404


class RewardNotFound(Refusal):
    """没有找到这笔奖励。"""

    status: ClassVar[int] = 404


class OpeningNotFound(Refusal):
    """没有找到这条开启申请。"""

    status: ClassVar[int] = 404


class SealedAlready(Refusal):
    """工单 {number} 的举报人已经封存，领奖编码只在封存时告知一次。"""


class NobodyToSeal(Refusal):
    """工单 {number} 没有登记举报人的姓名或电话，无可封存；匿名举报不能领奖。"""


class NotSealed(Refusal):
    """工单 {number} 的举报人还没有封存，请先封存再办理奖励。"""


class NoReason(Refusal):
    """请写明理由（至少 5 个字）：理由会记入日志。"""

    status: ClassVar[int] = 422


class NoProof(Refusal):
    """认定有效举报须有核查依据：请写明依据，并选择至少一份工单附件作为证明。"""

    status: ClassVar[int] = 422


class UnknownProof(Refusal):
    """证明材料须先作为附件上传到这张工单。"""

    status: ClassVar[int] = 422


class NoName(Refusal):
    """请填写隐患事项和被举报单位。"""

    status: ClassVar[int] = 422


class InCaseAlready(Refusal):
    """工单 {number} 已归入隐患事项“{case}”。"""


class JudgedAlready(Refusal):
    """{who} 已于 {at} 认定工单 {number} 为“{effect}”；需要更正时请通过举报人申诉办理。"""


class NotFirst(Refusal):
    """工单 {number} 不是最先的有效举报：{other} 登记在先且已认定有效。同一事项只奖励最先的有效举报人。"""


class EarlierUnjudged(Refusal):
    """更早的举报 {other} 还没有认定，请先认定它，再决定奖励谁。"""


class NotEffective(Refusal):
    """工单 {number} 没有被认定为有效举报，不能提出奖励。"""


class RewardedAlready(Refusal):
    """隐患事项“{case}”已有奖励（{state}），同一事项只奖励一次。"""


class UnknownRule(Refusal):
    """请从列表中选择现行的奖励标准。"""

    status: ClassVar[int] = 422


class ImpossibleBase(Refusal):
    """请填写大于零的计算基数（罚款金额，单位元；或查实人数）。"""

    status: ClassVar[int] = 422


class OwnProposal(Refusal):
    """奖励由您提出，须由另一人审批。"""

    status: ClassVar[int] = 403


class DecidedAlready(Refusal):
    """{who} 已于 {at} 作出决定（{verdict}）。"""


class NotApproved(Refusal):
    """这笔奖励还没有批准，不能发放。"""


class PaidAlready(Refusal):
    """这笔奖励已于 {at} 发放（凭证 {voucher}），不能重复发放。"""


class TooLateToCollect(Refusal):
    """领奖期限已于 {until} 届满，视为放弃。"""


class WrongCode(Refusal):
    """领奖编码不正确，请举报人核对后重试。"""

    status: ClassVar[int] = 422


class NoVoucher(Refusal):
    """请填写发放凭证号。"""

    status: ClassVar[int] = 422


class NothingToAppeal(Refusal):
    """目前没有可以申诉的决定。"""


class AppealWaiting(Refusal):
    """已有一份申诉在等待决定，请等待结果。"""


class NoAppeal(Refusal):
    """没有待决定的申诉，可能已有同事作出决定，请刷新页面。"""


class OwnDecision(Refusal):
    """被申诉的决定由您作出，申诉须由另一人审理。"""

    status: ClassVar[int] = 403


class PaidOut(Refusal):
    """奖励已经发放，不能因申诉撤销；请另行处理差额。"""


class OwnRequest(Refusal):
    """开启由您申请，须由另一位保管员同意。"""

    status: ClassVar[int] = 403


class NotOpened(Refusal):
    """这次开启没有获得同意，或已超过有效时间，不能查看；如仍需要请重新申请。"""

    status: ClassVar[int] = 403


class ImpossibleRule(Refusal):
    """奖励标准不正确：{problem}。"""

    status: ClassVar[int] = 422
