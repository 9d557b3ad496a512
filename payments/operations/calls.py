"""How each kind of operation is put to Stripe: made, found again by what we wrote on it, read."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from payments.gateway.checkout import CheckoutRequest
from payments.gateway.errors import RefusedError, TemporaryError
from payments.gateway.gateway import StripeGateway
from payments.gateway.results import (
    Account,
    CheckoutSession,
    CheckoutStatus,
    Payout,
    PayoutStatus,
    Refund,
    RefundStatus,
)
from payments.gateway.transfers import TransferRequest
from payments.money import Money, total
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.rules import ENDED, OperationKind, OperationStatus, Step, key

MARGIN = timedelta(hours=1)
"""Between Stripe's clock and ours, when we look for what was made around a moment."""

REFUNDS = {
    RefundStatus.SUCCEEDED: OperationStatus.SUCCEEDED,
    RefundStatus.FAILED: OperationStatus.FAILED,
    RefundStatus.CANCELED: OperationStatus.FAILED,
}
PAYOUTS = {
    PayoutStatus.PAID: OperationStatus.SUCCEEDED,
    PayoutStatus.FAILED: OperationStatus.FAILED,
    PayoutStatus.CANCELED: OperationStatus.FAILED,
}

ALREADY_REFUNDED = "charge_already_refunded"

Known = TypeVar("Known")


def known(value: Known | None) -> Known:
    """What the constraints on the rows, or an earlier step, have made sure of."""
    if value is None:
        raise LookupError("a row lacks what this call needs")
    return value


@dataclass(frozen=True, slots=True)
class Work:
    """An operation as it stood when its call was decided, with the rows that the call needs.

    `taken` are Stripe's identifiers of what other operations made for the same payment.
    """

    step: Step
    operation: Operation
    payment: Payment | None = None
    account: ConnectedAccount | None = None
    original: Operation | None = None
    taken: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return key(self.operation.kind, self.operation.id, self.operation.key_number)

    @property
    def notes(self) -> dict[str, str]:
        """Written on what Stripe makes, so that it can be found without its key."""
        notes = {"operation_id": str(self.operation.id)}
        return notes | {"payment_id": str(self.payment.id)} if self.payment else notes

    @property
    def account_id(self) -> str:
        """Stripe's identifier of the account; while it is still being made, the call has to wait."""
        if self.account is None or self.account.stripe_id is None:
            raise TemporaryError("account_not_made_yet")
        return self.account.stripe_id

    @property
    def paid(self) -> Payment:
        return known(self.payment)

    @property
    def called(self) -> tuple[datetime, datetime]:
        """Between which moments, by Stripe's clock, a call can have made something."""
        asked_at = self.operation.created_at
        return asked_at - MARGIN, (self.operation.called_at or asked_at) + MARGIN


@dataclass(frozen=True, slots=True)
class Answer:
    """What Stripe said, in an operation's terms, with the object where someone needs more of it."""

    status: OperationStatus
    stripe_id: str | None = None
    code: str | None = None
    session: CheckoutSession | None = None
    account: Account | None = None
    url: str | None = None


class Noted(Protocol):
    @property
    def metadata(self) -> Mapping[str, str]: ...


Thing = TypeVar("Thing", bound=Noted)


async def noted(things: AsyncIterator[Thing], work: Work) -> Thing | None:
    """The one on which this operation wrote its identifier."""
    async for thing in things:
        if thing.metadata.get("operation_id") == str(work.operation.id):
            return thing
    return None


async def open_checkout(gateway: StripeGateway, work: Work) -> Answer:
    payment, details = work.paid, work.operation.details
    request = CheckoutRequest(
        amount=payment.amount,
        title=details["title"],
        on_behalf_of=work.account_id,
        transfer_group=details["transfer_group"],
        client_reference_id=str(payment.id),
        success_url=details["success_url"],
        cancel_url=details["cancel_url"],
        expires_at=payment.expires_at,
        locale=details["locale"],
        statement_suffix=details["statement_suffix"],
        metadata=work.notes,
    )
    return _opened(await gateway.checkout.create(request, idempotency_key=work.key))


