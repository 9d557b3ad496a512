"""Holders, their campaigns, and what happened to each."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Grouping, Index, UniqueConstraint, case, literal_column
from sqlmodel import Field, SQLModel, col, func

from okote.funding.campaigns.rules.life import Actor, CampaignState, StepKind
from okote.funding.campaigns.rules.offer import TaxReceipt
from okote.funding.campaigns.rules.period import Period
from okote.funding.campaigns.rules.rewards import PART
from okote.funding.terms.rules import Base, OwnPeople, Terms
from okote.platform.links import host
from okote.platform.search import words
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class Holder(SQLModel, table=True):
    """The organisation that a campaign pays."""

    __tablename__ = "holder"
    __table_args__ = (
        UniqueConstraint("territory_id", "identifier"),
        CheckConstraint("siret ~ '^[0-9]{14}$'", name="siret"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    name: str = Field(max_length=120)
    legal_form: str = Field(max_length=120)
    identifier: str = Field(max_length=120)
    """RNA, SIREN, SIRET, or court register: as `HolderIdentifier` writes it."""
    siret: str | None = Field(default=None, max_length=14)
    """Where it is registered as something else: what open data on subsidies name it by."""
    address: str = Field(max_length=300)
    email: str = Field(max_length=254)
    language: str = Field(default="fr", max_length=2)
    statement_name: str = Field(max_length=22)
    """What a donor's bank statement says."""
    account_id: UUID | None = Field(default=None, unique=True)
    """Its account in `payments.operations`, by its identifier alone."""
    account_ready: bool = False
    """Whether it can be paid for by card and transferred to, as Stripe last said."""
    pays_out: bool = False
    public_authority: bool = False
    """A commune, a department, their public bodies: they may offer no rewards."""
    created_at: datetime


class Campaign(SQLModel, table=True):
    """An offer and its life. Dates are whole days of the place; terms are copied when it is approved."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("territory_id", "slug"),
        CheckConstraint("goal_minor IS NULL OR goal_minor > 0", name="goal"),
        CheckConstraint("opens_at < ends_at", name="period"),
        CheckConstraint("applied_at IS NULL OR call_id IS NOT NULL", name="applied"),
        CheckConstraint(
            "state IN ('draft', 'in_review', 'cancelled') OR (goal_minor IS NOT NULL AND opens_at IS NOT NULL"
            " AND ends_at IS NOT NULL AND threshold_bp IS NOT NULL)",
            name="complete",
        ),
        CheckConstraint("(state = 'cancelled') = (cancel_reason IS NOT NULL)", name="cancel_reason"),
        Index("ix_campaign_territory_id_state_ends_at", "territory_id", "state", "ends_at"),
        Index("ix_campaign_state_ends_at", "state", "ends_at"),
        Index("ix_campaign_holder_id", "holder_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    holder_id: UUID = Field(foreign_key="holder.id")
    slug: str = Field(max_length=80)
    state: CampaignState = Field(default=CampaignState.DRAFT, sa_type=one_of(CampaignState, "state"))

    title: str = Field(max_length=120)
    summary: str = Field(default="", max_length=200)
    story: str = Field(default="")
    """Markdown."""
    picture: UUID | None = Field(default=None, foreign_key="stored_file.id")
    picture_text: str = Field(default="", max_length=300)
    """What the picture shows, for who can't see it."""
    video: str = Field(default="", max_length=500)
    """An address that people follow; the page itself never asks it."""
    place_id: UUID | None = Field(default=None, foreign_key="place.id")
    category_id: UUID | None = Field(default=None, foreign_key="category.id", index=True)
    call_id: UUID | None = Field(default=None, foreign_key="call.id", index=True)
    """The call for projects that it answers, if any."""
    applied_at: datetime | None = None
    """When it was first sent in for that call, in time: what is asked for afterwards may come later."""
    purpose: str = Field(default="", max_length=1000)
    timetable: str = Field(default="", max_length=2000)
    expected_result: str = Field(default="", max_length=2000)
    surplus: str = Field(default="", max_length=1000)
    """What a sum beyond the goal is used for."""
    tax_receipt: TaxReceipt | None = Field(default=None, sa_type=one_of(TaxReceipt, "tax_receipt"))
    first_day: date | None = None
    last_day: date | None = None

    goal_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    threshold_bp: int | None = None
    threshold_on: Base | None = Field(default=None, sa_type=one_of(Base, "threshold_on"))
    commission_bp: int | None = None
    commission_on: Base | None = Field(default=None, sa_type=one_of(Base, "commission_on"))
    vat_bp: int | None = None
    own_people: OwnPeople | None = Field(default=None, sa_type=one_of(OwnPeople, "own_people"))

    cancel_reason: str | None = Field(default=None, max_length=1000)
    created_at: datetime
    version: int = 0
    """Counts the saved changes, so that two writers don't overwrite each other unseen."""

    @property
    def goal(self) -> Money:
        return Money(self.goal_minor or 0, self.currency)

    @property
    def video_host(self) -> str:
        """The site that its video is on; empty where there is none."""
        return host(self.video)

    @property
    def terms(self) -> Terms:
        """What was promised when the offer was approved; asked of an approved offer only."""
        return Terms(
            goal=self.goal,
            threshold_bp=self.threshold_bp or 0,
            threshold_on=self.threshold_on or Base.ALL,
            commission_bp=self.commission_bp or 0,
            commission_on=self.commission_on or Base.ALL,
            vat_bp=self.vat_bp or 0,
        )

    @property
    def takes_own_people(self) -> OwnPeople:
        """As it was approved with; until then nobody can give."""
        return self.own_people or OwnPeople.MATCHED

    @property
    def period(self) -> Period:
        """When pledges are taken; asked of an approved offer only."""
        if self.opens_at is None or self.ends_at is None:
            raise ValueError("a draft has no period")
        return Period(self.opens_at, self.ends_at)


