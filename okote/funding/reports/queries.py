"""What a year was, from campaigns' histories, their closings and what is in force; what was published."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.calls.queries import addresses as call_addresses
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Decision
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.reports.models import YearlyReport
from okote.funding.reports.rules import Activity, Contents, Counted, Financed, Operator
from okote.funding.showcase.queries import addresses as campaign_addresses
from okote.territories.days import start_of
from okote.territories.models import Place, Territory
from okote.territories.queries import of_territory
from payments.money import Money, total
from payments.sessions import ReadSession

Span = tuple[datetime, datetime]
"""From the first instant of a year to that of the next, there."""


async def years(db: ReadSession, territory: Territory) -> Sequence[int]:
    """Those in which there was anything to tell, the latest first."""
    first = select(func.min(Campaign.created_at))
    begun: Any = (await db.exec(of_territory(first, Campaign.territory_id, territory.id))).one()
    this = territory.day(await db.now()).year
    return range(this, territory.day(begun).year - 1, -1) if begun else []


async def published(db: ReadSession, territory_id: UUID) -> Sequence[YearlyReport]:
    """The latest first."""
    statement = of_territory(select(YearlyReport), YearlyReport.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(YearlyReport.year).desc()))).all()


async def published_years(db: ReadSession, territory_id: UUID) -> Sequence[int]:
    statement = of_territory(select(YearlyReport.year), YearlyReport.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(YearlyReport.year).desc()))).all()


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The pages of reports, of calls, then those of campaigns."""
    reports = [f"/yearly-reports/{year}" for year in await published_years(db, territory_id)]
    calls = await call_addresses(db, territory_id)
    return [*reports, *calls, *await campaign_addresses(db, territory_id)]


async def report_of(db: ReadSession, territory_id: UUID, year: int) -> YearlyReport | None:
    statement = of_territory(select(YearlyReport), YearlyReport.territory_id, territory_id)
    return (await db.exec(statement.where(YearlyReport.year == year))).first()


async def contents(db: ReadSession, territory: Territory, year: int) -> Contents:
    """What a report would say now."""
    span = start_of(date(year, 1, 1), territory.zone), start_of(date(year + 1, 1, 1), territory.zone)
    projects = await _financed(db, territory, span)
    return Contents(
        territory=territory.name,
        operator=_operator(territory),
        activity=await _activity(db, territory.id, span, projects),
        projects=projects,
    )


def _operator(here: Territory) -> Operator:
    return Operator(
        name=here.operator_name,
        form=here.operator_form,
        address=here.operator_address,
        email=here.operator_email,
        siren=here.operator_siren,
        orias=here.operator_orias,
        insurer=here.operator_insurer,
        payment_institution=here.payment_institution,
    )


async def _activity(
    db: ReadSession, territory_id: UUID, span: Span, projects: Sequence[Financed]
) -> Activity:
    received, accepted = await _chosen(db, territory_id, span)
    minor, donors, backed, backings = await _given(db, territory_id, span)
    return Activity(
        received=received,
        accepted=accepted,
        financed=Counted(len(projects), total([one.total for one in projects])),
        given=Money(int(minor)),
        donors=donors,
        backed=backed,
        backings=backings,
    )


async def _chosen(db: ReadSession, territory_id: UUID, span: Span) -> tuple[Counted, Counted]:
    """Sent in for the first time in the year, and approved for the first time in it, with their goals."""
    at, state = col(CampaignStep.at), col(CampaignStep.state)
    first = (
        select(
            CampaignStep.campaign_id,
            func.min(at).filter(state == CampaignState.IN_REVIEW).label("received"),
            func.min(at).filter(state == CampaignState.SCHEDULED).label("accepted"),
        )
        .group_by(col(CampaignStep.campaign_id))
        .subquery()
    )
    goal = func.coalesce(Campaign.goal_minor, 0)
    received, accepted = _within(first.c.received, span), _within(first.c.accepted, span)
    statement: Any = (
        select(func.count().filter(received), func.coalesce(func.sum(goal).filter(received), 0))
        .add_columns(func.count().filter(accepted), func.coalesce(func.sum(goal).filter(accepted), 0))
        .select_from(Campaign)
        .join(first, first.c.campaign_id == Campaign.id)
    )
    of_received, asked, of_accepted, approved = (
        await db.exec(of_territory(statement, Campaign.territory_id, territory_id))
    ).one()
    return Counted(of_received, Money(int(asked))), Counted(of_accepted, Money(int(approved)))


async def _given(db: ReadSession, territory_id: UUID, span: Span) -> Sequence[int]:
    """Cents, donors, projects, and each one's donors added up; a body is a donor beside who acts for it."""
    donor = func.row(col(Pledge.person_id), col(PledgeBody.kind), col(PledgeBody.number))
    of_project = func.row(col(Pledge.campaign_id), donor)
    statement: Any = (
        select(func.coalesce(func.sum(Pledge.amount_minor), 0), func.count(donor.distinct()))
        .add_columns(func.count(col(Pledge.campaign_id).distinct()), func.count(of_project.distinct()))
        .select_from(Pledge)
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(col(Pledge.status) == PledgeStatus.IN_FORCE, _within(Pledge.paid_at, span))
    )
    found: Sequence[int] = (await db.exec(of_territory(statement, Pledge.territory_id, territory_id))).one()
    return found


async def _financed(db: ReadSession, territory: Territory, span: Span) -> list[Financed]:
    """In the order of their decisions; none that was undone since."""
    statement = (
        select(Closing, Campaign.title, Holder.name, func.coalesce(Place.name, ""))
        .join(Campaign, col(Campaign.id) == Closing.campaign_id)
        .join(Holder, col(Holder.id) == Campaign.holder_id)
        .outerjoin(Place, col(Place.id) == Campaign.place_id)
        .where(
            Closing.decision == Decision.FUNDED,
            Campaign.state != CampaignState.CANCELLED,
            _within(Closing.decided_at, span),
        )
        .order_by(col(Closing.decided_at), col(Closing.campaign_id))
    )
    rows = await db.exec(of_territory(statement, Closing.territory_id, territory.id))
    return [
        Financed(
            title=title,
            holder=holder,
            place=place,
            decided_on=territory.day(closing.decided_at),
            given=closing.money(closing.pledged_minor),
            public=closing.money(closing.public_minor),
            companies=closing.money(closing.private_minor),
        )
        for closing, title, holder, place in rows
    ]


def _within(moment: Any, span: Span) -> Any:
    start, end = span
    return (moment >= start) & (moment < end)
