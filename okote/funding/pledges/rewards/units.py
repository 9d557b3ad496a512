"""Who has which unit of a reward: never more people than there are units, whoever is fastest.

Whoever counts units holds their campaign's lock, which comes after all rows that a pledge is changed with.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, func, select, update

from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.pledges.models import Pledge, PledgeReward, RewardHold
from okote.funding.pledges.rewards import rules
from okote.funding.pledges.rewards.queries import kept_at
from okote.funding.pledges.rules import PledgeStatus
from okote.platform.errors import NotFoundError
from payments.money import Money
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


async def keep(
    db: WriteSession, campaign: Campaign, reward_id: UUID, amount: Money, *, kept_for: UUID
) -> RewardHold:
    """For what is only announced; RewardGoneError, RewardStartsHigherError."""
    await _hold_units(db, campaign.id)
    reward = await db.get(Reward, reward_id)
    if reward is None or reward.campaign_id != campaign.id:
        raise NotFoundError
    rules.check_chosen(amount, reward.starts_at, left=await _left(db, reward, but=kept_for))
    at = await db.now()
    hold = RewardHold(
        kept_for=kept_for,
        territory_id=campaign.territory_id,
        reward_id=reward.id,
        chosen_at=at,
        until=at + rules.KEPT_ON_ITS_WAY,
    )
    db.add(hold)
    await db.flush()
    return hold


async def keep_on(db: WriteSession, kept_for: UUID, amount: Money) -> None:
    """It has come: its unit is kept until it counts, or goes where the sum is too low or none is left."""
    hold = await db.get(RewardHold, kept_for, with_for_update=True)
    if hold is None:
        return
    reward = await db.get_one(Reward, hold.reward_id)
    await _hold_units(db, reward.campaign_id)
    left = await _left(db, reward, but=kept_for)
    theirs = amount >= reward.starts_at and (left is None or left > 0)
    hold.until, hold.ended_at = None, None if theirs else await db.now()
    await db.flush()


async def let_go(db: WriteSession, kept_for: UUID) -> None:
    """What it was kept for does not come, or has gone back."""
    hold = await db.get(RewardHold, kept_for, with_for_update=True)
    if hold is not None:
        hold.ended_at = hold.ended_at or await db.now()


async def forget_holds(db: WriteSession, kept_for: Collection[UUID]) -> None:
    """As if nothing had been chosen."""
    await db.exec(delete(RewardHold).where(col(RewardHold.kept_for).in_(kept_for)))


async def hand_over(db: WriteSession, kept_for: UUID, pledge: Pledge) -> None:
    """What it was kept for counts as that pledge: its unit too, or the donor reads that none was left."""
    hold = await db.get(RewardHold, kept_for, with_for_update=True)
    if hold is None or pledge.amount < (reward := await db.get_one(Reward, hold.reward_id)).starts_at:
        return
    await _hold_units(db, pledge.campaign_id)
    at = await db.now()
    theirs = PledgeReward(
        pledge_id=pledge.id,
        territory_id=pledge.territory_id,
        reward_id=reward.id,
        chosen_at=hold.chosen_at,
        released_at=None if hold.is_kept(at) else at,
    )
    db.add(theirs)
    hold.ended_at = hold.ended_at or at
    await db.flush()


def release(chosen: PledgeReward, at: datetime) -> None:
    """It is nobody's, and where it would have gone is forgotten."""
    chosen.forget()
    chosen.released_at = chosen.released_at or at


async def _hold_units(db: WriteSession, campaign_id: UUID) -> None:
    await db.lock(f"rewards:{campaign_id}")


async def _left(db: WriteSession, reward: Reward, *, but: UUID) -> int | None:
    """How many units nobody has, that of one pledge or hold aside; None of what is not counted."""
    if reward.units is None:
        return None
    taken = select(func.count()).where(
        PledgeReward.reward_id == reward.id,
        col(PledgeReward.released_at).is_(None),
        PledgeReward.pledge_id != but,
    )
    kept = select(func.count()).where(
        RewardHold.reward_id == reward.id, RewardHold.kept_for != but, kept_at(await db.now())
    )
    return reward.units - (await db.exec(taken)).one() - (await db.exec(kept)).one()
