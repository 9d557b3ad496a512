"""Note that a partner has paid what it was called for."""

from datetime import date
from uuid import UUID

from okote.funding import accounts
from okote.funding.deeds import FUNDS_CALL, FundingDeed
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.permissions import may_record_funds
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held
from payments.errors import DomainError
from payments.ledger.service import post
from payments.sessions import WriteSession


class FundsAlreadyReceivedError(DomainError):
    """Parameter: `received_on`."""

    code = "funds_already_received"


class ReceivedInFutureError(DomainError):
    code = "funds_received_in_future"


async def record_receipt(
    db: WriteSession, commitment_id: UUID, *, received_on: date, proof: str, by: Visitor
) -> FundsCall:
    """Note that a partner has paid the holder what it was called for, and by which proof we know."""
    require(may_record_funds(by))
    call = await held(db, FundsCall, by.territory.id, commitment_id)
    if call.received_on is not None:
        raise FundsAlreadyReceivedError(received_on=call.received_on)
    at = await db.now()
    if received_on > by.territory.day(at):
        raise ReceivedInFutureError
    was = FUNDS_CALL.facts(call)
    call.received_on, call.proof, call.recorded_by = received_on, proof, person_of(by).id
    await note(db, by.doer, FundingDeed.FUNDS_RECEIVED, call, was)
    signed = await db.get_one(SignedCommitment, commitment_id)
    await post(
        db,
        book=by.territory.book,
        key=f"match-received:{commitment_id}",
        kind="match-received",
        postings=accounts.match_received(signed.partner_id, signed.campaign_id, call.amount),
        at=at,
        reference=signed.campaign_id,
    )
    return call
