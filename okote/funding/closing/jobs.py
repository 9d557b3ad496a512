"""Whoever comes first closes what is due; the clock is the database's."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from okote.funding.campaigns.service import open_due_campaigns
from okote.funding.closing import service
from okote.house import House
from payments.failpoints import reached
from payments.jobs import Job, JobContext
from payments.sessions import WriteSession


async def tick(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; the clock says more)
    """Open and close what the clock says, each campaign by a job of its own."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await open_due_campaigns(db)
        for campaign_id in await service.due(db):
            await service.close_soon(db, campaign_id)
        reached("tick.due")


async def close(context: JobContext, *, campaign_id: str) -> None:
    """Take one campaign as far as it goes now, one transaction a step."""
    house: House = context.additional_context["house"]
    campaign = UUID(campaign_id)
    async with house.database.unit_of_work() as db:
        await service.end(db, campaign)
    reached("closing.ended")
    await _batches(house, service.expire_open, campaign)
    heard = await _heard(house, campaign)
    reached("closing.heard")
    async with house.database.unit_of_work() as db:
        await service.decide(db, campaign, heard=heard)
    reached("closing.decided")
    await _batches(house, service.give_back, campaign)
    for step in (service.finish_refunding, service.recover, service.refund_reclaimed, service.pay):
        async with house.database.unit_of_work() as db:
            await step(db, campaign)


async def _batches(
    house: House, step: Callable[[WriteSession, UUID], Awaitable[bool]], campaign_id: UUID
) -> None:
    """One transaction after another, until there is nothing more to do."""
    more = True
    while more:
        async with house.database.unit_of_work() as db:
            more = await step(db, campaign_id)
        reached("closing.batch", step.__name__)


async def _heard(house: House, campaign_id: UUID) -> set[UUID]:
    """Payments of which Stripe has said, outside every transaction, how they stand after the grace."""
    async with house.database.reading() as db:
        awaited = await service.awaited(db, campaign_id)
    return {payment_id for payment_id in awaited if await house.desk.has_heard(payment_id)}


JOBS = (
    Job("funding.tick", tick, every="* * * * * */15", attempts=1),
    Job(service.CLOSE, close, attempts=1),
)
"""The next tick is the next try, and comes sooner."""
