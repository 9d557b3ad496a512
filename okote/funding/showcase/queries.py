"""Reads of the public pages; the number of statements is the same for one row and for fifty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy.orm import load_only
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from okote.feature import MOST_FOUND, Found
from okote.funding.calls.models import Call
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState, takes_pledges
from okote.funding.campaigns.service.holders import bank_line
from okote.funding.categories.models import Category
from okote.funding.cheques.models import Cheque
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Decision
from okote.funding.pledges.models import Pledge, with_body, with_reward
from okote.funding.pledges.rules import PENDING, PledgeStatus
from okote.funding.progress.queries import Given, given_to
from okote.funding.showcase.finding import Wanted, answers, relevance
from okote.funding.terms.models import FundingTerms
from okote.identity.models import Person
from okote.identity.permissions import person_of
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.search import question
from okote.territories.models import Place
from okote.territories.queries import of_territory
from okote.web.gauge import Gauge
from okote.web.pagination import Paged, numbered
from payments.money import Money
from payments.sessions import ReadSession

PER_PAGE = 12
EVERYTHING = Wanted()
SHOWN_PLEDGES = 30
"""The latest words on a campaign's page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as visitors see it."""

    campaign: Campaign
    holder: Holder
    place: str | None
    category: Category | None
    given: Given
    closing: Closing | None
    at: datetime
    call: Call | None = None
    """The call for projects that it answers."""

    @property
    def gauge(self) -> Gauge:
        """What is in force, or, where everyone was refunded, what there was when the rule decided."""
        terms = self.campaign.terms
        public, companies, pledged = self.given.by_kind
        closing = self.closing
        if closing is not None and closing.decision is Decision.REFUNDED:
            pledged = closing.money(closing.pledged_minor)
            public, companies = closing.money(closing.public_minor), closing.money(closing.private_minor)
        return Gauge(
            residents=pledged,
            public=public,
            companies=companies,
            goal=terms.goal,
            threshold=terms.threshold,
            threshold_share=terms.threshold_bp,
            reached=terms.reached(pledged, public + companies),
        )

    @property
    def statement(self) -> str:
        """What a donor's bank writes."""
        return bank_line(self.holder)

    @property
    def open(self) -> bool:
        """Whether it takes pledges at this moment."""
        return takes_pledges(self.campaign.state, self.campaign.period, self.at)


Public = Select[Campaign, Holder, str, Closing, Category, Call]


def public_campaigns(territory_id: UUID) -> Public:
    """Every campaign that was ever live, with its holder, place, closing, category and call."""
    was_live = select(CampaignStep.id).where(
        CampaignStep.campaign_id == Campaign.id, CampaignStep.state == CampaignState.LIVE
    )
    statement = (
        select(Campaign, Holder, Place.name, Closing)
        .join(Holder, col(Holder.id) == Campaign.holder_id)
        .outerjoin(Place, col(Place.id) == Campaign.place_id)
        .outerjoin(Category, col(Category.id) == Campaign.category_id)
        .outerjoin(Call, col(Call.id) == Campaign.call_id)
        .outerjoin(Closing, col(Closing.campaign_id) == Campaign.id)
        .where(
            col(Campaign.state).in_(PUBLIC_STATES)
            | ((col(Campaign.state) == CampaignState.CANCELLED) & was_live.exists())
        )
    )
    whole = cast("Public", statement.add_columns(Category, Call))
    return of_territory(whole, Campaign.territory_id, territory_id)


async def campaigns(
    db: ReadSession, territory_id: UUID, number: int, wanted: Wanted = EVERYTHING
) -> Paged[Shown]:
    """Those that take pledges first, then those that ended.

    Which are on the page is found out by their keys alone: all that a campaign tells is long to sort.
    """
    order, every = wanted.order.columns, public_campaigns(territory_id)
    keys: Any = every.with_only_columns(col(Campaign.id)).where(*wanted.conditions).order_by(*order)
    on_page = keys.limit(PER_PAGE + 1).offset((number - 1) * PER_PAGE)
    rows = await _shown(db, every.where(col(Campaign.id).in_(on_page)).order_by(*order))
    return numbered(rows, number, PER_PAGE)


async def newest(
    db: ReadSession,
    territory_id: UUID,
    wanted: Wanted,
    *,
    state: CampaignState | None,
    before: UUID | None,
    most: int,
) -> list[Shown]:
    """The latest made first: an order that nothing changes, so that each page begins after the one before."""
    statement = public_campaigns(territory_id).where(*wanted.conditions)
    if state is not None:
        statement = statement.where(Campaign.state == state)
    if before is not None:
        statement = statement.where(col(Campaign.id) < before)
    return await _shown(db, statement.order_by(col(Campaign.id).desc()).limit(most))


