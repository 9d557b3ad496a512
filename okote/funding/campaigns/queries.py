"""Holders and campaigns, for whoever writes and reviews them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.checklist.queries import unticked
from okote.funding.campaigns.models import (
    BudgetLine,
    Campaign,
    CampaignPicture,
    CampaignStep,
    Holder,
    Reward,
    TeamMember,
)
from okote.funding.campaigns.offers import Parts, still_missing
from okote.funding.campaigns.rules import Actor, CampaignState, Missing, StepKind
from okote.funding.terms.queries import terms_of
from okote.identity.models import Grant, Person
from okote.identity.roles.words import ROLE_NAMES
from okote.platform.errors import NotFoundError
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession

S = CampaignState


class Stage(StrEnum):
    """How people look for a campaign: what is to be done for it."""

    PREPARING = "preparing"
    RUNNING = "running"
    OVER = "over"

    @property
    def states(self) -> frozenset[CampaignState]:
        return STAGES[self]


STAGES = {
    Stage.PREPARING: frozenset({S.DRAFT, S.IN_REVIEW, S.SCHEDULED}),
    Stage.RUNNING: frozenset({S.LIVE, S.CLOSING}),
    Stage.OVER: frozenset({S.FUNDED, S.PAID_OUT, S.REFUNDING, S.REFUNDED, S.CANCELLED}),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign in the list; what it lacks is asked only while that can be mended."""

    campaign: Campaign
    holder: Holder
    missing: Sequence[Missing]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, and by whom: the name that they show, and what they may do here.

    Never an address: those who write for a holder read this too.
    """

    at: datetime
    before: CampaignState | None
    state: CampaignState
    reason: str
    kind: StepKind
    actor: Actor
    who: str | None
    role: str | None
    """A message to translate."""

    @property
    def by_rule(self) -> bool:
        return self.actor is Actor.RULE


async def campaign_in(db: ReadSession, territory_id: UUID, campaign_id: UUID) -> tuple[Campaign, Holder]:
    """A campaign of this territory with who is paid; NotFoundError for any other."""
    statement = select(Campaign, Holder).join(Holder, col(Holder.id) == Campaign.holder_id)
    statement = of_territory(statement, Campaign.territory_id, territory_id)
    found = (await db.exec(statement.where(Campaign.id == campaign_id))).first()
    if found is None:
        raise NotFoundError
    return found


async def holders(
    db: ReadSession, territory_id: UUID, *, only: Collection[UUID] | None = None
) -> Sequence[Holder]:
    """In the order of their names; `only` those where a visitor may not see all."""
    statement = of_territory(select(Holder), Holder.territory_id, territory_id)
    if only is not None:
        statement = statement.where(col(Holder.id).in_(only))
    return (await db.exec(statement.order_by(col(Holder.name), col(Holder.id)))).all()


async def holder_names(db: ReadSession, territory_id: UUID) -> Mapping[UUID, str]:
    """What the role of a holder can be about."""
    return {holder.id: holder.name for holder in await holders(db, territory_id)}


async def campaigns(
    db: ReadSession,
    territory: Territory,
    *,
    of_holders: Collection[UUID] | None = None,
    prepared_too: bool = False,
    stage: Stage | None = None,
    call: UUID | None = None,
    before: UUID | None = None,
) -> list[Listed]:
    """The latest first, one more than a page where there are more; the next page is `before` its last.

    Those `of_holders`, and with `prepared_too` whatever is being prepared; those that answer a `call`.
    """
    statement = select(Campaign, Holder).join(Holder, col(Holder.id) == Campaign.holder_id)
    statement = of_territory(statement, Campaign.territory_id, territory.id)
    if of_holders is not None:
        theirs = col(Campaign.holder_id).in_(of_holders)
        prepared = col(Campaign.state).in_(Stage.PREPARING.states)
        statement = statement.where(theirs | prepared if prepared_too else theirs)
    if stage is not None:
        statement = statement.where(col(Campaign.state).in_(stage.states))
    if call is not None:
        statement = statement.where(Campaign.call_id == call)
    if before is not None:
        statement = statement.where(col(Campaign.id) < before)
    found = (await db.exec(statement.order_by(col(Campaign.id).desc()).limit(ONE_MORE))).all()
    parts = await parts_of_each(db, [campaign.id for campaign, _ in found])
    checks = await unticked(db, [campaign.id for campaign, _ in found])
    longest = (await terms_of(db, territory.id)).longest_campaign
    return [
        Listed(
            campaign,
            holder,
            still_missing(
                campaign,
                parts[campaign.id],
                holder,
                unticked=checks[campaign.id],
                longest_days=longest,
                zone=territory.zone,
            )
            if campaign.state in Stage.PREPARING.states
            else (),
        )
        for campaign, holder in found
    ]


async def campaigns_in(
    db: ReadSession, territory_id: UUID, state: CampaignState, *, of_holders: Collection[UUID] | None = None
) -> int:
    """How many there are in that state."""
    statement = of_territory(select(func.count()), Campaign.territory_id, territory_id)
    statement = statement.where(Campaign.state == state)
    if of_holders is not None:
        statement = statement.where(col(Campaign.holder_id).in_(of_holders))
    return (await db.exec(statement)).one()


async def taking_pledges(db: ReadSession, territory_id: UUID) -> Sequence[Campaign]:
    """Those that are open, the next to end first."""
    statement = of_territory(select(Campaign), Campaign.territory_id, territory_id)
    statement = statement.where(Campaign.state == CampaignState.LIVE)
    return (await db.exec(statement.order_by(col(Campaign.ends_at), col(Campaign.id)))).all()


async def budgets(db: ReadSession, campaign_ids: Collection[UUID]) -> dict[UUID, list[BudgetLine]]:
    """The budget of each, in its own order; empty where there is none."""
    return await _in_order(db, BudgetLine, campaign_ids)


async def budget_of(db: ReadSession, campaign_id: UUID) -> list[BudgetLine]:
    return (await budgets(db, [campaign_id]))[campaign_id]


Part = TypeVar("Part", BudgetLine, TeamMember, CampaignPicture, Reward)


async def _in_order(
    db: ReadSession, table: type[Part], campaign_ids: Collection[UUID]
) -> dict[UUID, list[Part]]:
    statement = select(table).where(col(table.campaign_id).in_(campaign_ids))
    found = defaultdict[UUID, list[Part]](list)
    for one in await db.exec(statement.order_by(col(table.campaign_id), col(table.position))):
        found[one.campaign_id].append(one)
    return found


async def parts_of_each(db: ReadSession, campaign_ids: Collection[UUID]) -> Mapping[UUID, Parts]:
    """Budget, team, pictures and rewards of several offers: as many statements as of one."""
    budget = await budgets(db, campaign_ids)
    team = await _in_order(db, TeamMember, campaign_ids)
    pictures = await _in_order(db, CampaignPicture, campaign_ids)
    rewards = await _in_order(db, Reward, campaign_ids)
    return {key: Parts(budget[key], team[key], pictures[key], rewards[key]) for key in campaign_ids}


async def parts_of(db: ReadSession, campaign_id: UUID) -> Parts:
    return (await parts_of_each(db, [campaign_id]))[campaign_id]


async def writers(db: ReadSession, campaign_id: UUID) -> set[UUID]:
    """Whoever wrote any part of the offer or sent it in."""
    statement = select(CampaignStep.person_id).where(
        CampaignStep.campaign_id == campaign_id, CampaignStep.actor == Actor.WRITER
    )
    return {person for person in await db.exec(statement.distinct()) if person is not None}


async def history(db: ReadSession, campaign_id: UUID) -> list[HistoryLine]:
    """What happened, the latest first."""
    role = (
        select(Grant.role)
        .where(Grant.person_id == CampaignStep.person_id, Grant.territory_id == Campaign.territory_id)
        .order_by(col(Grant.revoked_at).desc().nulls_first(), col(Grant.granted_at), col(Grant.id))
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(CampaignStep, Person.public_name, role)
        .join(Campaign, col(Campaign.id) == CampaignStep.campaign_id)
        .outerjoin(Person, col(Person.id) == CampaignStep.person_id)
        .where(CampaignStep.campaign_id == campaign_id)
        .order_by(col(CampaignStep.at), col(CampaignStep.id))
    )
    lines: list[HistoryLine] = []
    for step, name, held in await db.exec(statement):
        before = lines[-1].state if lines else None
        known_as = ROLE_NAMES[held] if held else None
        happened = (before, step.state, step.reason, step.kind, step.actor)
        lines.append(HistoryLine(step.at, *happened, who=name, role=known_as))
    return lines[::-1]
