"""A donor says where to send what is theirs."""

from uuid import UUID

from okote.funding.refunds import rules
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.rules import AccountFixedError, BankRefundState, Details
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.safe import Safe
from okote.territories.queries import held, one_of
from payments.sessions import ReadSession, WriteSession

PURPOSE = "bank details"


async def own(db: ReadSession, refund_id: UUID, donor: Visitor) -> BankRefund:
    """NotFoundError for anyone else's."""
    refund = await one_of(db, BankRefund, donor.territory.id, refund_id)
    if donor.person is None or refund.person_id != donor.person.id:
        raise NotFoundError
    return refund


async def name_account(
    db: WriteSession, safe: Safe, refund_id: UUID, details: Details, *, by: Visitor
) -> BankRefund:
    """As often as they like until it is in a file for the bank. AccountFixedError, NotFoundError."""
    await own(db, refund_id, by)
    refund = await held(db, BankRefund, by.territory.id, refund_id)
    if refund.state not in {BankRefundState.ASKED, BankRefundState.READY}:
        raise AccountFixedError
    at = await db.now()
    refund.details = safe.locked(details.words, about=str(refund.id))
    refund.masked, refund.named_at = rules.masked(details.account), at
    refund.state = BankRefundState.READY
    return refund
