"""Rewards, for whoever chooses one, and for the holder who owes them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import joinedload
from sqlmodel import and_, col, func, or_, select
from sqlmodel.sql.expression import Select

from okote.funding.campaigns.models import Reward
from okote.funding.pledges.models import Pledge, PledgeReward, RewardHold
from okote.funding.pledges.rules import PledgeStatus
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward as somebody may choose it: `left` is how many there are for them, None for any number."""

    reward: Reward
    left: int | None

    @property
    def gone(self) -> bool:
        return self.left == 0


async def offered(db: ReadSession, campaign_id: UUID, donor: UUID | None) -> Sequence[Offered]:
    """All of a campaign. What the donor has not paid yet is theirs to choose again."""
    theirs = and_(Pledge.person_id == donor, Pledge.status == PledgeStatus.OPENED)
    statement = (
        select(Reward, func.count(col(Pledge.id)))
        .outerjoin(
            PledgeReward,
            and_(col(PledgeReward.reward_id) == Reward.id, col(PledgeReward.released_at).is_(None)),
        )
        .outerjoin(Pledge, and_(col(Pledge.id) == PledgeReward.pledge_id, ~theirs))
        .where(Reward.campaign_id == campaign_id)
        .group_by(col(Reward.id))
        .order_by(col(Reward.position))
    )
    kept = select(func.count()).where(
        RewardHold.reward_id == Reward.id, kept_at(func.okote_now(type_=Moment()))
    )
    counted: Any = statement.add_columns(kept.correlate(Reward).scalar_subquery())
    return [
        Offered(reward, None if reward.units is None else max(reward.units - taken - kept, 0))
        for reward, taken, kept in cast("Sequence[Any]", (await db.exec(counted)).all())
    ]


def kept_at(at: Any) -> Any:
    """Of units that nobody has yet: those that are kept for somebody at that moment."""
    until = col(RewardHold.until)
    return and_(col(RewardHold.ended_at).is_(None), or_(until.is_(None), until > at))


async def hold_of(db: ReadSession, kept_for: UUID) -> RewardHold | None:
    """The unit that was kept for one thing, with its reward, whatever became of it."""
    statement = select(RewardHold).where(RewardHold.kept_for == kept_for)
    return (await db.exec(statement.options(joinedload(cast("Any", RewardHold.reward))))).first()


def left_of(offers: Collection[Offered]) -> Mapping[UUID, int]:
    """How many there still are of those that are counted, by their number."""
    return {one.reward.id: one.left for one in offers if one.left is not None}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How often a reward is chosen by pledges in force, and how often it was sent."""

    reward: Reward
    chosen: int
    sent: int


def _in_force() -> Any:
    return and_(col(PledgeReward.released_at).is_(None), col(Pledge.status) == PledgeStatus.IN_FORCE)


async def chosen_of(db: ReadSession, campaign_id: UUID) -> Sequence[Chosen]:
    """Each reward of a campaign, in its own order."""
    statement = (
        select(
            Reward,
            func.count(col(Pledge.id)).filter(_in_force()),
            func.count(col(PledgeReward.sent_at)).filter(_in_force()),
        )
        .outerjoin(PledgeReward, col(PledgeReward.reward_id) == Reward.id)
        .outerjoin(Pledge, col(Pledge.id) == PledgeReward.pledge_id)
        .where(Reward.campaign_id == campaign_id)
        .group_by(col(Reward.id))
        .order_by(col(Reward.position))
    )
    return [Chosen(*row) for row in await db.exec(statement)]


def _due(campaign_id: UUID) -> Select[PledgeReward, Reward]:
    statement = select(PledgeReward, Reward).join(Reward, col(Reward.id) == PledgeReward.reward_id)
    statement = statement.join(Pledge, col(Pledge.id) == PledgeReward.pledge_id)
    return statement.where(Pledge.campaign_id == campaign_id, _in_force())


async def owed(
    db: ReadSession, campaign_id: UUID, *, sent: bool, before: UUID | None
) -> Sequence[tuple[PledgeReward, Reward]]:
    """Those to send, or those that were, the latest given first: one more than a page if there are more."""
    at = col(PledgeReward.sent_at)
    statement = _due(campaign_id).where(at.is_not(None) if sent else at.is_(None))
    if before is not None:
        statement = statement.where(col(PledgeReward.pledge_id) < before)
    return (await db.exec(statement.order_by(col(PledgeReward.pledge_id).desc()).limit(ONE_MORE))).all()


async def all_owed(db: ReadSession, campaign_id: UUID) -> AsyncIterator[tuple[PledgeReward, Reward]]:
    """Sent or not, by reward, in the order in which they were given."""
    statement = _due(campaign_id).order_by(col(Reward.position), col(PledgeReward.pledge_id))
    async for row in await db.stream(statement):
        yield row[0], row[1]


async def has_rewards(db: ReadSession, campaign_id: UUID) -> bool:
    statement = select(Reward.id).where(Reward.campaign_id == campaign_id).limit(1)
    return (await db.exec(statement)).first() is not None
