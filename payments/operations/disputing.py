"""What payers' banks do about payments that were made, and what networks warn of: read, recorded, told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from payments.failpoints import reached
from payments.gateway import results
from payments.gateway.gateway import StripeGateway
from payments.gateway.results import BalanceTransaction, DisputeStatus
from payments.money import Money
from payments.operations import rules
from payments.operations.calls import known
from payments.operations.holding import payment_for_update
from payments.operations.models import Dispute, DisputeLine, FraudWarning, Payment
from payments.operations.outcomes import DisputeLost, DisputeMoved, DisputeWon, PaymentDisputed
from payments.operations.recording import Recorder
from payments.sessions import UnitOfWork, WriteSession
from payments.tables import uuid7


class Disputing:
    def __init__(self, unit_of_work: UnitOfWork, gateway: StripeGateway, recorder: Recorder) -> None:
        self._unit_of_work = unit_of_work
        self._gateway = gateway
        self._recorder = recorder

    async def look(self, payment: Payment) -> None:
        """Record all that Stripe says now of a payment that was made; each thing is told once."""
        intent_id = known(payment.intent_id)
        disputes = [dispute async for dispute in self._gateway.disputes.of_intent(intent_id)]
        warnings = [warning async for warning in self._gateway.disputes.warnings(intent_id)]
        reached("disputes.seen")
        async with self._unit_of_work() as db:
            payment = await payment_for_update(db, payment.id)
            at = await db.now()
            for dispute in reversed(disputes):
                await self._record(db, payment, dispute, at)
            for warning in reversed(warnings):
                await _keep(db, payment, warning)

    async def _record(self, db: WriteSession, payment: Payment, told: results.Dispute, at: datetime) -> None:
        found = await db.exec(select(Dispute).where(Dispute.stripe_id == told.id))
        dispute = found.first()
        before = None if dispute is None else dispute.status
        if dispute is None:
            dispute = _begun(payment, told)
            db.add(dispute)
        dispute.status = rules.dispute_moved_on(dispute.status, told.status)
        dispute.answer_by, dispute.reason = told.answer_by, told.reason
        closed = dispute.status in rules.CLOSED
        dispute.closed_at = (dispute.closed_at or at) if closed else None
        dispute.next_check_at = None if closed else at + rules.REREAD
        await db.flush()
        await self._tell(db, payment, dispute, before, await _new_lines(db, dispute, told.lines), at)

    async def _tell(
        self,
        db: WriteSession,
        payment: Payment,
        dispute: Dispute,
        before: DisputeStatus | None,
        lines: Sequence[DisputeLine],
        at: datetime,
    ) -> None:
        """That it is disputed, what moved, how it ended: in this order, also where all is learnt at once."""
        about: dict[str, Any] = {
            "book": payment.book,
            "purpose": payment.purpose,
            "subject": payment.subject,
            "at": at,
            "payment_id": payment.id,
            "dispute_id": dispute.id,
            "amount": dispute.amount,
        }
        if rules.takes_money(dispute.status) and not rules.takes_money(before):
            await self._recorder.tell(db, PaymentDisputed(**about))
        for line in lines:
            moved = Money(-line.amount_minor, dispute.currency)
            fee = Money(line.fee_minor, dispute.currency)
            await self._recorder.tell(db, DisputeMoved(**about, line_id=line.stripe_id, moved=moved, fee=fee))
        if dispute.status is DisputeStatus.WON and before is not DisputeStatus.WON:
            await self._recorder.tell(db, DisputeWon(**about))
        if dispute.status in rules.GIVEN_BACK and before not in rules.GIVEN_BACK:
            await self._recorder.tell(db, DisputeLost(**about))


def _begun(payment: Payment, told: results.Dispute) -> Dispute:
    return Dispute(
        book=payment.book,
        payment_id=payment.id,
        stripe_id=told.id,
        status=told.status,
        reason=told.reason,
        amount_minor=told.amount.minor,
        currency=told.amount.currency,
        opened_at=told.created,
    )


async def _new_lines(
    db: WriteSession, dispute: Dispute, lines: Sequence[BalanceTransaction]
) -> Sequence[DisputeLine]:
    """Those that are not on record yet, written down."""
    kept = select(DisputeLine.stripe_id).where(DisputeLine.dispute_id == dispute.id)
    known_ids = set((await db.exec(kept)).all())
    new = [
        DisputeLine(
            stripe_id=line.id,
            dispute_id=dispute.id,
            amount_minor=line.amount.minor,
            fee_minor=line.fee.minor,
            at=line.created,
        )
        for line in lines
        if line.id not in known_ids and (line.amount or line.fee)
    ]
    db.add_all(new)
    return new


async def _keep(db: WriteSession, payment: Payment, warning: results.FraudWarning) -> None:
    kept = insert(FraudWarning).values(
        id=uuid7(),
        book=payment.book,
        payment_id=payment.id,
        stripe_id=warning.id,
        kind=warning.kind,
        warned_at=warning.created,
    )
    await db.exec(kept.on_conflict_do_nothing(index_elements=["stripe_id"]))
