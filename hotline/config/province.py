"""Loading a province: its regions, organisations, calendars, catalogue, roles, and the demonstration's accounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from hotline.config import env
from hotline.flow.rewards import amounts as reward_amounts
from hotline.ground.calendar import known
from hotline.ground.calendar import loading as calendar_loading
from hotline.ground.calendar import seed as calendar_seed
from hotline.ground.catalogue import loading as catalogue_loading
from hotline.ground.catalogue import seed as catalogue_seed
from hotline.ground.desks import loading as desk_loading
from hotline.ground.desks import seed as desk_seed
from hotline.ground.disaster import loading as disaster_loading
from hotline.ground.journal import seals
from hotline.ground.knowledge import loading as knowledge_loading
from hotline.ground.knowledge import seed as knowledge_seed
from hotline.ground.organisations import loading as organisation_loading
from hotline.ground.organisations import seed as organisation_seed
from hotline.ground.people import loading as people_loading
from hotline.ground.people import seed as people_seed
from hotline.ground.regions import loading as region_loading
from hotline.ground.regions import queries as regions
from hotline.ground.regions import seed as region_seed
from hotline.insight.alerts import loading as alert_loading
from hotline.lib.memo import forget_all
from hotline.watch.duties import loading as duty_loading
from hotline.watch.supervision import loading as supervision_loading
from hotline.watch.topics import loading as topic_loading
from hotline.web.kit import navigation

Tell = Callable[[str], None]
FIRST_YEAR, LAST_YEAR = 2004, 2100
PLAYGROUND = (".wuxi", ".binhu", ".lihu")


def load(tell: Tell) -> None:
    """Load the province named by ``HOTLINE_PROVINCE`` unless one is loaded; all or nothing."""
    with transaction.atomic():
        _load_ground(tell)
    forget_all()
    with transaction.atomic():
        if env.mode() != "production":
            people_loading.load_accounts(people_seed.accounts(), password(), at=datetime.now(UTC))
            desk_loading.load_skills(desk_seed.desks(), at=datetime.now(UTC))
    forget_all()


def _load_ground(tell: Tell) -> None:
    places = region_seed.load(env.text("HOTLINE_PROVINCE"))
    if not region_loading.load(places, region_seed.population()):
        tell("already loaded")
        return
    units = organisation_seed.load(places)
    organisation_loading.load(units)
    days = known.known_days(FIRST_YEAR, LAST_YEAR)
    calendar_loading.load(calendar_seed.calendars(), calendar_seed.overrides(), days)
    tree = catalogue_seed.categories()
    cities = [place.code for place in places if place.level == "city"]
    directory = catalogue_seed.directory(tree, organisation_seed.index(units), cities)
    catalogue_loading.load(tree, directory, catalogue_seed.limit_policies(), catalogue_seed.reasons())
    people_loading.load_roles(people_seed.roles())
    supervision_loading.load()
    desk_loading.load(desk_seed.desks())
    disaster_loading.load()
    duty_loading.load()
    alert_loading.load()
    topic_loading.load()
    reward_amounts.load()
    knowledge_loading.load(knowledge_seed.entries(), at=datetime.now(UTC))
    tell(f"{len(places)} regions, {len(units)} organisations, {len(tree)} categories, {len(directory)} directory rows")


def password() -> str:
    """The one password of the demonstration's accounts, made at the first start and kept in the state directory."""
    path = Path(settings.STATE_DIR) / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(3)), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


def accounts() -> list[tuple[str, str, str, str]]:
    """One account a role: role, user name, password, first page."""
    roles = {role.code: role for role in people_seed.roles()}
    first: dict[str, str] = {}
    for account in sorted(people_seed.accounts(), key=lambda account: not account.username.endswith(PLAYGROUND)):
        first.setdefault(account.role, account.username)
    return [
        (roles[code].name, username, password(), navigation.first_page(frozenset(roles[code].permissions)))
        for code, username in first.items()
    ]


def ensure(tell: Tell) -> None:
    """Make an empty database a province, for commands that may be a newcomer's first; any other stays as it is."""
    if "regions_region" not in connection.introspection.table_names():
        tell("tables")
        call_command("migrate", interactive=False, verbosity=0)
    if regions.is_empty():
        load(tell)
        seals.begin_epoch(at=datetime.now(UTC))