WORDS = (
    words(col(Campaign.title), "A")
    .concat(words(col(Campaign.summary), "B"))
    .concat(words(col(Campaign.purpose), "C"))
    .concat(words(col(Campaign.story), "D"))
)
"""What a campaign is found by."""

Index("ix_campaign_words", WORDS, postgresql_using="gin")

_LIVE = col(Campaign.state) == literal_column(f"'{CampaignState.LIVE}'")
_CLOSING = col(Campaign.state) == literal_column(f"'{CampaignState.CLOSING}'")
_FIRST = Grouping(
    case((_LIVE, literal_column("0")), (_CLOSING, literal_column("1")), else_=literal_column("2"))
)
_ENDS_SOON = Grouping(case((_LIVE, col(Campaign.ends_at))))

BY_END = (_FIRST, _ENDS_SOON, col(Campaign.ends_at).desc(), col(Campaign.id))
NEWEST_FIRST = (_FIRST, col(Campaign.opens_at).desc(), col(Campaign.id))
BY_TITLE = (_FIRST, func.okote_fold(Campaign.title), col(Campaign.id))
"""How lists of campaigns are ordered: those that take pledges first; what ends soonest, or ended last.

Each has an index, which PostgreSQL takes where a question has the very words of it: so nothing in them is
left to be filled in. The last of each makes the order whole, so that no page repeats or loses a row.
"""

Index("ix_campaign_by_end", col(Campaign.territory_id), *BY_END)
Index("ix_campaign_newest_first", col(Campaign.territory_id), *NEWEST_FIRST)
Index("ix_campaign_by_title", col(Campaign.territory_id), *BY_TITLE)


class BudgetLine(SQLModel, table=True):
    """What part of the money is for."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("campaign_id", "position"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    position: int
    label: str = Field(max_length=160)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    needed: bool = True
    """Without it the project can't be done; a desired line can wait."""

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class TeamMember(SQLModel, table=True):
    """Someone who carries the project, as its holder tells: nobody's account."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("campaign_id", "position"),)

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    position: int
    name: str = Field(max_length=80)
    part: str = Field(default="", max_length=120)
    """What they do in the project."""


class CampaignPicture(SQLModel, table=True):
    """A picture besides the main one."""

    __tablename__ = "campaign_picture"
    __table_args__ = (UniqueConstraint("campaign_id", "position"), UniqueConstraint("campaign_id", "picture"))

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    position: int
    picture: UUID = Field(foreign_key="stored_file.id", index=True)
    text: str = Field(default="", max_length=300)
    """What it shows, for who can't see it."""
    caption: str = Field(default="", max_length=200)
    """What everyone reads below it."""


class Reward(SQLModel, table=True):
    """Thanks that the holder offers to whoever gives `starts_at_minor` or more."""

    __tablename__ = "reward"
    __table_args__ = (
        UniqueConstraint("campaign_id", "position"),
        CheckConstraint(f"value_minor >= 0 AND value_minor * {PART} <= starts_at_minor", name="value"),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    position: int
    title: str = Field(max_length=120)
    text: str = Field(default="", max_length=1000)
    starts_at_minor: int = Field(sa_type=BigInteger)
    value_minor: int = Field(sa_type=BigInteger)
    """What the holder declares that it is worth."""
    currency: str = Field(default="EUR", sa_type=Currency)
    units: int | None = None
    """How many there are; None for as many as people choose."""
    month: date
    """The first day of the month in which it is due."""
    needs_address: bool = False

    @property
    def starts_at(self) -> Money:
        return Money(self.starts_at_minor, self.currency)

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)


class CampaignStep(SQLModel, table=True):
    """One thing that happened to a campaign; never changed."""

    __tablename__ = "campaign_step"
    __table_args__ = (
        CheckConstraint("(actor = 'rule') = (person_id IS NULL)", name="person"),
        CheckConstraint(
            "kind NOT IN ('message_hidden', 'news_hidden') OR actor = 'administrator'", name="hidden_by"
        ),
        Index("ix_campaign_step_campaign_id_at", "campaign_id", "at"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    at: datetime
    state: CampaignState = Field(sa_type=one_of(CampaignState, "state"))
    """The state that it led to, or in which it left the campaign."""
    kind: StepKind = Field(default=StepKind.LED, sa_type=one_of(StepKind, "kind"))
    actor: Actor = Field(sa_type=one_of(Actor, "actor"))
    """As whom: someone may hold several roles, and acts in one of them at a time."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    """Nobody where the rule acted."""
    reason: str = Field(default="", max_length=1000)
