"""What came in for a campaign, day by day, and what its holder has still to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date
from sqlalchemy import cast as in_sql
from sqlmodel import and_, col, func, select

from okote.funding.campaigns.checklist.models import CampaignCheck
from okote.funding.campaigns.comments.models import ReviewComment
from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.dashboards.rules import Facts
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.needs.models import Help
from okote.funding.needs.rules import HelpStatus
from okote.funding.news.models import News
from okote.funding.pledges.models import Pledge, PledgeBody, PledgeReward
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.questions.models import Question
from okote.funding.thanks.models import Thanks
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day, of pledges that are in force."""

    day: date
    pledges: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CameIn:
    """By day, the first first; and by how it came: by card, in people's own name or for a body, by cheque."""

    days: Sequence[Day]
    own: Money
    bodies: Money
    cheques: Money


async def came_in(db: ReadSession, campaign_id: UUID, zone: ZoneInfo) -> CameIn:
    day = in_sql(func.timezone(str(zone), col(Pledge.paid_at)), Date).label("day")
    by_card, for_body = col(Pledge.payment_id).is_not(None), col(PledgeBody.pledge_id).is_not(None)

    def minor(*conditions: Any) -> Any:
        summed = func.sum(Pledge.amount_minor)
        return in_sql(func.coalesce(summed.filter(*conditions) if conditions else summed, 0), BigInteger)

    statement: Any = (
        cast("Any", select)(
            day, func.count(), minor(), minor(by_card, ~for_body), minor(by_card, for_body), minor(~by_card)
        )
        .outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
        .where(Pledge.campaign_id == campaign_id, Pledge.status == PledgeStatus.IN_FORCE)
        .group_by(day)
        .order_by(day)
    )
    rows = (await db.exec(statement)).all()
    days = [Day(on, count, Money(all_)) for on, count, all_, *_ in rows]
    own, bodies, cheques = (Money(sum(row[which] for row in rows)) for which in (3, 4, 5))
    return CameIn(days, own, bodies, cheques)


def _count(table: Any, campaign_id: UUID, *conditions: Any) -> Any:
    counted = select(func.count()).select_from(table).where(table.campaign_id == campaign_id, *conditions)
    return counted.scalar_subquery()


async def facts_of(db: ReadSession, campaign: Campaign, *, missing: int, since: datetime | None) -> Facts:
    """In one statement; `since` is the campaign's first instant, from which on silence is counted."""
    here = campaign.id
    told = select(func.max(News.published_at)).where(News.campaign_id == here).scalar_subquery()
    unsent = (
        select(func.count())
        .select_from(PledgeReward)
        .join(
            Pledge,
            and_(col(Pledge.id) == PledgeReward.pledge_id, col(Pledge.status) == PledgeStatus.IN_FORCE),
        )
        .where(
            Pledge.campaign_id == here,
            col(PledgeReward.sent_at).is_(None),
            col(PledgeReward.released_at).is_(None),
        )
        .scalar_subquery()
    )
    unpaid = (
        select(func.count())
        .select_from(FundsCall)
        .join(SignedCommitment, col(SignedCommitment.id) == FundsCall.commitment_id)
        .where(SignedCommitment.campaign_id == here, col(FundsCall.received_on).is_(None))
        .scalar_subquery()
    )
    statement = cast("Any", select)(
        _count(ReviewComment, here, col(ReviewComment.done_at).is_(None)),
        _count(Question, here, col(Question.handled_at).is_(None)),
        _count(Help, here, Help.status == HelpStatus.OFFERED),
        told,
        _count(Thanks, here),
        unsent,
        unpaid,
    )
    comments, questions, help_, last, thanked, owed, calls = (await db.exec(statement)).one()
    at = await db.now()
    began = last or since or at
    return Facts(
        state=campaign.state,
        missing=missing,
        comments=comments,
        questions=questions,
        help=help_,
        quiet=at - began,
        thanked=bool(thanked),
        unsent=owed,
        unpaid=0 if campaign.state is CampaignState.CANCELLED else calls,
    )


@dataclass(frozen=True, slots=True)
class Touched:
    """When something last happened to a campaign that is being prepared, and whether a coach saw to it."""

    at: datetime
    mine: bool


async def touched(db: ReadSession, campaign_ids: Collection[UUID], coach: UUID) -> Mapping[UUID, Touched]:
    """By steps, comments and ticks."""
    acts = (
        (CampaignStep.campaign_id, CampaignStep.at, CampaignStep.person_id),
        (ReviewComment.campaign_id, ReviewComment.at, ReviewComment.author_id),
        (CampaignCheck.campaign_id, CampaignCheck.checked_at, CampaignCheck.checked_by),
    )
    parts: list[Any] = [
        select(col(campaign).label("campaign"), col(at).label("at"), col(who).label("who")).where(
            col(campaign).in_(campaign_ids)
        )
        for campaign, at, who in cast("Any", acts)
    ]
    every = parts[0].union_all(*parts[1:]).subquery()
    statement: Any = (
        select(every.c.campaign, func.max(every.c.at), func.bool_or(every.c.who == coach))
        .group_by(every.c.campaign)
        .order_by(every.c.campaign)
    )
    return {campaign: Touched(at, bool(mine)) for campaign, at, mine in (await db.exec(statement)).all()}
