"""Give, take back, and learn from Stripe what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlmodel import col, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.rules import check_takes_pledges
from okote.funding.pledges import rules
from okote.funding.pledges.events import PledgeCancelled, PledgeInForce, PledgeRefunded
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.permissions import person_of
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from payments.ledger.service import post
from payments.money import Money
from payments.operations import service as payments
from payments.operations.outcomes import (
    Outcome,
    PaymentExpired,
    PaymentFailed,
    PaymentOutcome,
    PaymentPaid,
    PaymentProcessing,
    PaymentQuarantined,
    RefundSucceeded,
)
from payments.sessions import WriteSession

PURPOSE = "pledge"
"""Under which payments tell us what became of a pledge's payment."""

UNPAID = (PledgeStatus.OPENED, PledgeStatus.AWAITING_PAYMENT)

CHECKOUT_OPEN_FOR = timedelta(hours=1)
"""How long a payment page waits for its donor; Stripe takes from 30 minutes to 24 hours."""


def transfer_group(campaign_id: UUID) -> str:
    """What ties a campaign's payments and its transfer together in Stripe's own pages."""
    return f"campaign:{campaign_id}"


def may_cancel(visitor: Visitor, pledge: Pledge) -> bool:
    """Its donor, on the site where it was given."""
    donor = visitor.person is not None and pledge.person_id == visitor.person.id
    return donor and pledge.territory_id == visitor.territory.id


@dataclass(frozen=True, slots=True)
class Gift:
    """What a donor decided, checked field by field already. `form_token` makes two sendings one."""

    form_token: UUID
    amount: Money
    public_name: str | None
    name_shown: bool
    amount_shown: bool
    message: str | None

    @property
    def words(self) -> dict[str, Any]:
        """What others may see of it."""
        return {
            "public_name": self.public_name,
            "name_shown": self.name_shown,
            "amount_shown": self.amount_shown,
            "message": self.message,
        }


async def give(db: WriteSession, campaign_id: UUID, gift: Gift, *, by: Visitor) -> Pledge:
    """Record a pledge and ask for its payment page.

    The same form sent again is the same pledge, and so is the same amount while it still waits to be
    paid, in another tab or after going back; another amount takes its place. The campaign's row is held
    against a closing that would begin at this very moment.
    """
    donor = person_of(by)
    given = await _given_before(db, donor.id, campaign_id, gift)
    if given is not None:
        return given
    campaign = await _campaign(db, campaign_id, by.territory.id)
    at = await db.now()
    check_takes_pledges(campaign.state, campaign.period, at)
    token = new_token()
    pledge = Pledge(
        territory_id=by.territory.id,
        campaign_id=campaign.id,
        person_id=donor.id,
        form_token=gift.form_token,
        amount_minor=gift.amount.minor,
        currency=gift.amount.currency,
        **gift.words,
        language=by.language,
        thanks_hash=fingerprint(token),
        created_at=at,
    )
    db.add(pledge)
    await db.flush()
    holder = await db.get_one(Holder, campaign.holder_id)
    home = f"{by.address}/{by.language}"
    payment = await payments.open_checkout(
        db,
        book=by.territory.book,
        purpose=PURPOSE,
        subject=pledge.id,
        amount=gift.amount,
        account_id=cast("UUID", holder.account_id),
        page=payments.CheckoutPage(
            title=campaign.title,
            statement=holder.statement_name,
            transfer_group=transfer_group(campaign.id),
            success_url=f"{home}/thanks/{token}",
            cancel_url=f"{home}/campaigns/{campaign.slug}",
            expires_at=at + CHECKOUT_OPEN_FOR,
            locale=by.language,
        ),
    )
    pledge.payment_id = payment.id
    return pledge


