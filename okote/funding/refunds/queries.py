"""What is owed by transfer: to whom it belongs, and what the office has to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.rules import OPEN, BankRefundState
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory
from payments.money import Money
from payments.sessions import ReadSession

LATEST = 50


@dataclass(frozen=True, slots=True)
class Owed:
    """`days` is for how long."""

    refund: BankRefund
    campaign: Campaign
    days: int


async def owed(db: ReadSession, territory_id: UUID) -> Sequence[Owed]:
    """All that is open, the longest first."""
    at = await db.now()
    found = _with_campaign(territory_id).where(col(BankRefund.state).in_(OPEN))
    rows = await db.exec(found.order_by(col(BankRefund.owed_at), col(BankRefund.id)))
    return [Owed(refund, campaign, (at - refund.owed_at).days) for refund, campaign in rows]


async def ended(db: ReadSession, territory_id: UUID) -> Sequence[Owed]:
    """What was paid or came back, the latest first."""
    done = (BankRefundState.PAID, BankRefundState.RETURNED)
    found = _with_campaign(territory_id).where(col(BankRefund.state).in_(done))
    rows = await db.exec(found.order_by(col(BankRefund.id).desc()).limit(LATEST))
    return [Owed(refund, campaign, _between(refund)) for refund, campaign in rows]


def _between(refund: BankRefund) -> int:
    return ((refund.ended_at or refund.owed_at) - refund.owed_at).days


def _with_campaign(territory_id: UUID) -> Any:
    found: Any = of_territory(select(BankRefund, Campaign), BankRefund.territory_id, territory_id)
    return found.join(Campaign, col(Campaign.id) == BankRefund.campaign_id)


async def orders(db: ReadSession, territory_id: UUID) -> Sequence[BankOrder]:
    """Files that are not all paid, or were prepared of late, the latest first."""
    found = of_territory(select(BankOrder), BankOrder.territory_id, territory_id)
    return (await db.exec(found.order_by(col(BankOrder.id).desc()).limit(LATEST))).all()


@dataclass(frozen=True, slots=True)
class Inside:
    """How the transfers of a file stand; of those `withdrawn`, donors' banks have the money meanwhile."""

    states: frozenset[BankRefundState]
    withdrawn: int
    amount: Money
    """Of what is withdrawn."""

    @property
    def untouched(self) -> bool:
        """Whether the bank, for all we know, has done nothing of it."""
        return self.states == {BankRefundState.ORDERED}


async def inside(db: ReadSession, orders: Sequence[BankOrder]) -> Mapping[UUID, Inside]:
    """By file; of one that was thrown away, nothing is withdrawn."""
    which, state = col(BankRefund.order_id), col(BankRefund.state)
    left: Any = select(which, state, func.count(), func.sum(BankRefund.amount_minor))
    left = left.where(which.in_([one.id for one in orders])).group_by(which, state).order_by(which, state)
    rows: dict[UUID, list[tuple[BankRefundState, int, int]]] = {}
    for order_id, how, number, minor in await db.exec(left):
        rows.setdefault(order_id, []).append((how, number, int(minor)))
    return {one.id: _inside(one, rows.get(one.id, [])) for one in orders}


def _inside(order: BankOrder, rows: Sequence[tuple[BankRefundState, int, int]]) -> Inside:
    states = frozenset(how for how, _, _ in rows)
    if order.dropped_at is not None:
        return Inside(states, 0, Money.zero(order.currency))
    number, minor = sum(number for _, number, _ in rows), sum(minor for _, _, minor in rows)
    return Inside(states, order.number - number, order.amount - Money(minor, order.currency))


async def kept_since(db: ReadSession, territory_id: UUID) -> datetime | None:
    """Since when the oldest of what nobody has named an account for is kept."""
    found = of_territory(select(func.min(BankRefund.owed_at)), BankRefund.territory_id, territory_id)
    return (await db.exec(found.where(BankRefund.state == BankRefundState.ASKED))).one()


async def total_owed(db: ReadSession, territory_id: UUID) -> Money:
    found = of_territory(select(func.sum(BankRefund.amount_minor)), BankRefund.territory_id, territory_id)
    return Money(int((await db.exec(found.where(col(BankRefund.state).in_(OPEN)))).one() or 0))


async def to_see_to(db: ReadSession, territory_id: UUID) -> int:
    """What waits for the office: to be ordered, or to be noted as paid."""
    found = of_territory(select(func.count()), BankRefund.territory_id, territory_id)
    waiting = (BankRefundState.READY, BankRefundState.ORDERED)
    return (await db.exec(found.select_from(BankRefund).where(col(BankRefund.state).in_(waiting)))).one()


async def mine(db: ReadSession, donor: Visitor) -> Mapping[UUID, BankRefund]:
    """The latest of each pledge of mine that goes, or went, by transfer."""
    if donor.person is None:
        return {}
    found = of_territory(select(BankRefund), BankRefund.territory_id, donor.territory.id)
    found = found.where(
        BankRefund.person_id == donor.person.id, BankRefund.state != BankRefundState.WITHDRAWN
    )
    return {one.pledge_id: one for one in await db.exec(found.order_by(col(BankRefund.id)))}
