"""Every enum whose codes reach a template as plain text, by the name templates call it."""

from __future__ import annotations

from hotline.flow.callers import words as callers
from hotline.flow.delays import words as delays
from hotline.flow.disputes import words as disputes
from hotline.flow.emergency import words as emergency
from hotline.flow.followup import words as followup
from hotline.flow.groups import words as groups
from hotline.flow.handling import words as handling
from hotline.flow.intake import words as intake
from hotline.flow.rewards import words as rewards
from hotline.flow.teams import words as teams
from hotline.flow.tickets import words as tickets
from hotline.ground.catalogue import words as catalogue
from hotline.ground.knowledge import words as knowledge
from hotline.ground.organisations import words as organisations
from hotline.ground.outbox import words as outbox
from hotline.ground.people import words as people
from hotline.ground.regions import words as regions
from hotline.insight.alerts import words as alerts
from hotline.insight.evaluation import words as evaluation
from hotline.insight.measures import words as measures
from hotline.insight.questions import words as questions
from hotline.insight.reports import words as reports
from hotline.lib.words import Word
from hotline.watch.duties import words as duties
from hotline.watch.feeds import words as feeds
from hotline.watch.instructions import words as instructions
from hotline.watch.supervision import words as supervision
from hotline.watch.topics import words as topics

ENUMS: dict[str, type[Word]] = {
    "status": tickets.Status,
    "mark": tickets.Mark,
    "closing": tickets.Closing,
    "channel": tickets.Channel,
    "caller_kind": tickets.CallerKind,
    "tongue": tickets.Tongue,
    "follow_up_wish": tickets.FollowUpWish,
    "role": tickets.AssignmentRole,
    "assignment_state": tickets.AssignmentState,
    "verb": tickets.Verb,
    "ground": groups.Ground,
    "mark_state": callers.MarkState,
    "mark_verdict": callers.MarkVerdict,
    "kind": catalogue.Kind,
    "urgency": catalogue.Urgency,
    "clock": catalogue.ClockKind,
    "reason_purpose": catalogue.ReasonPurpose,
    "blame": catalogue.Blame,
    "override_verdict": intake.OverrideVerdict,
    "return_verdict": disputes.Verdict,
    "extension_verdict": delays.ExtensionVerdict,
    "contact_result": handling.ContactResult,
    "outcome": handling.Outcome,
    "verdict": handling.Verdict,
    "try_result": emergency.TryResult,
    "solved": followup.Solved,
    "satisfied": followup.Satisfied,
    "follow_up_channel": followup.FollowUpChannel,
    "follow_up_result": followup.Result,
    "drawn": followup.Drawn,
    "measure": measures.Measure,
    "side": measures.Side,
    "rhythm": questions.Rhythm,
    "sharing": questions.Sharing,
    "unranked": evaluation.Unranked,
    "contest_verdict": followup.ContestVerdict,
    "level": regions.RegionLevel,
    "organisation_kind": organisations.OrganisationKind,
    "scope": people.Scope,
    "entry_state": knowledge.EntryState,
    "effect": rewards.Effect,
    "standing": rewards.Standing,
    "reward_verdict": rewards.Verdict,
    "reward_basis": rewards.Basis,
    "topic_state": topics.TopicState,
    "feed_field": feeds.FeedField,
    "finding": feeds.Finding,
    "delivery_state": feeds.DeliveryState,
    "withholding": feeds.Withholding,
    "receiver_level": feeds.ReceiverLevel,
    "instruction_outcome": instructions.Outcome,
    "judgement": instructions.Judgement,
    "team_entry": teams.EntryKind,
    "series": instructions.Series,
    "task_state": instructions.TaskState,
    "message_channel": outbox.MessageChannel,
    "message_state": outbox.MessageState,
    "recipient": duties.Recipient,
    "report_state": duties.ReportState,
    "weekday": duties.Weekday,
    "brief_kind": reports.Kind,
    "brief_standing": reports.Standing,
    "brief_part": reports.Part,
    "brief_why": reports.Why,
    "flaw": reports.Flaw,
    "grade": supervision.Grade,
    "order_state": supervision.OrderState,
    "order_verdict": supervision.Verdict,
    "rule_kind": supervision.RuleKind,
    "rule_mode": supervision.RuleMode,
    "alert_kind": alerts.AlertKind,
    "alert_state": alerts.AlertState,
    "alert_verb": alerts.AlertVerb,
    "severity": alerts.Severity,
    "deed": alerts.Deed,
    "doubt": alerts.Doubt,
    "likeness": alerts.Likeness,
}


def label(value: object, enum: str, language: str) -> str:
    """The word for a code in a language; a code nobody knows stays as it is."""
    if isinstance(value, Word):
        return value.label(language)
    known = ENUMS[enum] if enum else None
    found = next((word for word in known or () if word.value == value), None)
    return found.label(language) if found else str(value or "")


def choices(enum: type[Word], language: str, *, blank: str | None = None) -> list[tuple[str, str]]:
    """Pairs (code, word in the language) for form fields."""
    pairs = [(word.value, word.label(language)) for word in enum]
    return pairs if blank is None else [("", blank), *pairs]
