"""Give back a payment that was put aside: one person decides it, or above the territory's sum two."""

from collections.abc import Mapping
from uuid import UUID

from okote.accounting.deeds import PAYMENT, AccountingDeed
from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.identity.permissions import may_keep_accounts, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from payments.operations import service as payments
from payments.operations.holding import payment_for_update
from payments.operations.models import Payment
from payments.operations.queries import is_quarantined
from payments.sessions import ReadSession, WriteSession

GIVE_BACK = "payment-give-back"


async def put_aside(db: ReadSession, visitor: Visitor, payment_id: UUID) -> Payment:
    """A payment of this territory in quarantine; NotFoundError for any other."""
    if not await is_quarantined(db, visitor.territory.book, payment_id):
        raise NotFoundError
    return await db.get_one(Payment, payment_id)


async def give_back(db: WriteSession, payment_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Nothing waits where it was done. NotRefundableError where nothing is left of it."""
    require(may_keep_accounts(by))
    await put_aside(db, by, payment_id)
    payment = await payment_for_update(db, payment_id)
    wanted = Wanted(
        act=GIVE_BACK,
        subject=payment.id,
        called=payment.intent_id or "",
        amount=payment.received,
        before={},
        after={"received_minor": payment.received.minor},
        reason=reason,
    )
    waits = await second_person(db, wanted, by=by)
    if waits is None:
        await _give_back(db, payment, reason, by.doer)
    return waits


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    payment = await put_aside(db, by, approval.subject_id)
    await _give_back(db, payment, approval.reason, by.doer)


async def _give_back(db: WriteSession, payment: Payment, reason: str, doer: Doer) -> None:
    """The refund's row keeps who decided it last."""
    await payments.refund(db, payment.id, reason="quarantine", by=doer.person_id)
    await note(db, doer, AccountingDeed.PAYMENT_GIVEN_BACK, payment, reason=reason)


ACTS: Mapping[str, Act] = {
    GIVE_BACK: Act(say("Give back a payment that was put aside"), PAYMENT, _approved),
}
