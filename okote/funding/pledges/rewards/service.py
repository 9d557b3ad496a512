"""Say where it goes, give it up, send it, and forget where it went."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.deeds import FundingDeed
from okote.funding.permissions import may_write_campaign
from okote.funding.pledges.events import RewardSent
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.pledges.rewards import rules
from okote.funding.pledges.rewards.rules import RewardNotDueError, RewardSettledError
from okote.funding.pledges.rewards.units import release
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service.rows import held_pledge, own_pledge
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import WriteSession


async def say_where(
    db: WriteSession, pledge_id: UUID, recipient: str, address: str | None, *, by: Visitor
) -> PledgeReward:
    """For whom it is, and where it goes if it is sent by post; RewardSettledError once that is past."""
    chosen = await _own_open(db, pledge_id, by)
    reward = await db.get_one(Reward, chosen.reward_id)
    chosen.recipient, chosen.address = recipient, address if reward.needs_address else None
    return chosen


async def give_up(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> PledgeReward:
    """Keep on giving, and leave the reward to somebody else."""
    chosen = await _own_open(db, pledge_id, by)
    release(chosen, await db.now())
    chosen.waived = True
    return chosen


async def mark_sent(db: WriteSession, campaign_id: UUID, pledge_ids: Collection[UUID], *, by: Visitor) -> int:
    """The holder has sent them or handed them over; those that were sent already are left out."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id, shared=True)
    require(may_write_campaign(by, campaign.holder_id))
    if not rules.is_due(campaign.state):
        raise RewardNotDueError
    statement = (
        select(PledgeReward)
        .join(Pledge, col(Pledge.id) == PledgeReward.pledge_id)
        .where(
            Pledge.campaign_id == campaign.id,
            Pledge.status == PledgeStatus.IN_FORCE,
            col(PledgeReward.pledge_id).in_(pledge_ids),
            col(PledgeReward.released_at).is_(None),
            col(PledgeReward.sent_at).is_(None),
        )
        .order_by(col(PledgeReward.pledge_id))
        .with_for_update(of=PledgeReward)
    )
    sent, at = (await db.exec(statement)).all(), await db.now()
    for one in sent:
        one.sent_at, one.sent_by = at, person_of(by).id
        await note(db, by.doer, FundingDeed.REWARD_SENT, one)
        await emit(db, RewardSent(one.pledge_id, campaign.id))
    return len(sent)


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Who leaves gives up what is not sent yet; nobody could tell them where it is."""
    statement = select(PledgeReward).join(Pledge, col(Pledge.id) == PledgeReward.pledge_id)
    statement = statement.where(Pledge.person_id == closed.person_id).order_by(col(PledgeReward.pledge_id))
    at = await db.now()
    for one in await db.exec(statement.with_for_update(of=PledgeReward)):
        one.forget()
        if one.sent_at is None and one.released_at is None:
            one.released_at, one.waived = at, True


async def _own_open(db: WriteSession, pledge_id: UUID, by: Visitor) -> PledgeReward:
    """A reward that is still to come to whoever asks."""
    pledge = await held_pledge(db, (await own_pledge(db, pledge_id, by)).id)
    chosen = await db.get(PledgeReward, pledge.id, with_for_update=True, populate_existing=True)
    if chosen is None:
        raise NotFoundError
    if chosen.sent_at or chosen.released_at or not rules.keeps(pledge.status):
        raise RewardSettledError
    return chosen
