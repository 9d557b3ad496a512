"""A territory's rules of funding, copied into each offer when it is published."""

from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from okote.funding.terms.rules import Base, OwnPeople
from payments.money import Money
from payments.tables import one_of


class FundingTerms(SQLModel, table=True):
    """Percentages are in basis points: 7 500 is 75 %. The commission includes VAT."""

    __tablename__ = "funding_terms"
    __table_args__ = (
        CheckConstraint("threshold_bp BETWEEN 1 AND 10000", name="threshold"),
        CheckConstraint("commission_bp BETWEEN 0 AND 10000", name="commission"),
        CheckConstraint("vat_bp BETWEEN 0 AND 10000", name="vat"),
        CheckConstraint("longest_campaign BETWEEN 1 AND 75", name="longest_campaign"),
        CheckConstraint("smallest_pledge_minor BETWEEN 50 AND 99999999", name="smallest_pledge"),
    )

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    threshold_bp: int = 7_500
    threshold_on: Base = Field(default=Base.ALL, sa_type=one_of(Base, "threshold_on"))
    commission_bp: int = 800
    commission_on: Base = Field(default=Base.ALL, sa_type=one_of(Base, "commission_on"))
    vat_bp: int = 2_000
    own_people: OwnPeople = Field(default=OwnPeople.UNMATCHED, sa_type=one_of(OwnPeople, "own_people"))
    longest_campaign: int = 60
    """In days."""
    smallest_pledge_minor: int = 100
    """In cents."""

    takes_cheques: bool = False
    """Whether donors may give by cheque: a territory needs two agents who look after them."""

    @property
    def smallest_pledge(self) -> Money:
        return Money(self.smallest_pledge_minor)
