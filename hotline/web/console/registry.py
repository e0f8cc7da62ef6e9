"""The sheets there are, by the name that stands in their address."""

from __future__ import annotations

from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotFound
from hotline.web.kit.doors import WrongDoor

from .sheets import Sheet
from .sheets_alerts import AlertSettings, AlertThresholds
from .sheets_calendar import Calendars
from .sheets_callers import LikenessWeights, MarkTermsSheet
from .sheets_catalogue import Categories, Directory, Reasons
from .sheets_content import Keys, Templates
from .sheets_desk_staff import Recipients, Skills, Specialisms
from .sheets_desks import Desks, Questions, Scripts
from .sheets_disaster import DisasterTemplates, LimitSets
from .sheets_follow_up import FollowUpPlans
from .sheets_limits import Limits
from .sheets_people import People
from .sheets_places import Organisations, Regions
from .sheets_roles import Roles
from .sheets_watch import ReportDuties, SupervisionLimits, SupervisionRules

EVERY: tuple[Sheet, ...] = (
    Regions(),
    Organisations(),
    Calendars(),
    Categories(),
    Directory(),
    Limits(),
    Reasons(),
    FollowUpPlans(),
    Desks(),
    Scripts(),
    Questions(),
    Skills(),
    Recipients(),
    Specialisms(),
    LikenessWeights(),
    MarkTermsSheet(),
    LimitSets(),
    DisasterTemplates(),
    People(),
    Roles(),
    Templates(),
    Keys(),
    SupervisionRules(),
    SupervisionLimits(),
    ReportDuties(),
    AlertSettings(),
    AlertThresholds(),
)
SHEETS: dict[str, Sheet] = {sheet.slug: sheet for sheet in EVERY}


def sheet(slug: str, by: Actor) -> Sheet:
    """The sheet behind an address.

    :raises NotFound: there is none; ``WrongDoor``: it is not the actor's.
    """
    found = SHEETS.get(slug)
    if found is None:
        raise NotFound
    if not found.may_look(by):
        raise WrongDoor
    return found
