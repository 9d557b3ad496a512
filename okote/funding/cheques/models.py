"""Cheques, and what happened to each."""

from datetime import date, datetime
from typing import Any, Optional, cast
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import joinedload
from sqlmodel import Field, Relationship, SQLModel

from okote.funding.cheques.rules import ChequeState
from okote.funding.pledges.models import Bound, bound
from okote.platform.files.papers import PaperKind
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class Cheque(SQLModel, table=True):
    """For one campaign, made out to its holder; it counts by the pledge that a second person made of it."""

    __tablename__ = "cheque"
    __table_args__ = (
        UniqueConstraint("territory_id", "reference"),
        UniqueConstraint("territory_id", "form_token"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("drawer <> '' AND address <> ''", name="drawer"),
        CheckConstraint(
            "num_nulls(number, bank, written_on, proof)"
            " = CASE WHEN state IN ('announced', 'withdrawn') THEN 4 ELSE 0 END",
            name="paper",
        ),
        CheckConstraint("pledge_id IS NOT NULL OR state NOT IN ('held', 'banked', 'bounced')", name="pledge"),
        Index("ix_cheque_territory_id_state", "territory_id", "state"),
        Index("ix_cheque_person_id", "person_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    person_id: UUID = Field(foreign_key="person.id")
    """Whose it is; someone without a way to sign in, where an agent entered it."""
    entered_by: UUID | None = Field(default=None, foreign_key="person.id")
    """The agent who entered it at the counter; None where its donor announced it."""
    form_token: UUID
    reference: str = Field(max_length=20)
    """What its donor writes on the back."""
    state: ChequeState = Field(default=ChequeState.ANNOUNCED, sa_type=one_of(ChequeState, "state"))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    drawer: str = Field(max_length=120)
    address: str = Field(max_length=300)
    own_people: bool = False
    language: str = Field(max_length=2)
    """Of the mails about it."""
    number: str | None = Field(default=None, max_length=20)
    bank: str | None = Field(default=None, max_length=80)
    written_on: date | None = None
    proof: str | None = Field(default=None, max_length=200)
    """Where its picture is kept, or what else proves it."""
    pledge_id: UUID | None = Field(default=None, foreign_key="pledge.id", unique=True)
    created_at: datetime
    body: Optional["ChequeBody"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "uselist": False})
    """In whose name it is given; None for the donor's own. A query that needs it says `with_body`."""

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class ChequeBody(Bound, table=True):
    """The company or association in whose name a cheque is given; so is the pledge that is made of it."""

    __tablename__ = "cheque_body"
    __table_args__ = bound()

    cheque_id: UUID = Field(foreign_key="cheque.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")


class ChequeScan(SQLModel, table=True):
    """A picture of a cheque, kept by the agents who had it in hand."""

    __tablename__ = "cheque_scan"
    __table_args__ = (Index("ix_cheque_scan_cheque_id", "cheque_id", "id"),)

    id: UUID = identifier()
    """Also the name of its file."""
    territory_id: UUID = Field(foreign_key="territory.id")
    cheque_id: UUID = Field(foreign_key="cheque.id")
    kind: PaperKind = Field(sa_type=one_of(PaperKind, "kind"))
    sent_at: datetime
    sent_by: UUID = Field(foreign_key="person.id", index=True)


class ChequeStep(SQLModel, table=True):
    """One thing that happened to a cheque, and who did it; never changed."""

    __tablename__ = "cheque_step"
    __table_args__ = (Index("ix_cheque_step_cheque_id_at", "cheque_id", "at"),)

    id: UUID = identifier()
    cheque_id: UUID = Field(foreign_key="cheque.id")
    state: ChequeState = Field(sa_type=one_of(ChequeState, "state"))
    """Where it led."""
    at: datetime
    person_id: UUID = Field(foreign_key="person.id")
    note: str = Field(default="", max_length=500)


with_body = joinedload(cast("Any", Cheque.body))
"""An option for statements that need to know in whose name cheques are given."""
