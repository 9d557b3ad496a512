"""Faults that must be found: each stands between Stripe's word on pledges and who hears it."""

from collections.abc import Callable, Mapping

from okote.funding import accounts
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.ledger.service import post
from payments.operations.outcomes import Outcome, PaymentDisputed, PaymentPaid, RefundSucceeded, Subscriber
from payments.sessions import WriteSession


def booked_twice(hear: Subscriber) -> Subscriber:
    """Someone books again what Stripe told once."""

    async def told(db: WriteSession, outcome: Outcome) -> None:
        await hear(db, outcome)
        if isinstance(outcome, PaymentPaid):
            pledge = await db.get_one(Pledge, outcome.subject)
            await post(
                db,
                book=outcome.book,
                key=f"pledge-paid-again:{pledge.id}",
                kind="pledge-paid",
                postings=accounts.pledge_paid(pledge.campaign_id, pledge.amount),
                at=outcome.at,
                reference=pledge.id,
            )

    return told


def refund_recorded_twice(hear: Subscriber) -> Subscriber:
    async def told(db: WriteSession, outcome: Outcome) -> None:
        await hear(db, outcome)
        if isinstance(outcome, RefundSucceeded):
            pledge = await db.get_one(Pledge, outcome.subject)
            await post(
                db,
                book=outcome.book,
                key=f"pledge-refunded-again:{outcome.operation_id}",
                kind="pledge-refunded",
                postings=accounts.pledge_refunded(pledge.campaign_id, pledge.amount, pledge.fee),
                at=outcome.at,
                reference=pledge.id,
            )

    return told


def disputed_still_counts(hear: Subscriber) -> Subscriber:
    """The bank has the money, and the campaign goes on counting it."""

    async def told(db: WriteSession, outcome: Outcome) -> None:
        await hear(db, outcome)
        if isinstance(outcome, PaymentDisputed):
            pledge = await db.get_one(Pledge, outcome.subject)
            if pledge.status is PledgeStatus.DISPUTED:
                pledge.status = PledgeStatus.IN_FORCE

    return told


def whose_is_forgotten(hear: Subscriber) -> Subscriber:
    """Partners add to what their own people gave, once it is paid; no invariant knows better."""

    async def told(db: WriteSession, outcome: Outcome) -> None:
        await hear(db, outcome)
        if isinstance(outcome, PaymentPaid):
            (await db.get_one(Pledge, outcome.subject)).own_people = False

    return told


FAULTS: Mapping[str, Callable[[Subscriber], Subscriber]] = {
    "booked-twice": booked_twice,
    "refund-recorded-twice": refund_recorded_twice,
    "disputed-still-counts": disputed_still_counts,
    "whose-is-forgotten": whose_is_forgotten,
}
