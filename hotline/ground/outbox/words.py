"""Words of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.lib.words import Word


class MessageChannel(Word):
    """How a message travels."""

    SMS = "sms", "短信", "SMS"
    MAIL = "mail", "邮件", "Mail"


class MessageState(Word):
    """Where a message stands."""

    WAITING = "waiting", "待发送", "Waiting"
    SENT = "sent", "已发送", "Sent"
    DEAD = "dead", "发送失败", "Dead letter"


class NoticeKind(Word):
    """What a notice tells."""

    YELLOW = "yellow", "即将到期", "Due soon"
    RED = "red", "已超期", "Overdue"
    OVERDUE = "overdue", "承办单位超期", "A unit is overdue"
    URGED = "urged", "催办", "Urged"
    ASSIGNED = "assigned", "新派单", "Assigned"
    REWORK = "rework", "重办", "Rework"
    REJECTED = "rejected", "答复退回", "Reply rejected"
    WITHDRAWN = "withdrawn", "派单撤回", "Withdrawn"
    JOINED = "joined", "又有来电", "Called again"
    RETURNED = "returned", "退单", "Returned"
    RETURN_DECIDED = "return_decided", "退单结果", "Return decided"
    ARBITRATION = "arbitration", "会商", "Arbitration"
    EXTENSION = "extension", "延期", "Extension"
    SUSPENSION = "suspension", "挂起", "Suspension"
    ESCALATED = "escalated", "提级", "Escalated"
    EXPEDITED = "expedited", "特事特办", "Expedited"
    MERGED = "merged", "并单", "Merged"
    SUPERVISION = "supervision", "督办", "Supervision"
    DUTY = "duty", "报送", "Reporting duty"
    SPECIAL_REPORT = "special_report", "专报", "Special report"
    ALERT = "alert", "预警", "Alert"
    INSTRUCTION = "instruction", "批示", "Instruction"
    INSTRUCTION_TASK = "instruction_task", "批示任务", "Task of an instruction"
    INSTRUCTION_TASK_ENDED = "instruction_task_ended", "批示任务了结", "Task of an instruction ended"
    INSTRUCTION_LATE = "instruction_late", "批示任务超期", "Task of an instruction overdue"
    TEAM = "team", "联动小组", "Joint team"
    FEED = "feed", "数据流转", "Data feed"
    TOPIC = "topic", "专题", "Topic"
    RATING = "rating", "评价申诉", "Contested rating"
    OVERRIDE = "override", "破例受理", "Override refusal"
    MARK_WAITING = "mark_waiting", "骚扰标记待审批", "Mark to decide"
    MARK_DECIDED = "mark_decided", "骚扰标记已处理", "Mark decided"
    FINALITY_WAITING = "finality_waiting", "终结待审批", "Conclusion to decide"
    FINALITY_DECIDED = "finality_decided", "终结已审批", "Conclusion decided"
    DESK_ALERT = "desk_alert", "专席急报", "Alert of a special desk"
    ENQUIRY = "enquiry", "专员问答", "Question for specialists"
    ENQUIRY_ANSWERED = "enquiry_answered", "专员已答复", "Specialists answered"
    ENQUIRY_OVERDUE = "enquiry_overdue", "专员答复超期", "Specialists are late"
    DISASTER = "disaster", "启动应急模式", "Disaster mode on"
    DISASTER_ENDED = "disaster_ended", "恢复常态", "Back to normal"
    RESET_ASKED = "reset_asked", "申请重置账号", "Reset of the account asked for"
    RESET_DONE = "reset_done", "账号已重置", "Account reset"
    RESET_DECLINED = "reset_declined", "重置申请已驳回", "Reset declined"
    RESET_WAITING = "reset_waiting", "重置待复核", "Reset waits for approval"
    RESET_GRANTED = "reset_granted", "所提重置已同意", "Reset you asked for approved"
    RESET_REFUSED = "reset_refused", "所提重置已驳回", "Reset you asked for declined"
    QUESTION = "question", "定期统计", "A stored question"
    RESET_EXPIRED = "reset_expired", "所提重置已过期", "Reset you asked for expired"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be written from a template."""

    channel: MessageChannel
    recipient: str
    template: str
    facts: Mapping[str, str]
    ticket: int | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A line for the bell of an organisation or of one person."""

    kind: NoticeKind
    once_key: str
    ticket: int | None = None
    organisation_id: int | None = None
    person_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