async def find_checkout(gateway: StripeGateway, work: Work) -> Answer | None:
    session = await noted(gateway.checkout.created(*work.called), work)
    return None if session is None else _opened(session)


def _opened(session: CheckoutSession) -> Answer:
    return Answer(OperationStatus.SUCCEEDED, session.id, session=session)


async def expire_checkout(gateway: StripeGateway, work: Work) -> Answer:
    """Stripe refuses where it is no longer open, which is as good; one that is still being opened waits."""
    session_id = work.paid.session_id
    if work.paid.status in ENDED:
        return Answer(OperationStatus.SUCCEEDED)
    if session_id is None:
        raise TemporaryError("checkout_not_opened_yet")
    try:
        await gateway.checkout.expire(session_id, idempotency_key=work.key)
    except RefusedError:
        if (await gateway.checkout.retrieve(session_id)).status is CheckoutStatus.OPEN:
            raise
    return Answer(OperationStatus.SUCCEEDED)


async def refund(gateway: StripeGateway, work: Work) -> Answer:
    """What someone has given back by hand at Stripe already is the refund that we ask for."""
    intent_id = known(work.paid.intent_id)
    try:
        made = await gateway.refunds.create(
            intent_id, work.operation.amount, metadata=work.notes, idempotency_key=work.key
        )
    except RefusedError as error:
        if error.code != ALREADY_REFUNDED:
            raise
        refunds = [refund async for refund in gateway.refunds.of_intent(intent_id)]
        by_hand = made_by_hand(refunds, work.operation.amount, work.taken)
        if by_hand is None:
            raise
        return refund_answer(by_hand)
    return refund_answer(made)


def free_refunds(refunds: Iterable[Refund], taken: Collection[str]) -> list[Refund]:
    """Those that gave money back, or will, and that none of our operations made or bears."""
    return [
        refund
        for refund in refunds
        if REFUNDS.get(refund.status) is not OperationStatus.FAILED
        and "operation_id" not in refund.metadata
        and refund.id not in taken
    ]


def made_by_hand(refunds: Iterable[Refund], amount: Money, taken: Collection[str]) -> Refund | None:
    """The one of this amount; where only all of them together come to it, the first stands for them."""
    free = free_refunds(refunds, taken)
    whole = free if total([refund.amount for refund in free], amount.currency) == amount else []
    return next(iter([refund for refund in free if refund.amount == amount] or whole), None)


async def find_refund(gateway: StripeGateway, work: Work) -> Answer | None:
    found = await noted(gateway.refunds.of_intent(known(work.paid.intent_id)), work)
    return None if found is None else refund_answer(found)


async def read_refund(gateway: StripeGateway, work: Work) -> Answer:
    return refund_answer(await gateway.refunds.retrieve(known(work.operation.stripe_id)))


def refund_answer(refund: Refund) -> Answer:
    status = REFUNDS.get(refund.status, OperationStatus.PENDING)
    why = refund.waits_for if status is OperationStatus.PENDING else refund.failure
    return Answer(status, refund.id, why or _code(status, refund.status))


async def create_account(gateway: StripeGateway, work: Work) -> Answer:
    details = work.operation.details
    account = await gateway.accounts.create(
        name=details["name"],
        email=details["email"],
        statement_prefix=details["statement_prefix"],
        metadata=work.notes,
        idempotency_key=work.key,
    )
    return _account(account)


async def find_account(gateway: StripeGateway, work: Work) -> Answer | None:
    account = await noted(gateway.accounts.created(*work.called), work)
    return None if account is None else _account(account)


def _account(account: Account) -> Answer:
    return Answer(OperationStatus.SUCCEEDED, account.id, account=account)


async def onboarding_link(gateway: StripeGateway, work: Work) -> Answer:
    details = work.operation.details
    link = await gateway.accounts.link(
        work.account_id,
        return_url=details["return_url"],
        refresh_url=details["refresh_url"],
        idempotency_key=work.key,
    )
    return Answer(OperationStatus.SUCCEEDED, url=link.url)


