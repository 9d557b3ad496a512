"""Note what the operator's bank did: it has paid, or the money came back."""

from datetime import date
from uuid import UUID

from okote.funding import accounts
from okote.funding.deeds import BANK_REFUND, FundingDeed
from okote.funding.pledges.rules import TRANSFER_RETURNED
from okote.funding.pledges.service.transfers import given_by_transfer, held_owed, transfer_came_back
from okote.funding.refunds.events import BankRefundPaid
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.rules import BankRefundState, NotOrderedError, PaidInFutureError
from okote.identity.permissions import may_keep_accounts, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.territories.queries import held, one_of
from payments.ledger.queries import entry_of
from payments.ledger.service import post, reverse
from payments.sessions import WriteSession


async def record_paid(
    db: WriteSession, refund_id: UUID, *, paid_on: date, reference: str, by: Visitor
) -> BankRefund:
    """By the bank's statement. NotOrderedError where no approved file has it, PaidInFutureError."""
    require(may_keep_accounts(by))
    found = await one_of(db, BankRefund, by.territory.id, refund_id)
    pledge, _ = await held_owed(db, found.pledge_id)
    refund = await held(db, BankRefund, by.territory.id, refund_id)
    if refund.state is BankRefundState.PAID:
        return refund
    at = await db.now()
    made = await db.get(BankOrder, refund.order_id) if refund.order_id else None
    if refund.state is not BankRefundState.ORDERED or made is None or made.approved_at is None:
        raise NotOrderedError
    if paid_on > by.territory.day(at):
        raise PaidInFutureError
    was = BANK_REFUND.facts(refund)
    refund.state, refund.ended_at = BankRefundState.PAID, at
    refund.paid_on, refund.reference = paid_on, reference
    refund.recorded_at, refund.recorded_by = at, person_of(by).id
    await post(
        db,
        book=by.territory.book,
        key=_key(refund),
        kind="refund-transferred",
        postings=accounts.refund_transferred(refund.campaign_id, refund.amount, refund.fee),
        at=at,
        reference=refund.pledge_id,
    )
    await given_by_transfer(db, pledge)
    await note(db, by.doer, FundingDeed.BANK_REFUND_PAID, refund, was)
    await emit(db, BankRefundPaid(refund.id))
    return refund


async def send_back(db: WriteSession, refund_id: UUID, reason: str, *, by: Visitor) -> BankRefund:
    """The receiver's bank did not take it: it is owed again, and its donor is asked for another account.

    NotOrderedError where nothing was sent.
    """
    require(may_keep_accounts(by))
    found = await one_of(db, BankRefund, by.territory.id, refund_id)
    pledge, campaign = await held_owed(db, found.pledge_id)
    refund = await held(db, BankRefund, by.territory.id, refund_id)
    if refund.state is BankRefundState.RETURNED:
        return refund
    if refund.state not in {BankRefundState.ORDERED, BankRefundState.PAID}:
        raise NotOrderedError
    was, at = BANK_REFUND.facts(refund), await db.now()
    paid = await entry_of(db, by.territory.book, _key(refund))
    if paid is not None:
        await reverse(db, paid, key=f"refund-transfer-returned:{refund.id}", at=at)
    await _no_longer_owed(db, refund, by)
    refund.state, refund.ended_at = BankRefundState.RETURNED, at
    refund.forget()
    await db.flush()
    await transfer_came_back(db, pledge, campaign, TRANSFER_RETURNED)
    await note(db, by.doer, FundingDeed.BANK_REFUND_RETURNED, refund, was, reason=reason)
    return refund


async def _no_longer_owed(db: WriteSession, refund: BankRefund, by: Visitor) -> None:
    """The next row owes it."""
    owed = await entry_of(db, by.territory.book, f"refund-owed:{refund.id}")
    if owed is not None:
        await reverse(db, owed, key=f"refund-not-owed:{refund.id}", at=await db.now())


def _key(refund: BankRefund) -> str:
    return f"refund-transferred:{refund.id}"
