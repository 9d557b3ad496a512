"""What people give."""

from datetime import datetime
from typing import Any, Optional, cast
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import joinedload
from sqlmodel import Field, Relationship, SQLModel

from okote.funding.campaigns.models import Reward
from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.pledges.rules import BY_TRANSFER, PledgeStatus
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class Pledge(SQLModel, table=True):
    """What one person gives to one campaign: one for each token of what was confirmed, sent however often."""

    __tablename__ = "pledge"
    __table_args__ = (
        UniqueConstraint("person_id", "form_token"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "refund_failure IS NULL OR status IN ('cancelling', 'refunding', 'quarantined', 'charged_back')",
            name="refund_failure",
        ),
        CheckConstraint(
            "given_back_because IS NULL"
            " OR (given_back_because <> '' AND status IN ('cancelling', 'refunding', 'refunded',"
            " 'charged_back'))",
            name="given_back_because",
        ),
        CheckConstraint("NOT name_shown OR public_name IS NOT NULL", name="public_name"),
        Index("ix_pledge_campaign_id_status", "campaign_id", "status"),
        Index("ix_pledge_person_id_created_at", "person_id", "created_at"),
        Index("ix_pledge_territory_id_created_at", "territory_id", "created_at"),
        Index(
            "ix_pledge_territory_id_paid_at",
            "territory_id",
            "paid_at",
            postgresql_where=text("paid_at IS NOT NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    person_id: UUID = Field(foreign_key="person.id")
    form_token: UUID
    payment_id: UUID | None = Field(default=None, unique=True)
    """The payment in `payments.operations`, by its identifier alone."""
    status: PledgeStatus = Field(default=PledgeStatus.OPENED, sa_type=one_of(PledgeStatus, "status"))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    fee_minor: int | None = Field(default=None, sa_type=BigInteger)
    """What Stripe took of it; known once it is paid."""
    public_name: str | None = Field(default=None, max_length=80)
    name_shown: bool = False
    amount_shown: bool = False
    message: str | None = Field(default=None, max_length=500)
    own_people: bool = False
    """Whether its donor works for the holder or a partner: declared, or known from what they may do here."""
    language: str = Field(max_length=2)
    """Of the mails about it."""
    thanks_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    """Of the secret in the address of its thanks page, which opens without a session."""
    created_at: datetime
    paid_at: datetime | None = None
    """When Stripe charged it: it counts if that was in time and the rule had not decided yet. Of a cheque,
    when a second person confirmed it."""
    ended_at: datetime | None = None
    """When it was given back, failed or expired."""
    refund_failure: str | None = Field(default=None, max_length=200)
    """Stripe's code where giving it back failed: nothing more is asked until a person says so."""
    given_back_because: str | None = Field(default=None, max_length=1000)
    """Why the office gave it back, as its donor reads it; None where they did, or the rule decided."""
    body: Optional["PledgeBody"] = Relationship(sa_relationship_kwargs={"lazy": "raise", "uselist": False})
    """In whose name it is given; None for the donor's own. A query that needs it says `with_body`."""
    reward: Optional["PledgeReward"] = Relationship(
        sa_relationship_kwargs={"lazy": "raise", "uselist": False}
    )
    """What its donor chose; None for nothing. A query that needs it says `with_reward`."""

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def by_cheque(self) -> bool:
        """Whether it was confirmed without any payment at Stripe: agents hold a cheque."""
        return self.payment_id is None and self.paid_at is not None

    @property
    def goes_by_transfer(self) -> bool:
        """Whether the card is no way back any more; what was put aside uncounted is for a person to see."""
        return self.paid_at is not None and self.refund_failure in BY_TRANSFER

    @property
    def says_something(self) -> bool:
        """Whether others see anything of it, or would if it were in force."""
        return self.name_shown or self.amount_shown or self.message is not None

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor or 0, self.currency)


class Bound(SQLModel):
    """A company or association, as whoever gives in its name declared that they may bind it."""

    name: str = Field(max_length=80)
    legal_form: str = Field(max_length=120)
    kind: IdentifierKind = Field(sa_type=one_of(IdentifierKind, "kind"))
    number: str = Field(max_length=120)
    """With `kind`, as `HolderIdentifier` has them."""
    declared_at: datetime
    """When its donor declared that they may bind it."""

    @property
    def identifier(self) -> HolderIdentifier:
        return HolderIdentifier(self.kind, self.number)


def bound() -> tuple[CheckConstraint, CheckConstraint]:
    """What the database asks of it."""
    return (
        CheckConstraint(
            "(kind = 'siren' AND number ~ '^[0-9]{9}$') OR (kind = 'rna' AND number ~ '^W[0-9]{9}$')"
            " OR (kind = 'court' AND number <> '')",
            name="number",
        ),
        CheckConstraint("name <> '' AND legal_form <> ''", name="named"),
    )


class PledgeBody(Bound, table=True):
    """The company or association in whose name a pledge is given.

    What it says stays from the payment on: the accounts keep it, whatever becomes of the donor's account.
    """

    __tablename__ = "pledge_body"
    __table_args__ = (
        *bound(),
        Index("ix_pledge_body_territory_id_kind_number", "territory_id", "kind", "number"),
    )

    pledge_id: UUID = Field(foreign_key="pledge.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")


class PledgeReward(SQLModel, table=True):
    """The reward that a donor chose with a pledge: one unit of it is theirs until it is released.

    To whom and where it goes is known only while somebody may still send it.
    """

    __tablename__ = "pledge_reward"
    __table_args__ = (
        CheckConstraint("num_nonnulls(sent_at) = num_nonnulls(sent_by)", name="sent"),
        CheckConstraint("sent_at IS NULL OR released_at IS NULL", name="sent_or_released"),
        CheckConstraint("NOT waived OR released_at IS NOT NULL", name="waived"),
        CheckConstraint("released_at IS NULL OR num_nonnulls(recipient, address) = 0", name="forgotten"),
        CheckConstraint("recipient <> '' AND address <> ''", name="written"),
        Index("ix_pledge_reward_taken", "reward_id", postgresql_where=text("released_at IS NULL")),
        Index(
            "ix_pledge_reward_known",
            "territory_id",
            postgresql_where=text("recipient IS NOT NULL OR address IS NOT NULL"),
        ),
    )

    pledge_id: UUID = Field(foreign_key="pledge.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    reward_id: UUID = Field(foreign_key="reward.id", index=True)
    chosen_at: datetime
    recipient: str | None = Field(default=None, max_length=120)
    address: str | None = Field(default=None, max_length=300)
    """Where it goes, of a reward that is sent by post."""
    sent_at: datetime | None = None
    sent_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    released_at: datetime | None = None
    """Since when it is not theirs."""
    waived: bool = False
    """Whether its donor gave it up."""
    reward: Reward = Relationship(sa_relationship_kwargs={"lazy": "raise"})

    def forget(self) -> None:
        self.recipient = self.address = None


class RewardHold(SQLModel, table=True):
    """A unit of a reward kept for a cheque that is on its way, or not confirmed yet.

    Once that counts, its pledge has the unit, and this ends.
    """

    __tablename__ = "reward_hold"
    __table_args__ = (
        Index("ix_reward_hold_kept", "reward_id", postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("until > chosen_at", name="until"),
    )

    kept_for: UUID = Field(primary_key=True)
    """The cheque, by its identifier alone."""
    territory_id: UUID = Field(foreign_key="territory.id")
    reward_id: UUID = Field(foreign_key="reward.id", index=True)
    chosen_at: datetime
    until: datetime | None
    """From when on somebody else may have it; None once what it is kept for has come."""
    ended_at: datetime | None = None
    reward: Reward = Relationship(sa_relationship_kwargs={"lazy": "raise"})

    def is_kept(self, at: datetime) -> bool:
        return self.ended_at is None and (self.until is None or at < self.until)


with_body = joinedload(cast("Any", Pledge.body))
"""An option for statements that need to know in whose name pledges are given."""

with_reward = joinedload(cast("Any", Pledge.reward)).joinedload(cast("Any", PledgeReward.reward))
"""An option for statements that need to know what donors chose."""
