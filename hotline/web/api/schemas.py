"""The shapes the API takes in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.flow.intake.words import Appeal
from hotline.flow.tickets.words import CallerKind, Channel, FollowUpWish, NewBeneficiary, NewContact, NewTicket, Tongue
from hotline.ground.catalogue.words import Kind, Urgency

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]*$", max_length=20)]
Line = Annotated[str, StringConstraints(max_length=500)]
Text = Annotated[str, StringConstraints(max_length=1_000_000)]
MOST_MATTERS = 20


class Strict(BaseModel):
    """A shape without room for unknown fields: a misspelt one is told, not dropped.

    Not ninja's ``Schema``, which can read rows of the database too, and takes twice as long for that.
    """

    model_config = ConfigDict(extra="forbid")


class Caller(Strict):
    """Who speaks. Personal data is encrypted at rest."""

    name: Line = ""
    phone: Line = Field("", examples=["13812345678"])
    identity: Line = Field("", description="Resident identity number")
    address: Line = ""
    email: Line = ""
    kind: CallerKind = CallerKind.PERSON
    language: Tongue = Field(Tongue.CHINESE, description="In which language she is written to")
    follow_up: FollowUpWish = Field(FollowUpWish.ANY, description="How she wants to be asked about the result")


class Beneficiary(Strict):
    """The person in need, where that is not the caller."""

    name: Line = ""
    phone: Line = ""
    address: Line = ""
    note: Annotated[str, StringConstraints(max_length=200)] = ""

    def plain(self) -> NewBeneficiary:
        """As intake takes it."""
        return NewBeneficiary(self.name, self.phone, self.address, self.note)


class Matter(Strict):
    """One matter; it becomes one ticket."""

    kind: Kind
    text: Text = Field(examples=["小区门口的路灯一周不亮。"])
    title: Text = Field("", description="At most 120 characters; empty: the beginning of the text")
    category: Code = Field("", description="A code of /categories, if known", examples=["01.01.01"])
    region: Code = Field("", description="A code of /regions, if known", examples=["320211"])
    wish: Text = ""
    place: Text = ""
    urgency: Urgency = Urgency.NORMAL
    confidential: bool = Field(False, description="The caller asks that her identity be kept from the handling unit")
    beneficiary: Beneficiary | None = None

    def plain(self) -> NewTicket:
        """As intake takes it."""
        return NewTicket(
            kind=self.kind,
            title=self.title,
            text=self.text,
            category=self.category,
            region=self.region,
            urgency=self.urgency,
            wish=self.wish,
            place=self.place,
            is_confidential=self.confidential,
            beneficiary=self.beneficiary.plain() if self.beneficiary else None,
        )


class NewAppeal(Strict):
    """What somebody said: one contact with one or several matters."""

    channel: Channel = Channel.API
    caller: Caller = Field(default_factory=lambda: Caller.model_validate({}))
    matters: list[Matter] = Field(min_length=1, max_length=MOST_MATTERS)
    reference: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")] = Field(
        "", description="Your own number of this appeal"
    )

    def plain(self, centre_id: int) -> Appeal:
        """As intake takes it."""
        caller = self.caller
        contact = NewContact(
            centre_id=centre_id,
            channel=self.channel,
            caller_kind=caller.kind,
            name=caller.name,
            phone=caller.phone,
            identity=caller.identity,
            address=caller.address,
            email=caller.email,
            call_reference=self.reference,
            language=caller.language,
            follow_up=caller.follow_up,
        )
        return Appeal(contact, tuple(matter.plain() for matter in self.matters))


class NewNote(Strict):
    """Something to add to a ticket."""

    text: Text = Field(examples=["市民来电补充：路灯编号 A-17。"])
