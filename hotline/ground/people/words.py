"""Words of people: verbs' permissions as grants, and the actor every action is done by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hotline.lib.refusal import NotPermitted
from hotline.lib.words import Word


class Scope(Word):
    """Whose tickets a role reaches."""

    OWN_CENTRE = "own_centre", "本中心", "Own centre"
    OWN_UNIT = "own_unit", "本单位", "Own unit"
    UNIT_SUBTREE = "unit_subtree", "本单位及下级", "Own unit and below"
    AREA = "area", "本辖区", "Own area"
    EVERYTHING = "everything", "全部", "Everything"


class Capability(Word):
    """What a role may allow beside the verbs of the road."""

    UNMASK = "unmask", "查看脱敏信息", "See masked data in clear"
    SEE_CONFIDENTIAL = "see_confidential", "查看保密工单", "See confidential tickets"
    EXPORT = "export", "导出", "Export lists"
    LEAD_VIEW = "lead_view", "查看单位全貌", "See the unit as a whole"
    LEAD_AREA = "lead_area", "领导本辖区", "Lead the area"
    EDIT_KNOWLEDGE = "edit_knowledge", "编写知识", "Write knowledge"
    REVIEW_KNOWLEDGE = "review_knowledge", "审核知识", "Review knowledge"
    MANAGE_REFERENCE = "manage_reference", "维护基础数据", "Manage reference data"
    MANAGE_PEOPLE = "manage_people", "管理人员", "Manage people"
    MANAGE_PLATFORM = "manage_platform", "管理平台", "Manage the platform"
    VIEW_JOURNAL = "view_journal", "查看审计日志", "Read the journal"
    WATCH_AREA = "watch_area", "监看辖区", "Watch the area"
    SCORE_UNITS = "score_units", "考核单位", "Score units"
    MANAGE_DISASTER = "manage_disaster", "启停应急模式", "Switch disaster mode"
    OPEN_VAULT = "open_vault", "开启举报人保险箱", "Open the informants' vault"
    HANDLE_REWARDS = "handle_rewards", "办理举报奖励", "Handle rewards"
    MARK_CALLERS = "mark_callers", "审批骚扰标记", "Approve nuisance marks"
    RECEIVE_ALERTS = "receive_alerts", "接收专席急报", "Receive alerts of special desks"
    APPROVE_REWARDS = "approve_rewards", "审批举报奖励", "Approve rewards"
    ANALYSE = "analyse", "统计分析", "Analyse appeals"
    DEFINE_TOPICS = "define_topics", "设定专题", "Define topics"
    WRITE_REPORTS = "write_reports", "编写专报", "Write special reports"
    ISSUE_REPORTS = "issue_reports", "签发专报", "Issue special reports"


class ActorKind(Enum):
    """Who acts: a member of staff, a citizen at the portal, another program, or the platform itself."""

    PERSON = "person"
    CITIZEN = "citizen"
    PROGRAM = "program"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one posting allows: a role's permissions over one organisation and its area."""

    role: str
    permissions: frozenset[str]
    scope: Scope
    organisation_id: int
    organisation_path: str
    region_code: str

    def covers(self, organisation_id: int, path: str, region: str) -> bool:
        """Whether the posting's scope reaches an organisation."""
        if self.scope is Scope.EVERYTHING:
            return True
        if self.scope is Scope.AREA:
            return region.startswith(self.region_code) or path.startswith(self.organisation_path)
        if self.scope is Scope.UNIT_SUBTREE:
            return path.startswith(self.organisation_path)
        return organisation_id == self.organisation_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: passed as ``by=`` to every action."""

    kind: ActorKind
    name: str
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    unmask_limit: int = 0

    @classmethod
    def system(cls) -> Actor:
        """The platform itself, for sweeps and imports."""
        return cls(ActorKind.SYSTEM, "系统")

    @classmethod
    def citizen(cls) -> Actor:
        """The citizen at the portal; what she may touch is decided by her query code."""
        return cls(ActorKind.CITIZEN, "诉求人")

    def holds(self, permission: str) -> bool:
        """Whether any posting carries the permission, wherever it applies."""
        return self.kind is ActorKind.SYSTEM or any(permission in grant.permissions for grant in self.grants)

    def require(self, capability: Capability) -> None:
        """Refuse whoever lacks a capability.

        :raises NotPermitted: no posting carries it.
        """
        if not self.holds(capability):
            raise NotPermitted(verb=capability)

    def require_over(self, capability: Capability, region: str, organisation_id: int = 0, path: str = "") -> None:
        """Refuse whoever lacks a capability over a region or an organisation: a city's administrator keeps to her city.

        :raises NotPermitted: no posting that carries it reaches so far.
        """
        if self.kind is ActorKind.SYSTEM:
            return
        over = (grant for grant in self.grants if capability in grant.permissions)
        if not any(grant.covers(organisation_id, path, region) for grant in over):
            raise NotPermitted(verb=capability)

    def organisations(self) -> frozenset[int]:
        """Identifiers of the organisations the actor is posted to."""
        return frozenset(grant.organisation_id for grant in self.grants)


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role as an administrator defines it."""

    code: str
    name: str
    name_en: str
    permissions: frozenset[str]
    scope: Scope
    is_privileged: bool = False
    unmask_limit: int = 20
    ordinal: int = 0
