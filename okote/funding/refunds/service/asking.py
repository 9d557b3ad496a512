"""Keep for a donor what no refund brought them, and ask where to send it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from okote.funding import accounts
from okote.funding.pledges.events import RefundRefused, RefundSuperseded
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import BY_TRANSFER, PledgeStatus
from okote.funding.pledges.service.transfers import held_owed
from okote.funding.refunds import rules
from okote.funding.refunds.events import (
    BankRefundAsked,
    BankRefundReminded,
    BankRefundRemindedLast,
)
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.rules import BankRefundState
from okote.platform.events import emit
from okote.territories.models import Territory
from payments.ledger.queries import entry_of
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.operations.queries import taken_by_banks
from payments.sessions import ReadSession, WriteSession


async def on_refused(db: WriteSession, event: RefundRefused) -> None:
    """The pledge is held. What was put aside uncounted, and what a bank has now, is for a person to see."""
    pledge = await db.get_one(Pledge, event.pledge_id)
    if not pledge.goes_by_transfer:
        return
    taken = await taken_by_banks(db, pledge.payment_id) if pledge.payment_id else None
    if taken is None or taken == pledge.amount or await open_of(db, pledge.id) is not None:
        return
    amount = pledge.amount - taken
    fee = Money.zero(pledge.currency) if pledge.status is PledgeStatus.CHARGED_BACK else pledge.fee
    refund = BankRefund(
        territory_id=pledge.territory_id,
        campaign_id=pledge.campaign_id,
        pledge_id=pledge.id,
        person_id=pledge.person_id,
        language=pledge.language,
        amount_minor=amount.minor,
        fee_minor=fee.minor,
        currency=amount.currency,
        code=pledge.refund_failure or "",
        owed_at=await db.now(),
    )
    db.add(refund)
    await db.flush()
    await post(
        db,
        book=await book_of(db, refund),
        key=_key(refund),
        kind="refund-owed",
        postings=accounts.refund_owed(refund.campaign_id, amount),
        at=refund.owed_at,
        reference=pledge.id,
    )
    await emit(db, BankRefundAsked(refund.id))


async def take_up(db: WriteSession) -> None:
    """What failed before anybody asked for it by transfer."""
    at_hand = select(BankRefund.id).where(
        BankRefund.pledge_id == Pledge.id, col(BankRefund.ended_at).is_(None)
    )
    failed = select(Pledge.id).where(col(Pledge.refund_failure).in_(BY_TRANSFER), ~at_hand.exists())
    for pledge_id in (await db.exec(failed.order_by(col(Pledge.id)))).all():
        pledge, _ = await held_owed(db, pledge_id)
        await on_refused(db, RefundRefused(pledge.id, pledge.campaign_id))


async def on_superseded(db: WriteSession, event: RefundSuperseded) -> None:
    """A bank has it meanwhile: what is in a file for the operator's bank already is taken out of it."""
    refund = await open_of(db, event.pledge_id)
    if refund is None:
        return
    book = await book_of(db, refund)
    owed = await entry_of(db, book, _key(refund))
    at = await db.now()
    if owed is not None:
        await reverse(db, owed, key=f"refund-not-owed:{refund.id}", at=at)
    refund.state, refund.ended_at, refund.order_id = BankRefundState.WITHDRAWN, at, None
    refund.forget()


async def open_of(db: WriteSession, pledge_id: UUID) -> BankRefund | None:
    """What is owed of a pledge by transfer, held."""
    found = select(BankRefund).where(BankRefund.pledge_id == pledge_id, col(BankRefund.state).in_(rules.OPEN))
    locked = found.order_by(col(BankRefund.id)).with_for_update()
    return (await db.exec(locked.execution_options(populate_existing=True))).first()


async def remind(db: WriteSession) -> None:
    """Once each time is over; whoever names an account at this moment is left alone."""
    at = await db.now()
    for refund in await _unnamed(db, at):
        due = rules.reminders_due(refund.owed_at, at)
        if due > refund.reminders:
            refund.reminders = due
            last = due == len(rules.REMINDERS)
            await emit(db, BankRefundRemindedLast(refund.id) if last else BankRefundReminded(refund.id))


async def _unnamed(db: WriteSession, at: datetime) -> list[BankRefund]:
    waiting = select(BankRefund).where(
        BankRefund.state == BankRefundState.ASKED,
        col(BankRefund.owed_at) <= at - rules.REMINDERS[0],
        col(BankRefund.reminders) < len(rules.REMINDERS),
    )
    locked = waiting.order_by(col(BankRefund.id)).with_for_update(skip_locked=True)
    return list((await db.exec(locked)).all())


def _key(refund: BankRefund) -> str:
    return f"refund-owed:{refund.id}"


async def book_of(db: ReadSession, refund: BankRefund) -> UUID:
    """Of accounts."""
    return (await db.get_one(Territory, refund.territory_id)).book