async def cancel(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> Pledge:
    """Give a pledge back to its donor; possible until the campaign ends."""
    found = await db.get(Pledge, pledge_id)
    if found is None or not may_cancel(by, found):
        raise NotFoundError
    await _hold_payment(db, found)
    campaign = await _campaign(db, found.campaign_id, found.territory_id)
    pledge = await held(db, pledge_id)
    rules.check_cancellable(pledge.status, campaign.state, campaign.period, await db.now())
    pledge.status = PledgeStatus.CANCELLING
    await payments.refund(db, cast("UUID", pledge.payment_id), reason="donor")
    await emit(db, PledgeCancelled(pledge.id, pledge.campaign_id))
    return pledge


async def give_back(db: WriteSession, pledge_id: UUID) -> None:
    """Send back a pledge in force, because its campaign failed or was cancelled; of no effect twice."""
    await _hold_payment(db, await db.get_one(Pledge, pledge_id))
    pledge = await held(db, pledge_id)
    if pledge.status is PledgeStatus.IN_FORCE:
        pledge.status = PledgeStatus.REFUNDING
        await payments.refund(db, cast("UUID", pledge.payment_id), reason="campaign")


async def _hold_payment(db: WriteSession, pledge: Pledge) -> None:
    """Payments first, then campaigns, then pledges: the order in which Stripe's news lock them too."""
    await payments.payment_for_update(db, cast("UUID", pledge.payment_id))


async def on_outcome(db: WriteSession, outcome: Outcome) -> None:
    """What Stripe said, whichever way we learnt it: told once by `payments.operations`."""
    match outcome:
        case PaymentPaid():
            await _paid(db, outcome)
        case PaymentProcessing():
            await _advance(db, outcome, PledgeStatus.PROCESSING)
        case PaymentFailed():
            await _advance(db, outcome, PledgeStatus.FAILED)
        case PaymentExpired():
            await _advance(db, outcome, PledgeStatus.EXPIRED)
        case PaymentQuarantined():
            await _advance(db, outcome, PledgeStatus.QUARANTINED)
        case RefundSucceeded():
            await _refunded(db, outcome)
        case _:
            """A refund that failed leaves the pledge owed to its donor: the back office shows it."""


async def _advance(db: WriteSession, outcome: PaymentOutcome, reported: PledgeStatus) -> None:
    pledge = await held(db, outcome.subject)
    pledge.status = rules.advanced(pledge.status, reported)
    if pledge.status in {PledgeStatus.FAILED, PledgeStatus.EXPIRED}:
        pledge.ended_at = outcome.at


async def _paid(db: WriteSession, outcome: PaymentPaid) -> None:
    """Count it, if nothing is decided yet; else send it back. Either way Stripe holds the money."""
    pledge = await held(db, outcome.subject)
    campaign = await _campaign(db, pledge.campaign_id, pledge.territory_id)
    reported = rules.when_paid(pledge.status, campaign.state, campaign.period, outcome.at)
    if reported is pledge.status:
        return
    pledge.fee_minor, pledge.paid_at = outcome.fee.minor, outcome.at
    postings = accounts.pledge_paid(campaign.id, pledge.amount) + accounts.fee_taken(campaign.id, outcome.fee)
    await post(
        db,
        book=outcome.book,
        key=f"pledge-paid:{pledge.id}",
        kind="pledge-paid",
        postings=postings,
        at=outcome.at,
        reference=pledge.id,
    )
    pledge.status = reported
    if reported is PledgeStatus.IN_FORCE:
        await emit(db, PledgeInForce(pledge.id, campaign.id))
    else:
        await payments.refund(db, outcome.payment_id, reason="late")


async def _refunded(db: WriteSession, outcome: RefundSucceeded) -> None:
    """Back with its donor. What was quarantined was never credited, so it is not debited either."""
    pledge = await held(db, outcome.subject)
    if pledge.status is PledgeStatus.REFUNDED:
        return
    pledge.status, pledge.ended_at = PledgeStatus.REFUNDED, outcome.at
    if pledge.paid_at is not None:
        await post(
            db,
            book=outcome.book,
            key=f"pledge-refunded:{pledge.id}",
            kind="pledge-refunded",
            postings=accounts.pledge_refunded(pledge.campaign_id, pledge.amount, pledge.fee),
            at=outcome.at,
            reference=pledge.id,
        )
    await emit(db, PledgeRefunded(pledge.id, pledge.campaign_id))


async def _given_before(db: WriteSession, person_id: UUID, campaign_id: UUID, gift: Gift) -> Pledge | None:
    """The pledge that this one already is, if any; two sendings at one moment wait for each other."""
    await db.lock(f"giving:{person_id}:{campaign_id}")
    same_form = (Pledge.person_id == person_id, Pledge.form_token == gift.form_token)
    given = (await db.exec(select(Pledge).where(*same_form))).first()
    if given is not None:
        return given
    unpaid = select(Pledge).where(
        Pledge.person_id == person_id,
        Pledge.campaign_id == campaign_id,
        col(Pledge.status).in_(UNPAID),
    )
    for pledge in (await db.exec(unpaid.order_by(col(Pledge.id)))).all():
        if pledge.amount == gift.amount:
            pledge.sqlmodel_update(gift.words)
            return pledge
        await payments.expire_checkout(db, cast("UUID", pledge.payment_id))
    return None


async def held(db: WriteSession, pledge_id: UUID) -> Pledge:
    """The pledge, its row held until the transaction ends."""
    return await db.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)


async def _campaign(db: WriteSession, campaign_id: UUID, territory_id: UUID) -> Campaign:
    """The campaign, shared with other pledges and held against its closing."""
    statement = (
        select(Campaign)
        .where(Campaign.id == campaign_id, col(Campaign.territory_id) == territory_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    campaign = (await db.exec(statement)).first()
    if campaign is None:
        raise NotFoundError
    return campaign
