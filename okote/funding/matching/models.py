"""What partners promised to campaigns, and what was asked of them at the end."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.funding.matching.rules import (
    AmendmentKind,
    Commitment,
    Completion,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Promise,
    Rule,
)
from okote.funding.partners.rules import PartnerKind
from okote.platform.files.papers import PaperKind
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class SignedCommitment(SQLModel, table=True):
    """What a partner promised one campaign when it signed; amendments say what changed since."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("campaign_id", "partner_id"),
        CheckConstraint("rate_bp BETWEEN 1 AND 100000", name="rate"),
        CheckConstraint("ceiling_minor > 0", name="ceiling"),
        CheckConstraint("ceiling_per_donor_minor > 0", name="ceiling_per_donor"),
        CheckConstraint(
            "CASE rule WHEN 'per_euro' THEN rate_bp IS NOT NULL AND condition_on IS NULL"
            " ELSE rate_bp IS NULL AND ceiling_per_donor_minor IS NULL AND condition_on IS NOT NULL END",
            name="promise",
        ),
        CheckConstraint(
            "(condition_on IS NULL) = (condition_least IS NULL) AND condition_least > 0"
            " AND (condition_on <> 'share' OR condition_least <= 10000)",
            name="condition",
        ),
        Index("ix_commitment_envelope_id", "envelope_id"),
        Index("ix_commitment_partner_id", "partner_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    partner_id: UUID = Field(foreign_key="partner.id")
    envelope_id: UUID = Field(foreign_key="envelope.id")
    rule: Rule = Field(default=Rule.PER_EURO, sa_type=one_of(Rule, "rule"))
    rate_bp: int | None = None
    ceiling_minor: int = Field(sa_type=BigInteger)
    ceiling_per_donor_minor: int | None = Field(default=None, sa_type=BigInteger)
    condition_on: Measure | None = Field(default=None, sa_type=one_of(Measure, "condition_on"))
    condition_least: int | None = Field(default=None, sa_type=BigInteger)
    """In the unit of what it is on: basis points of the goal, cents, people."""
    currency: str = Field(default="EUR", sa_type=Currency)
    signed_at: datetime
    signed_by: UUID = Field(foreign_key="person.id")

    @property
    def promise(self) -> Promise:
        if self.condition_on is None or self.condition_least is None:
            per_donor = self.ceiling_per_donor_minor
            most = None if per_donor is None else Money(per_donor, self.currency)
            return PerEuro(self.rate_bp or 0, most)
        condition = Condition(self.condition_on, self.condition_least)
        return Lump(condition) if self.rule is Rule.LUMP else Completion(condition)

    @property
    def condition_share_bp(self) -> int | None:
        return self._least(Measure.SHARE)

    @property
    def condition_minor(self) -> int | None:
        return self._least(Measure.AMOUNT)

    @property
    def condition_donors(self) -> int | None:
        return self._least(Measure.DONORS)

    def _least(self, measure: Measure) -> int | None:
        """What the condition asks for, if of this: the trail is told by names that say a unit."""
        return self.condition_least if self.condition_on is measure else None

    def of_kind(self, kind: PartnerKind, ceiling_minor: int) -> Commitment:
        """As the rules know it, up to the ceiling in force."""
        ceiling, signed = Money(ceiling_minor, self.currency), Money(self.ceiling_minor, self.currency)
        return Commitment(self.id, self.partner_id, kind, self.promise, ceiling, signed)


class CommitmentAmendment(SQLModel, table=True):
    """One change of what a partner committed to, never altered: the latest one says what is in force."""

    __tablename__ = "commitment_amendment"
    __table_args__ = (
        UniqueConstraint("commitment_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(
            "CASE kind WHEN 'raised' THEN ceiling_minor > before_minor"
            " WHEN 'lowered' THEN ceiling_minor > 0 AND ceiling_minor < before_minor"
            " ELSE ceiling_minor >= 0 AND ceiling_minor < before_minor END",
            name="ceiling",
        ),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_commitment_amendment_campaign_id_signed_at", "campaign_id", "signed_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    commitment_id: UUID = Field(foreign_key="commitment.id")
    number: int
    """From one on, for each commitment."""
    kind: AmendmentKind = Field(sa_type=one_of(AmendmentKind, "kind"))
    before_minor: int = Field(sa_type=BigInteger)
    ceiling_minor: int = Field(sa_type=BigInteger)
    """From then on: what is still due, where the partner withdrew."""
    currency: str = Field(default="EUR", sa_type=Currency)
    reason: str = Field(max_length=500)
    signed_at: datetime
    signed_by: UUID = Field(foreign_key="person.id")

    @property
    def before(self) -> Money:
        return Money(self.before_minor, self.currency)

    @property
    def ceiling(self) -> Money:
        return Money(self.ceiling_minor, self.currency)


class FundsCall(SQLModel, table=True):
    """What a partner is asked to pay the holder, outside the platform, once a campaign succeeded."""

    __tablename__ = "funds_call"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("(received_on IS NULL) = (proof IS NULL)", name="proof"),
        Index("ix_funds_call_territory_id_due_on", "territory_id", "due_on"),
    )

    commitment_id: UUID = Field(foreign_key="commitment.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    called_at: datetime
    due_on: date
    received_on: date | None = None
    proof: str | None = Field(default=None, max_length=300)
    """Reference of the payment: number of the mandate, line of the bank statement."""
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class FundsProof(SQLModel, table=True):
    """A paper that shows that a partner has paid, sent by its people or noted by an accountant."""

    __tablename__ = "funds_proof"
    __table_args__ = (Index("ix_funds_proof_commitment_id", "commitment_id", "id"),)

    id: UUID = identifier()
    """Also the name of its file."""
    territory_id: UUID = Field(foreign_key="territory.id")
    commitment_id: UUID = Field(foreign_key="funds_call.commitment_id")
    kind: PaperKind = Field(sa_type=one_of(PaperKind, "kind"))
    sent_at: datetime
    sent_by: UUID = Field(foreign_key="person.id", index=True)
