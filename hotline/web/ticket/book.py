"""The chapters of the ticket page, in the order in which their verbs and panels stand."""

from __future__ import annotations

from .chapter import Chapter
from .chapter_attention import CHAPTER as ATTENTION
from .chapter_callers import CHAPTER as CALLERS
from .chapter_delays import CHAPTER as DELAYS
from .chapter_disputes import CHAPTER as DISPUTES
from .chapter_feeds import CHAPTER as FEEDS
from .chapter_groups import CHAPTER as GROUPS
from .chapter_instructions import CHAPTER as INSTRUCTIONS
from .chapter_ratings import CHAPTER as RATINGS
from .chapter_refusals import CHAPTER as REFUSALS
from .chapter_rewards import CHAPTER as REWARDS
from .chapter_special import CHAPTER as SPECIAL
from .chapter_supervision import CHAPTER as SUPERVISION
from .chapter_teams import CHAPTER as TEAMS

CHAPTERS: tuple[Chapter, ...] = (
    SPECIAL,
    REFUSALS,
    DISPUTES,
    DELAYS,
    GROUPS,
    SUPERVISION,
    FEEDS,
    INSTRUCTIONS,
    CALLERS,
    TEAMS,
    RATINGS,
    REWARDS,
    ATTENTION,
)
