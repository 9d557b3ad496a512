"""Who has which unit of a reward: never more people than there are units, whoever is fastest.

Whoever counts units holds their campaign's lock, which comes after all rows that a pledge is changed with.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select, update

from okote.funding.campaigns.models import Reward
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.pledges.rewards import rules
from okote.funding.pledges.rules import PledgeStatus
from okote.platform.errors import NotFoundError
from payments.sessions import WriteSession


async def choose(db: WriteSession, pledge: Pledge, reward_id: UUID | None) -> None:
    """What the donor of a pledge that waits to be paid wants; RewardGoneError, RewardStartsHigherError."""
    chosen = await db.get(PledgeReward, pledge.id)
    if reward_id is None:
        if chosen is not None:
            await db.delete(chosen)
        return
    await _hold_units(db, pledge.campaign_id)
    reward = await db.get(Reward, reward_id)
    if reward is None or reward.campaign_id != pledge.campaign_id:
        raise NotFoundError
    rules.check_chosen(pledge.amount, reward.starts_at, left=await _left(db, reward, but=pledge.id))
    at = await db.now()
    if chosen is None:
        db.add(
            PledgeReward(
                pledge_id=pledge.id, territory_id=pledge.territory_id, reward_id=reward.id, chosen_at=at
            )
        )
    else:
        chosen.reward_id, chosen.chosen_at, chosen.released_at = reward.id, at, None
        chosen.forget()
    await db.flush()


async def free(db: WriteSession, pledge_ids: Collection[UUID]) -> None:
    """Whoever replaces a pledge by another leaves the units of the first to others, and to the second."""
    theirs = update(PledgeReward).where(
        col(PledgeReward.pledge_id).in_(pledge_ids), col(PledgeReward.released_at).is_(None)
    )
    freed = theirs.values(released_at=await db.now(), recipient=None, address=None)
    await db.exec(freed.execution_options(synchronize_session="fetch"))


async def follow(db: WriteSession, pledge: Pledge) -> None:
    """What became of a pledge becomes of its reward: freed with it, and theirs again if it counts after all.

    A payment that comes after its page had expired finds the unit gone where somebody else has it by now:
    the pledge then counts without a reward, and its donor is told. What was sent stays sent.
    """
    chosen = await db.get(PledgeReward, pledge.id, with_for_update=True, populate_existing=True)
    if chosen is None or chosen.sent_at is not None or chosen.waived:
        return
    if not rules.keeps(pledge.status):
        release(chosen, await db.now())
    elif chosen.released_at is not None and pledge.status is PledgeStatus.IN_FORCE:
        await _hold_units(db, pledge.campaign_id)
        reward = await db.get_one(Reward, chosen.reward_id)
        left = await _left(db, reward, but=pledge.id)
        chosen.released_at = None if left is None or left > 0 else chosen.released_at


def release(chosen: PledgeReward, at: datetime) -> None:
    """It is nobody's, and where it would have gone is forgotten."""
    chosen.forget()
    chosen.released_at = chosen.released_at or at


async def _hold_units(db: WriteSession, campaign_id: UUID) -> None:
    await db.lock(f"rewards:{campaign_id}")


async def _left(db: WriteSession, reward: Reward, *, but: UUID) -> int | None:
    """How many units nobody has, those of one pledge aside; None of what is not counted."""
    if reward.units is None:
        return None
    taken = select(func.count()).where(
        PledgeReward.reward_id == reward.id,
        col(PledgeReward.released_at).is_(None),
        PledgeReward.pledge_id != but,
    )
    return reward.units - (await db.exec(taken)).one()
