"""Who reported is in the vault and nowhere else; it takes two keepers and a reason to look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.rewards import errors, openings, queries, vault
from hotline.flow.rewards.models import Informant
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.models import Contact, Ticket
from hotline.flow.tickets.words import Channel, NewContact, Status
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Capability
from hotline.lib.crypto import CryptoError
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from tests.town import Town

from .safety import NAME, later, prepare, reported, sealed


@pytest.fixture(autouse=True)
def desk(town: Town) -> None:
    """A 12350 desk in Wuxi, another in Suzhou."""
    prepare()


def test_nothing_of_the_informant_stays_outside_the_vault(town: Town) -> None:
    ticket = reported(town)
    phone = ticket.contact.phone
    vault.seal(ticket.number, by=town.actor("safety.wuxi"), at=later())
    contact = Contact.objects.get(pk=ticket.contact_id)
    assert (contact.name, contact.phone, contact.identity, contact.address, contact.email) == ("", "", "", "", "")
    assert contact.phone_index is None
    assert contact.caller_kind == "anonymous"
    ticket.refresh_from_db()
    assert ticket.is_confidential
    everything = str(list(Event.objects.values_list("facts", "by_name")))
    assert NAME not in everything
    assert phone not in everything
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed, 'escape') FROM rewards_informant")
        assert phone not in str(cursor.fetchall())


def test_it_takes_two_keepers_and_a_reason_to_look(town: Town) -> None:
    ticket, _ = sealed(town)
    row = Informant.objects.get(ticket=ticket)
    one, other = town.actor("keeper.wuxi"), town.actor("keeper2.wuxi")
    with pytest.raises(errors.NoReason):
        openings.ask(row.pk, " 看 ", by=one, at=later())
    asked = openings.ask(row.pk, "司法机关来函要求核实举报人", by=one, at=later())
    with pytest.raises(errors.NotOpened):
        openings.look(asked, by=one, at=later(11))
    with pytest.raises(errors.OwnRequest):
        openings.decide(asked, True, "同意开启核实", by=one, at=later(12))
    openings.decide(asked, True, "来函真实，同意开启", by=other, at=later(13))
    assert openings.look(asked, by=one, at=later(14)).name == NAME
    with pytest.raises(errors.NotOpened):
        openings.look(asked, by=other, at=later(15))
    with pytest.raises(errors.NotOpened):
        openings.look(asked, by=one, at=later(13) + timedelta(minutes=30))
    with pytest.raises(errors.DecidedAlready):
        openings.decide(asked, False, "改变主意，不同意", by=other, at=later(16))
    told = Event.objects.filter(facts__table="informant").order_by("pk").values_list("verb", "by_name")
    assert list(told) == [
        ("seal", "戴安"),
        ("ask_opening", "封密"),
        ("decide_opening", "守密"),
        ("look", "封密"),
    ]


def test_how_long_an_opening_holds_is_the_policys(town: Town) -> None:
    sealed(town)
    one, other = town.actor("keeper.wuxi"), town.actor("keeper2.wuxi")
    LimitPolicy.objects.update(opening_minutes=5)
    forget_all()
    asked = openings.ask(Informant.objects.get().pk, "司法机关来函要求核实举报人", by=one, at=later())
    openings.decide(asked, True, "来函真实，同意开启", by=other, at=later(1))
    assert openings.look(asked, by=one, at=later(5)).name == NAME
    with pytest.raises(errors.NotOpened):
        openings.look(asked, by=one, at=later(6))


def test_a_refused_opening_stays_shut(town: Town) -> None:
    ticket, _ = sealed(town)
    asked = openings.ask(
        Informant.objects.get(ticket=ticket).pk, "想知道是谁举报的", by=town.actor("keeper.wuxi"), at=later()
    )
    openings.decide(asked, False, "没有正当理由，不同意", by=town.actor("keeper2.wuxi"), at=later(11))
    with pytest.raises(errors.NotOpened):
        openings.look(asked, by=town.actor("keeper.wuxi"), at=later(12))


@pytest.mark.parametrize(
    "stranger",
    [
        "safety.wuxi",
        "approver.wuxi",
        "lead.wuxi",
        "reviewer.wuxi",
        "leader.binhu",
        "supervisor.js",
        "admin.js",
        "auditor.js",
    ],
)
def test_nobody_but_a_keeper_even_asks(stranger: str, town: Town) -> None:
    ticket, _ = sealed(town)
    row = Informant.objects.get(ticket=ticket)
    with pytest.raises(NotPermitted):
        openings.ask(row.pk, "我想看看是谁举报的", by=town.actor(stranger), at=later())
    assert not row.openings.exists()


def test_a_keeper_of_another_city_finds_nothing(town: Town) -> None:
    ticket, _ = sealed(town)
    row = Informant.objects.get(ticket=ticket)
    stranger = town.actor("keeper.suzhou")
    with pytest.raises(errors.InformantNotFound):
        openings.ask(row.pk, "请求核实举报人身份", by=stranger, at=later())
    asked = openings.ask(row.pk, "请求核实举报人身份", by=town.actor("keeper.wuxi"), at=later())
    with pytest.raises(errors.OpeningNotFound):
        openings.decide(asked, True, "同意开启核实", by=stranger, at=later(11))
    assert not queries.openings(stranger).exists()
    assert not queries.informants(stranger, Capability.OPEN_VAULT).exists()


def test_what_is_sealed_opens_for_its_own_ticket_only(town: Town) -> None:
    first, _ = sealed(town, 1)
    second, _ = sealed(town, 5)
    one, other = (Informant.objects.get(ticket=each) for each in (first, second))
    Informant.objects.filter(pk=one.pk).update(sealed=bytes(other.sealed))
    one.refresh_from_db()
    with pytest.raises(CryptoError):
        vault.opened(one)


def test_the_vault_does_not_open_with_the_key_of_other_data(town: Town, settings: object) -> None:
    ticket, _ = sealed(town)
    from django.conf import settings as real

    assert not set(real.VAULT_KEYS.values()) & {*real.DATA_KEYS.values(), real.INDEX_KEY}
    settings.VAULT_KEYS = dict(real.DATA_KEYS)  # type: ignore[attr-defined]
    with pytest.raises(CryptoError):
        vault.opened(Informant.objects.get(ticket=ticket))


def test_a_code_is_found_however_it_is_written_and_also_after_the_key_was_changed(town: Town, settings: object) -> None:
    from django.conf import settings as real

    ticket, receipt = sealed(town)
    spoken = receipt.code.lower().replace("-", " ")
    assert queries.by_code(spoken).ticket_id == ticket.pk
    settings.VAULT_KEYS = {"v2": b"n" * 32, **real.VAULT_KEYS}  # type: ignore[attr-defined]
    assert queries.by_code(receipt.code).ticket_id == ticket.pk
    for wrong in ("", "AAAA-BBBB-CCCC", "'; --"):
        with pytest.raises(errors.InformantNotFound):
            queries.by_code(wrong)


def test_an_informant_is_sealed_once_and_before_the_report_leaves_the_centre(town: Town) -> None:
    by = town.actor("safety.wuxi")
    ticket, _ = sealed(town)
    with pytest.raises(errors.SealedAlready):
        vault.seal(ticket.number, by=by, at=later())
    gone = town.ticket(Status.TO_SIGN)
    with pytest.raises(road.IllegalMove):
        vault.seal(gone.number, by=by, at=later())
    assert Ticket.objects.get(pk=gone.pk).contact.name == NAME


def test_an_anonymous_report_has_nobody_to_seal(town: Town) -> None:
    contact = NewContact(town.unit("320200-rx").pk, Channel.PHONE)
    matter = town.appeal().matters
    [made] = intake.take(Appeal(contact, matter), by=town.actor("safety.wuxi"), at=later())
    with pytest.raises(errors.NobodyToSeal):
        vault.seal(made.number, by=town.actor("safety.wuxi"), at=later(11))
    assert not Ticket.objects.get(pk=made.id).is_confidential


def test_a_call_that_made_two_tickets_is_not_sealed_by_halves(town: Town) -> None:
    one = town.appeal()
    both = Appeal(one.contact, (one.matters[0], town.appeal(title="另一件事").matters[0]))
    first, _ = intake.take(both, by=town.actor("safety.wuxi"), at=later())
    with pytest.raises(road.CallerShared):
        vault.seal(first.number, by=town.actor("safety.wuxi"), at=later(11))
    assert Ticket.objects.get(pk=first.id).contact.name == NAME


def test_only_the_desk_of_the_centre_seals(town: Town) -> None:
    ticket = reported(town)
    with pytest.raises(NotPermitted):
        vault.seal(ticket.number, by=town.actor("agent.wuxi"), at=later())
    with pytest.raises(road.TicketNotFound):
        vault.seal(ticket.number, by=town.actor("safety.suzhou"), at=later())
    assert not Informant.objects.exists()
