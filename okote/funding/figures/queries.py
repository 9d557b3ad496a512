"""What figures are made of: the gauges' own sums, in as many statements for one campaign as for all."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import aliased, defer
from sqlmodel import col, func, select

from okote.funding.calls.models import Call
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.categories.models import Category
from okote.funding.closing.models import Closing
from okote.funding.figures.rules import (
    OUTCOMES,
    Figures,
    Givers,
    Month,
    Outcome,
    Project,
    Sums,
    told,
    told_by_call,
)
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import Given, given_to
from okote.funding.showcase.queries import public_campaigns
from okote.territories.models import Place, Territory
from okote.territories.queries import of_territory
from payments.money import Money
from payments.sessions import ReadSession

AT_ONCE = 200
"""Campaigns of a download that are read together."""

LONG = (Campaign.story, Campaign.timetable, Campaign.expected_result)


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign that the public has seen, with its commune and what its page says was given."""

    campaign: Campaign
    holder: Holder
    place: str | None
    category: Category | None
    call: Call | None
    closing: Closing | None
    given: Given

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.campaign.state]

    @property
    def sums(self) -> Sums:
        """Of a campaign that was cancelled, what nobody gives back, to which no partner adds anything."""
        public, companies, pledged = self.given.by_kind
        if self.outcome is Outcome.CANCELLED:
            public = companies = Money.zero()
        return Sums(1, pledged, public, companies)


async def listed(
    db: ReadSession,
    territory_id: UUID,
    *,
    call: UUID | None = None,
    after: UUID | None = None,
    most: int | None = None,
) -> list[Listed]:
    """As they were written; `after` the campaign of that identifier. All, or a `call`'s."""
    commune = aliased(Place)
    statement: Any = (
        public_campaigns(territory_id)
        .outerjoin(commune, col(commune.id) == Place.parent_id)
        .add_columns(func.coalesce(commune.name, Place.name))
        .options(*(defer(cast("Any", column)) for column in LONG))
        .order_by(col(Campaign.id))
        .limit(most)
    )
    if call is not None:
        statement = statement.where(Campaign.call_id == call)
    if after is not None:
        statement = statement.where(col(Campaign.id) > after)
    rows = (await db.exec(statement)).all()
    given = await given_to(db, [campaign.id for campaign, *_ in rows]) if rows else {}
    return [
        Listed(campaign, holder, place, category, call, closing, given[campaign.id])
        for campaign, holder, _, closing, category, call, place in rows
    ]


async def each_listed(
    db: ReadSession, territory_id: UUID, *, at_once: int = AT_ONCE
) -> AsyncIterator[Listed]:
    """All of them, a few at a time."""
    after = None
    while found := await listed(db, territory_id, after=after, most=at_once):
        for one in found:
            yield one
        after = found[-1].campaign.id


async def figures(db: ReadSession, territory: Territory, *, language: str) -> Figures:
    """Of now; categories by their names in that language."""
    return Figures(
        at=await db.now(),
        projects=await projects(db, territory, language=language),
        givers=await givers(db, territory.id),
        months=told(await months(db, territory)),
    )


async def figures_of_call(db: ReadSession, territory: Territory, call: UUID, *, language: str) -> Figures:
    """The same of a call; of those who gave, how many: nobody is what two figures differ by."""
    by_call = told_by_call(told(await months(db, territory)), await months_by_call(db, territory))
    outline = await outline_of_call(db, territory, call, language=language)
    return replace(outline, months=by_call.get(call, ()))


async def outline_of_call(db: ReadSession, territory: Territory, call: UUID, *, language: str) -> Figures:
    """Without the months."""
    return Figures(
        at=await db.now(),
        projects=await projects(db, territory, language=language, call=call),
        givers=Givers((await givers(db, territory.id, call=call)).people),
    )


async def projects(
    db: ReadSession, territory: Territory, *, language: str, call: UUID | None = None
) -> list[Project]:
    return [
        Project(
            one.outcome,
            one.place,
            one.category.name(language) if one.category else None,
            one.sums,
            (one.call.slug, one.call.title) if one.call else None,
        )
        for one in await listed(db, territory.id, call=call)
    ]


async def givers(db: ReadSession, territory_id: UUID, *, call: UUID | None = None) -> Givers:
    person, amount = col(Pledge.person_id), col(Pledge.amount_minor)
    own, body = col(PledgeBody.pledge_id).is_(None), col(PledgeBody.pledge_id).is_not(None)
    statement: Any = (
        select(
            func.count(person.distinct()),
            func.count(person.distinct()).filter(own),
            func.count(person.distinct()).filter(body),
            func.count(func.row(col(PledgeBody.kind), col(PledgeBody.number)).distinct()).filter(body),
        )
        .add_columns(
            func.coalesce(func.sum(amount).filter(own), 0), func.coalesce(func.sum(amount).filter(body), 0)
        )
        .select_from(Pledge)
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(col(Pledge.status) == PledgeStatus.IN_FORCE)
    )
    if call is not None:
        answering = select(Campaign.id).where(Campaign.call_id == call)
        statement = statement.where(col(Pledge.campaign_id).in_(answering))
    people, own_name, for_bodies, bodies, by_residents, by_bodies = (
        await db.exec(of_territory(statement, Pledge.territory_id, territory_id))
    ).one()
    return Givers(people, own_name, for_bodies, bodies, Money(int(by_residents)), Money(int(by_bodies)))


async def months(db: ReadSession, territory: Territory) -> Sequence[Month]:
    """By the month, there, in which what is in force was paid, or its cheque confirmed."""
    rows = (await db.exec(_by_month(territory))).all()
    return [_month(day.date(), int(minor), pledges, people) for day, minor, pledges, people in rows]


async def months_by_call(db: ReadSession, territory: Territory) -> Mapping[UUID | None, Sequence[Month]]:
    """The same of each call that was given to, and of what was given outside calls."""
    call = col(Campaign.call_id)
    statement = _by_month(territory).join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    found = defaultdict[UUID | None, list[Month]](list)
    for day, minor, pledges, people, key in await db.exec(statement.add_columns(call).group_by(call)):
        found[key].append(_month(day.date(), int(minor), pledges, people))
    return found


def _by_month(territory: Territory) -> Any:
    month = func.date_trunc("month", func.timezone(territory.time_zone, col(Pledge.paid_at))).label("month")
    statement: Any = (
        select(
            month,
            func.sum(Pledge.amount_minor),
            func.count(),
            func.count(col(Pledge.person_id).distinct()),
        )
        .select_from(Pledge)
        .where(col(Pledge.status) == PledgeStatus.IN_FORCE)
        .group_by(month)
        .order_by(month)
    )
    return of_territory(statement, Pledge.territory_id, territory.id)


def _month(day: date, minor: int, pledges: int, people: int) -> Month:
    return Month(day, day, Money(minor), pledges, people)
