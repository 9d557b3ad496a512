"""The desk where Stripe is asked: what intents were recorded, and how things stand.

Return page, webhook and polling all come here. Nothing is called inside a transaction, and whatever
interrupts a call, running the same again repairs it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from payments.failpoints import reached
from payments.gateway.errors import Refusal, RefusedError, TemporaryError, UnexpectedAnswerError
from payments.gateway.gateway import StripeGateway
from payments.operations import holding, queries, rules, service
from payments.operations.calls import Work
from payments.operations.disputing import Disputing
from payments.operations.models import ConnectedAccount, Payment
from payments.operations.outcomes import Subscriber
from payments.operations.performing import Performer, decided
from payments.operations.recording import Recorder
from payments.operations.returning import Returning
from payments.operations.rules import PaymentStatus, Seen
from payments.sessions import UnitOfWork, WriteSession

LINES = 8
"""Questions of one job that are open at Stripe at the same moment: it limits these too."""

NOT_MONEY_OF_OURS = frozenset({"currency_unknown", "amount_missing"})


class Desk:
    """`subscribers` maps each purpose to who is told, in the recording transaction, what became of it."""

    def __init__(
        self, unit_of_work: UnitOfWork, gateway: StripeGateway, subscribers: Mapping[str, Subscriber]
    ) -> None:
        self.unit_of_work = unit_of_work
        self._gateway = gateway
        self._recorder = Recorder(subscribers)
        self._performer = Performer(unit_of_work, gateway, self._recorder)
        self._returning = Returning(unit_of_work, gateway, self._recorder)
        self._disputing = Disputing(unit_of_work, gateway, self._recorder)

    async def perform(self, operation_id: UUID) -> None:
        """Bring an operation as far as Stripe allows now; what can't be had now waits for the poll."""
        await self._performer.perform(operation_id)

    async def refresh(self, payment_id: UUID) -> Payment:
        """Ask Stripe how a payment stands, and move it on; the payment as it is then known.

        Where Stripe can't be asked, as it was known before: the poll asks again. Where Stripe refuses to
        say, `code` tells a person why.
        """
        payment, _ = await self._looked(payment_id)
        return payment

    async def has_heard(self, payment_id: UUID) -> bool:
        """Ask Stripe whether a payment was made: whether that is now known, one way or the other.

        Not where Stripe can't be asked, won't say, or has the money and not yet its own fee: whoever
        decides on the payment waits. Nobody can pay what was never opened.
        """
        try:
            payment, heard = await self._looked(payment_id)
        except UnexpectedAnswerError:
            return False
        charged = payment.status is PaymentStatus.PROCESSING and payment.charge_id is not None
        return heard and not charged

    async def _looked(self, payment_id: UUID) -> tuple[Payment, bool]:
        """The payment as it is then known, and whether Stripe has just said how it stands."""
        payment = await self._payment(payment_id)
        if payment.status in rules.MADE:
            return payment, True
        if payment.status is PaymentStatus.CREATED:
            await self._open(payment_id)
            payment = await self._payment(payment_id)
        if payment.session_id is None:
            return payment, True
        seen, heard = await self._asked(payment, payment.session_id)
        if seen is None:
            return payment, False
        [payment] = await self._recorded({payment_id: seen})
        return payment, heard

    async def refresh_together(self, payment_ids: Sequence[UUID]) -> None:
        """The same of several, recorded in one transaction: of all of them, or of none where this raises."""
        async with self.unit_of_work() as db:
            payments = await queries.payments_by(db, payment_ids)
        seen: dict[UUID, Seen] = {}
        lines = asyncio.Semaphore(LINES)

        async def ask(payment: Payment, session_id: str) -> None:
            async with lines:
                answer, _ = await self._asked(payment, session_id)
            if answer is not None:
                seen[payment.id] = answer

        async with asyncio.TaskGroup() as asking:
            for payment in payments:
                if payment.session_id is not None and payment.status not in rules.MADE:
                    asking.create_task(ask(payment, payment.session_id))
        await self._recorded(seen)
        for payment in payments:
            if payment.session_id is None:
                await self.refresh(payment.id)

    async def _asked(self, payment: Payment, session_id: str) -> tuple[Seen | None, bool]:
        """What Stripe says, if anything; and whether it has just said how the payment stands."""
        try:
            return await self._seen(payment, session_id), True
        except TemporaryError:
            return None, False
        except RefusedError as error:
            return Seen(payment.status, code=error.code), error.refusal is Refusal.NOT_FOUND

    async def _recorded(self, seen: Mapping[UUID, Seen]) -> Sequence[Payment]:
        """The payments as they are then known."""
        reached("payment.seen")
        async with self.unit_of_work() as db:
            payments = await holding.payments_for_update(db, seen)
            for payment in payments:
                await self._recorder.payment(db, payment, seen[payment.id], await db.now())
            reached("payment.recorded")
        return payments

    async def find_returns(self, payment_id: UUID) -> None:
        """Ask Stripe what went back of a payment without our asking; of one not made yet, how it stands.

        Raises where Stripe can't be asked: no poll asks this again.
        """
        payment = await self.refresh(payment_id)
        if payment.status in rules.MADE and payment.intent_id is not None:
            await self._returning.look(payment)

    async def find_disputes(self, payment_id: UUID) -> None:
        """Ask Stripe what banks and card networks say of a payment; of one not made yet, how it stands.

        What was given back can't be disputed: where a payment is, its bank may have sent a refund back, of
        which we hear first, lest it be owed to its payer twice. Raises where Stripe can't be asked: what is
        not known yet, no poll asks again.
        """
        payment = await self.refresh(payment_id)
        if payment.status in rules.MADE and payment.intent_id is not None:
            async with self.unit_of_work() as db:
                refunds = await queries.refunds_made(db, payment_id)
            for refund_id in refunds:
                await self.perform(refund_id)
            await self._disputing.look(payment)

    async def refresh_account(self, account_id: UUID) -> ConnectedAccount:
        """Ask Stripe how an account stands; as it was known before, where Stripe can't be asked."""
        async with self.unit_of_work() as db:
            account = await db.get_one(ConnectedAccount, account_id)
        if account.stripe_id is None:
            return account
        try:
            told = await self._gateway.accounts.retrieve(account.stripe_id)
        except TemporaryError:
            return account
        except RefusedError as error:
            told = rules.withdrawn(account.stripe_id, error.code)
        reached("account.seen")
        async with self.unit_of_work() as db:
            account = await holding.account_for_update(db, account_id)
            await self._recorder.account(db, account, told, await db.now())
            reached("account.recorded")
        return account

    async def checkout_url(self, payment_id: UUID) -> str | None:
        """Where the payment is made; opened now if it isn't yet. None once it can't be, or not just now.

        What was opened before may have been paid since, so Stripe is asked.
        """
        async with self.unit_of_work() as db:
            payment = await db.get_one(Payment, payment_id)
            created = payment.status is PaymentStatus.CREATED
            opening = await queries.opening(db, payment_id, held=True) if created else None
            work = None if opening is None else await decided(db, opening)
        if created:
            return await self.opened(payment_id, work)
        if payment.url is not None:
            payment = await self.refresh(payment_id)
        return payment.url

    async def opening(self, db: WriteSession, asked: service.Opening | None) -> Work | None:
        """For `opened`, of a payment that was asked for in this very transaction; None of any other."""
        if asked is None or asked.operation is None:
            return None
        return await decided(db, asked.operation)

    async def opened(self, payment_id: UUID, work: Work | None) -> str | None:
        """The same as `checkout_url`, by what was decided in a transaction that has ended."""
        if answer := await self._performer.performed(work):
            return answer.url
        return (await self._payment(payment_id)).url

    async def onboarding_link(self, account_id: UUID, *, return_url: str, refresh_url: str) -> str:
        """A page of Stripe's where the account's holder answers its questions, for one visit.

        Raises `stripe_unavailable`.
        """
        async with self.unit_of_work() as db:
            asked = await service.onboarding_link(
                db, account_id, return_url=return_url, refresh_url=refresh_url
            )
        answer = await self._performer.perform(asked.id)
        if answer is None or answer.url is None:
            raise rules.StripeUnavailableError
        return answer.url

    async def poll(self) -> None:
        """Have everything looked at that is due: what waits, what no webhook told us, what a crash left."""
        async with self.unit_of_work() as db:
            at = await db.now()
            for payment in await queries.payments_due(db, at):
                payment.next_check_at = rules.next_check(payment.created_at, at)
                await db.defer(service.REFRESH, payment_id=str(payment.id))
            for operation in await queries.operations_due(db, at):
                operation.next_attempt_at = at + rules.QUIET
                await db.defer(service.PERFORM, operation_id=str(operation.id))
            for dispute in await queries.disputes_due(db, at):
                dispute.next_check_at = at + rules.REREAD
                await db.defer(service.FIND_DISPUTES, payment_id=str(dispute.payment_id))
            for account in await queries.accounts_due(db, at):
                account.next_check_at = rules.next_account_check(account.changed_at, at, ready=account.ready)
                await db.defer(service.REFRESH_ACCOUNT, account_id=str(account.id))
            reached("poll.deferred")

    async def _payment(self, payment_id: UUID) -> Payment:
        async with self.unit_of_work() as db:
            return await db.get_one(Payment, payment_id)

    async def _open(self, payment_id: UUID) -> None:
        async with self.unit_of_work() as db:
            opening = await queries.opening(db, payment_id)
        await self.perform(opening.id)

    async def _seen(self, payment: Payment, session_id: str) -> Seen:
        """What Stripe says now; an amount that we could not even write down is put aside like a wrong one."""
        try:
            session, intent = await self._gateway.checkout.with_payment(session_id)
        except UnexpectedAnswerError as error:
            if error.code not in NOT_MONEY_OF_OURS:
                raise
            return Seen(PaymentStatus.QUARANTINED, code=error.code)
        return rules.seen(payment.amount, session, intent)