async def _shown(db: ReadSession, statement: Public) -> list[Shown]:
    rows = (await db.exec(statement)).all()
    given = await given_to(db, [row[0].id for row in rows])
    at = await db.now()
    return [
        Shown(one, holder, place, category, given[one.id], closing, at, call)
        for one, holder, place, closing, category, call in rows
    ]


async def located(db: ReadSession, territory_id: UUID) -> Sequence[tuple[Place, int, int]]:
    """Each commune, in the order of their names: how many projects it has with its sectors, and of these
    how many take pledges.
    """
    shown: Any = public_campaigns(territory_id).with_only_columns(
        func.coalesce(Place.parent_id, Place.id).label("commune"), col(Campaign.state).label("state")
    )
    of = shown.subquery()
    live = func.count().filter(of.c.state == CampaignState.LIVE)
    statement = (
        of_territory(select(Place, func.count(of.c.commune), live), Place.territory_id, territory_id)
        .outerjoin(of, of.c.commune == Place.id)
        .where(col(Place.parent_id).is_(None))
        .group_by(col(Place.id))
        .order_by(col(Place.name), col(Place.id))
    )
    return (await db.exec(statement)).all()


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The campaigns that answer best, for the search of the whole site."""
    words_asked = question(typed)
    if words_asked is None:
        return []
    statement = public_campaigns(visitor.territory.id).where(answers(words_asked))
    best = statement.order_by(relevance(words_asked).desc(), col(Campaign.id)).limit(MOST_FOUND)
    return [
        Found(campaign.title, f"/campaigns/{campaign.slug}", campaign.summary)
        for campaign, *_ in (await db.exec(best)).all()
    ]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each campaign, the latest begun first."""
    slugs_of: Any = public_campaigns(territory_id).with_only_columns(col(Campaign.slug))
    found = await db.exec(slugs_of.order_by(col(Campaign.opens_at).desc(), col(Campaign.id)))
    return [f"/campaigns/{slug}" for (slug,) in found]


async def campaign(db: ReadSession, territory_id: UUID, slug: str) -> Shown:
    """One campaign by its name in the address; NotFoundError where visitors may not see one."""
    row = await _named(db, public_campaigns(territory_id), slug)
    found, holder, place, closing, category, call = row
    given = (await given_to(db, [found.id]))[found.id]
    return Shown(found, holder, place, category, given, closing, await db.now(), call)


def _offer() -> Any:
    statement: Any = public_campaigns(cast("UUID", bindparam("territory_id")))
    with_terms = statement.outerjoin(FundingTerms, col(FundingTerms.territory_id) == Campaign.territory_id)
    narrow: Any = with_terms.with_only_columns(Campaign, Holder, col(FundingTerms.smallest_pledge_minor))
    columns: Any = (Campaign.territory_id, Campaign.own_people), (Holder.identifier,)
    only = [load_only(*of_table, raiseload=True) for of_table in columns]
    return narrow.where(Campaign.slug == bindparam("slug")).options(*only)


OFFER = _offer()


async def offer(db: ReadSession, territory_id: UUID, slug: str) -> tuple[Campaign, Holder, Money]:
    """Only what a form is held against before anything is held: who offers, whose own people may give, and
    the least that may be given. Whoever needs more of the campaign reads it again.
    """
    if slugs.well_formed(slug):
        asked = {"territory_id": territory_id, "slug": slug}
        for found, holder, minor in await db.exec(OFFER, params=asked):
            usual = FundingTerms(territory_id=territory_id).smallest_pledge
            return found, holder, usual if minor is None else Money(minor)
    raise NotFoundError


async def _named(db: ReadSession, statement: Public, slug: str) -> Any:
    row = None
    if slugs.well_formed(slug):
        row = (await db.exec(statement.where(Campaign.slug == slug))).first()
    if row is None:
        raise NotFoundError
    return row


@dataclass(frozen=True, slots=True)
class Word:
    """What a donor chose to show: a name, an amount, a message, each or none."""

    name: str | None
    amount: Money | None
    message: str | None
    at: datetime | None


async def words(db: ReadSession, campaign_id: UUID) -> Sequence[Word]:
    """The latest, of donors who show anything at all."""
    statement = (
        select(Pledge)
        .where(
            Pledge.campaign_id == campaign_id,
            Pledge.status == PledgeStatus.IN_FORCE,
            col(Pledge.name_shown) | col(Pledge.amount_shown) | col(Pledge.message).is_not(None),
        )
        .order_by(col(Pledge.paid_at).desc(), col(Pledge.id))
        .limit(SHOWN_PLEDGES)
    )
    return [
        Word(
            name=pledge.public_name if pledge.name_shown else None,
            amount=pledge.amount if pledge.amount_shown else None,
            message=pledge.message,
            at=pledge.paid_at,
        )
        for pledge in (await db.exec(statement)).all()
    ]