async def transfer(gateway: StripeGateway, work: Work) -> Answer:
    request = TransferRequest(
        amount=work.operation.amount,
        destination=work.account_id,
        transfer_group=work.operation.details["transfer_group"],
        source_transaction=work.payment.charge_id if work.payment else None,
        metadata=work.notes,
    )
    made = await gateway.transfers.create(request, idempotency_key=work.key)
    return Answer(OperationStatus.SUCCEEDED, made.id)


async def find_transfer(gateway: StripeGateway, work: Work) -> Answer | None:
    found = await noted(gateway.transfers.of_group(work.operation.details["transfer_group"]), work)
    return None if found is None else Answer(OperationStatus.SUCCEEDED, found.id)


async def reverse_transfer(gateway: StripeGateway, work: Work) -> Answer:
    made = await gateway.transfers.reverse(
        known(known(work.original).stripe_id),
        work.operation.amount,
        metadata=work.notes,
        idempotency_key=work.key,
    )
    return Answer(OperationStatus.SUCCEEDED, made.id)


async def find_reversal(gateway: StripeGateway, work: Work) -> Answer | None:
    found = await noted(gateway.transfers.reversals(known(known(work.original).stripe_id)), work)
    return None if found is None else Answer(OperationStatus.SUCCEEDED, found.id)


async def pay_out(gateway: StripeGateway, work: Work) -> Answer:
    made = await gateway.payouts.create(
        work.account_id, work.operation.amount, metadata=work.notes, idempotency_key=work.key
    )
    return _payout(made)


async def find_payout(gateway: StripeGateway, work: Work) -> Answer | None:
    found = await noted(gateway.payouts.created(work.account_id, *work.called), work)
    return None if found is None else _payout(found)


async def read_payout(gateway: StripeGateway, work: Work) -> Answer:
    return _payout(await gateway.payouts.retrieve(work.account_id, known(work.operation.stripe_id)))


def _payout(payout: Payout) -> Answer:
    status = PAYOUTS.get(payout.status, OperationStatus.PENDING)
    return Answer(status, payout.id, payout.failure or _code(status, payout.status))


def _code(status: OperationStatus, said: str) -> str | None:
    return said if status is OperationStatus.FAILED else None


async def nothing(_gateway: StripeGateway, _work: Work) -> Answer | None:
    """What may be done twice without harm is not looked for."""
    return None


Call = Callable[[StripeGateway, Work], Awaitable[Answer | None]]

CALLS: Mapping[tuple[OperationKind, Step], Call] = {
    (OperationKind.OPEN_CHECKOUT, Step.MAKE): open_checkout,
    (OperationKind.OPEN_CHECKOUT, Step.FIND): find_checkout,
    (OperationKind.EXPIRE_CHECKOUT, Step.MAKE): expire_checkout,
    (OperationKind.EXPIRE_CHECKOUT, Step.FIND): nothing,
    (OperationKind.REFUND, Step.MAKE): refund,
    (OperationKind.REFUND, Step.FIND): find_refund,
    (OperationKind.REFUND, Step.READ): read_refund,
    (OperationKind.CREATE_ACCOUNT, Step.MAKE): create_account,
    (OperationKind.CREATE_ACCOUNT, Step.FIND): find_account,
    (OperationKind.ONBOARDING_LINK, Step.MAKE): onboarding_link,
    (OperationKind.ONBOARDING_LINK, Step.FIND): nothing,
    (OperationKind.TRANSFER, Step.MAKE): transfer,
    (OperationKind.TRANSFER, Step.FIND): find_transfer,
    (OperationKind.REVERSE_TRANSFER, Step.MAKE): reverse_transfer,
    (OperationKind.REVERSE_TRANSFER, Step.FIND): find_reversal,
    (OperationKind.PAY_OUT, Step.MAKE): pay_out,
    (OperationKind.PAY_OUT, Step.FIND): find_payout,
    (OperationKind.PAY_OUT, Step.READ): read_payout,
}


async def ask(gateway: StripeGateway, work: Work) -> Answer | None:
    """Stripe's answer; None where we looked for what does not exist."""
    return await CALLS[work.operation.kind, work.step](gateway, work)
