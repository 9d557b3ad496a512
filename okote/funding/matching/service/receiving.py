"""Note that a partner has paid what it was called for."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding import accounts
from okote.funding.deeds import FUNDS_CALL, FundingDeed
from okote.funding.matching.events import FundsReceived
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.matching.queries import commitment_in
from okote.funding.partners.models import Partner
from okote.funding.permissions import may_record_funds
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import held
from payments.errors import DomainError
from payments.ledger.service import post
from payments.sessions import WriteSession

RECEIVE = "funds-received"


class FundsAlreadyReceivedError(DomainError):
    """Parameter: `received_on`."""

    code = "funds_already_received"


class FundsCalledOffError(DomainError):
    """Its campaign was given back: nothing is due any more."""

    code = "funds_called_off"


class ReceivedInFutureError(DomainError):
    code = "funds_received_in_future"


async def record_receipt(
    db: WriteSession, commitment_id: UUID, *, received_on: date, proof: str, by: Visitor
) -> FundsCall | Approval:
    """Note that a partner has paid the holder what it was called for, and by which proof we know.

    What waits for a second person, where the territory's sum asks for one.
    """
    require(may_record_funds(by))
    call = await _unpaid(db, commitment_id, received_on, by)
    signed = await db.get_one(SignedCommitment, commitment_id)
    wanted = Wanted(
        act=RECEIVE,
        subject=commitment_id,
        called=(await db.get_one(Partner, signed.partner_id)).name,
        amount=call.amount,
        before={},
        after={"received_on": received_on.isoformat(), "proof": proof},
        reason=proof,
    )
    waits = await second_person(db, wanted, by=by)
    return waits or await _received(db, call, received_on, proof, who=person_of(by).id, by=by)


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    received_on = date.fromisoformat(approval.after["received_on"])
    call = await _unpaid(db, approval.subject_id, received_on, by)
    await _received(db, call, received_on, approval.after["proof"], who=approval.asked_by, by=by)


async def _unpaid(db: WriteSession, commitment_id: UUID, received_on: date, by: Visitor) -> FundsCall:
    """FundsAlreadyReceivedError, FundsCalledOffError, ReceivedInFutureError."""
    call = await held(db, FundsCall, by.territory.id, commitment_id)
    if call.received_on is not None:
        raise FundsAlreadyReceivedError(received_on=call.received_on)
    await check_stands(db, by, commitment_id)
    if received_on > by.territory.day(await db.now()):
        raise ReceivedInFutureError
    return call


async def check_stands(db: WriteSession, by: Visitor, commitment_id: UUID) -> None:
    """FundsCalledOffError; asked by whoever holds the call, as whoever calls it off does."""
    if (await commitment_in(db, by.territory.id, commitment_id)).is_called_off:
        raise FundsCalledOffError


async def _received(
    db: WriteSession, call: FundsCall, received_on: date, proof: str, *, who: UUID, by: Visitor
) -> FundsCall:
    """`who` has seen the proof; `by` had it noted, the second person where there was one."""
    was = FUNDS_CALL.facts(call)
    call.received_on, call.proof, call.recorded_by = received_on, proof, who
    await note(db, by.doer, FundingDeed.FUNDS_RECEIVED, call, was)
    signed = await db.get_one(SignedCommitment, call.commitment_id)
    await post(
        db,
        book=by.territory.book,
        key=f"match-received:{call.commitment_id}",
        kind="match-received",
        postings=accounts.match_received(signed.partner_id, signed.campaign_id, call.amount),
        at=await db.now(),
        reference=signed.campaign_id,
    )
    await emit(db, FundsReceived(call.commitment_id))
    return call


ACTS: Mapping[str, Act] = {RECEIVE: Act(say("Note that a partner has paid"), FUNDS_CALL, _approved)}