@dataclass(frozen=True, slots=True)
class Mine:
    """One of a person's pledges, with what it is for."""

    pledge: Pledge
    campaign: Campaign
    at: datetime

    @property
    def taking(self) -> bool:
        """Whether its campaign still takes pledges."""
        return takes_pledges(self.campaign.state, self.campaign.period, self.at)

    @property
    def cancellable(self) -> bool:
        return self.taking and self.pledge.status is PledgeStatus.IN_FORCE

    @property
    def seen_by_others(self) -> bool:
        """Whether the campaign's page shows something of it, or will once it is paid."""
        return self.pledge.says_something and self.pledge.status in PENDING | {PledgeStatus.IN_FORCE}

    @property
    def matched(self) -> bool:
        """Whether partners may still add something because of it, or do."""
        failed = {CampaignState.REFUNDING, CampaignState.REFUNDED, CampaignState.CANCELLED}
        return self.pledge.status is PledgeStatus.IN_FORCE and self.campaign.state not in failed

    @property
    def proven(self) -> bool:
        """Whether there is a paper about it: of what was paid, whatever became of it."""
        return self.pledge.paid_at is not None

    @property
    def payable(self) -> bool:
        """Whether it waits for its donor; the payment page is opened when it is asked for."""
        return self.taking and self.pledge.status is PledgeStatus.OPENED


def _mine(territory_id: UUID) -> Select[Pledge, Campaign]:
    statement = select(Pledge, Campaign).join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    return of_territory(statement.options(with_body, with_reward), Pledge.territory_id, territory_id)


def _of_donor(donor: Visitor) -> Select[Pledge, Campaign]:
    return _mine(donor.territory.id).where(Pledge.person_id == person_of(donor).id)


async def pledges_of(db: ReadSession, donor: Visitor) -> Sequence[Mine]:
    """All that a person gave in this territory, the latest first."""
    statement = _of_donor(donor).order_by(col(Pledge.created_at).desc(), col(Pledge.id))
    at = await db.now()
    return [Mine(pledge, found, at) for pledge, found in (await db.exec(statement)).all()]


async def pledges_before(db: ReadSession, donor: Visitor, before: UUID | None, most: int) -> Sequence[Mine]:
    """The same in pages, by their numbers, which grow with time."""
    statement = _of_donor(donor)
    if before is not None:
        statement = statement.where(col(Pledge.id) < before)
    at = await db.now()
    found = await db.exec(statement.order_by(col(Pledge.id).desc()).limit(most))
    return [Mine(pledge, campaign, at) for pledge, campaign in found]


async def pledge_of(db: ReadSession, donor: Visitor, pledge_id: UUID) -> Mine:
    """One of a person's own pledges; NotFoundError for anyone else's."""
    return await _one_of_mine(db, _of_donor(donor).where(Pledge.id == pledge_id))


@dataclass(frozen=True, slots=True)
class Proof:
    """What a donor keeps of a pledge that was paid; `cheque` where it was paid by one."""

    mine: Mine
    holder: Holder
    cheque: Cheque | None

    @property
    def statement(self) -> str:
        """What a donor's bank wrote."""
        return bank_line(self.holder)


async def proof_of(db: ReadSession, donor: Visitor, pledge_id: UUID) -> Proof:
    """Of one of a person's own pledges; NotFoundError for anyone else's, and where nothing was ever paid."""
    statement: Any = _of_donor(donor).where(Pledge.id == pledge_id, col(Pledge.paid_at).is_not(None))
    statement = statement.add_columns(Holder, Cheque).join(Holder, col(Holder.id) == Campaign.holder_id)
    row = (await db.exec(statement.outerjoin(Cheque, col(Cheque.pledge_id) == Pledge.id))).first()
    if row is None:
        raise NotFoundError
    pledge, found, holder, cheque = row
    return Proof(Mine(pledge, found, await db.now()), holder, cheque)


async def has_address(db: ReadSession, pledge: Pledge) -> bool:
    """Whether its donor can be written to."""
    return (await db.exec(select(col(Person.email).is_not(None)).where(Person.id == pledge.person_id))).one()


async def thanked(db: ReadSession, territory_id: UUID, token: str) -> Mine:
    """The pledge whose thanks page has this secret in its address."""
    return await _one_of_mine(db, _mine(territory_id).where(Pledge.thanks_hash == fingerprint(token)))


async def _one_of_mine(db: ReadSession, statement: Select[Pledge, Campaign]) -> Mine:
    row = (await db.exec(statement)).first()
    if row is None:
        raise NotFoundError
    return Mine(*row, at=await db.now())
