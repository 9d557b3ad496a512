"""Money on to whom it is for: transferred, taken back, paid out; what lacks money waits for it."""

import pytest

from payments.money import Money
from payments.operations import service
from payments.operations.outcomes import (
    PayoutFailed,
    PayoutPaid,
    TransferFailed,
    TransferReversalFailed,
    TransferReversed,
    TransferSucceeded,
)
from payments.operations.rules import NotPaidError, NotReversibleError, OperationStatus
from payments.tables import uuid7

AVAILABLE_AT_ONCE = "4000000000000077"
GROUP = "campaign:1"


@pytest.fixture
async def account(office):
    return await office.account()


async def transferred(office, account, amount="18.00", **named):
    """A transfer, performed."""
    about = {
        "purpose": "payout",
        "subject": uuid7(),
        "account_id": account.id,
        "amount": Money.of(amount),
        "transfer_group": GROUP,
    }
    transfer = await office.ask(service.transfer, **about | named)
    await office.desk.perform(transfer.id)
    return await office.operation(transfer)


async def paid_out(office, account, amount):
    payout = await office.ask(
        service.pay_out, purpose="payout", subject=uuid7(), account_id=account.id, amount=Money.of(amount)
    )
    await office.desk.perform(payout.id)
    return await office.operation(payout)


async def test_a_transfer_of_a_payment_needs_no_balance(office, account):
    payment = await office.paid(account=account)

    transfer = await transferred(office, account, payment_id=payment.id)

    [told] = office.outcomes(transfer.subject)
    assert told == TransferSucceeded(
        book=office.book,
        purpose="payout",
        subject=transfer.subject,
        at=transfer.ended_at,
        operation_id=transfer.id,
        stripe_id=transfer.stripe_id,
        account_id=account.id,
        amount=Money.of("18.00"),
    )
    at_stripe = await office.stripe.gateway.transfers.retrieve(transfer.stripe_id)
    assert (at_stripe.amount, at_stripe.destination) == (Money.of("18.00"), account.stripe_id)
    wire = await office.stripe.control.get(f"objects/{transfer.stripe_id}")
    assert wire["source_transaction"] == payment.charge_id


async def test_nothing_is_drawn_on_what_was_not_paid(office, account):
    payment = await office.open(account=account)

    with pytest.raises(NotPaidError):
        await transferred(office, account, payment_id=payment.id)


async def test_more_than_the_payment_is_refused_for_good(office, account):
    payment = await office.paid("20.00", account=account)

    transfer = await transferred(office, account, "20.01", payment_id=payment.id)

    [told] = office.outcomes(transfer.subject)
    assert (type(told), told.code, told.account_id) == (TransferFailed, transfer.code, account.id)


async def test_what_the_balance_does_not_cover_waits_until_it_does(office, account):
    transfer = await transferred(office, account)
    assert (transfer.status, transfer.code) == (OperationStatus.WAITING, "balance_insufficient")
    assert transfer.next_attempt_at - transfer.called_at >= service.rules.MOST_WAIT
    assert office.outcomes(transfer.subject) == []

    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    await office.desk.perform(transfer.id)

    assert [type(told) for told in office.outcomes(transfer.subject)] == [TransferSucceeded]


async def test_a_transfer_is_taken_back_in_parts_up_to_the_whole(office, account):
    payment = await office.paid(account=account)
    transfer = await transferred(office, account, payment_id=payment.id)

    for amount in (Money.of("5.00"), None):
        reversal = await office.ask(service.reverse_transfer, transfer.id, reason="dispute", amount=amount)
        await office.desk.perform(reversal.id)

    with pytest.raises(NotReversibleError):
        await office.ask(service.reverse_transfer, transfer.id, reason="dispute", amount=Money(1))
    first, second = office.outcomes(transfer.subject)[1:]
    assert (type(first), first.amount, first.reverses) == (TransferReversed, Money.of("5.00"), transfer.id)
    assert second.amount == Money.of("13.00")
    at_stripe = await office.stripe.control.get(f"objects/{transfer.stripe_id}")
    assert at_stripe["amount_reversed"] == 1800


async def test_what_the_account_has_spent_cannot_be_taken_back(office, account):
    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    transfer = await transferred(office, account)
    payout = await paid_out(office, account, "18.00")
    await office.stripe.control.post(f"payouts/{payout.stripe_id}/arrive")

    reversal = await office.ask(service.reverse_transfer, transfer.id, reason="dispute")
    await office.desk.perform(reversal.id)

    told = office.outcomes(transfer.subject)[-1]
    assert (type(told), told.reverses) == (TransferReversalFailed, transfer.id)


async def test_only_transfers_are_reversed(office, account):
    payout = await paid_out(office, account, "1.00")

    with pytest.raises(ValueError, match="no transfer"):
        await office.ask(service.reverse_transfer, payout.id, reason="dispute")


async def test_an_interrupted_reversal_is_found_again(office, account):
    payment = await office.paid(account=account)
    transfer = await transferred(office, account, payment_id=payment.id)
    reversal = await office.ask(service.reverse_transfer, transfer.id, reason="dispute")
    async with office.misbehaving(server_error_after=1.0):
        await office.desk.perform(reversal.id)
        await office.desk.perform(reversal.id)

    await office.desk.perform(reversal.id)

    assert (await office.operation(reversal)).status is OperationStatus.SUCCEEDED
    at_stripe = await office.stripe.control.get(f"objects/{transfer.stripe_id}")
    assert at_stripe["amount_reversed"] == 1800


async def test_a_payout_is_told_when_the_bank_has_it(office, account):
    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    await transferred(office, account)

    payout = await paid_out(office, account, "18.00")
    assert (payout.status, office.outcomes(payout.subject)) == (OperationStatus.PENDING, [])
    await office.stripe.control.post(f"payouts/{payout.stripe_id}/arrive")
    await office.desk.perform(payout.id)

    assert [(type(told), told.amount) for told in office.outcomes(payout.subject)] == [
        (PayoutPaid, Money.of("18.00"))
    ]


async def test_a_payout_may_fail_after_it_was_paid(office, account):
    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    await transferred(office, account)
    payout = await paid_out(office, account, "18.00")
    await office.stripe.control.post(f"payouts/{payout.stripe_id}/arrive")
    await office.desk.perform(payout.id)

    await office.stripe.control.post(f"payouts/{payout.stripe_id}/fail", code="account_closed")
    await office.desk.perform(payout.id)

    told = office.outcomes(payout.subject)
    assert [type(one) for one in told] == [PayoutPaid, PayoutFailed]
    assert (told[1].code, told[1].revoked) == ("account_closed", True)


async def test_a_payout_waits_for_money_that_is_not_available_yet(office, account):
    payment = await office.paid(account=account)
    await transferred(office, account, payment_id=payment.id)

    payout = await paid_out(office, account, "18.00")
    assert (payout.status, payout.code) == (OperationStatus.WAITING, "balance_insufficient")
    await office.pass_time(days=8)
    await office.desk.perform(payout.id)

    assert (await office.operation(payout)).status is OperationStatus.PENDING


async def test_an_interrupted_transfer_is_found_again_after_a_day(office, account):
    payment = await office.paid("40.00", AVAILABLE_AT_ONCE, account=account)
    async with office.misbehaving(timeout_after=1.0):
        transfer = await transferred(office, account)
        assert transfer.status is OperationStatus.WAITING

    await office.pass_time(hours=25)
    await office.desk.perform(transfer.id)

    assert [type(told) for told in office.outcomes(transfer.subject)] == [TransferSucceeded]
    balance = await office.stripe.gateway.balances.retrieve()
    assert balance.available == Money.of("40.00") - payment.fee - Money.of("18.00")


async def test_an_interrupted_payout_is_found_again_after_a_day(office, account):
    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    await transferred(office, account)
    async with office.misbehaving(timeout_after=1.0):
        payout = await paid_out(office, account, "9.00")

    await office.pass_time(hours=25)
    await office.desk.perform(payout.id)

    assert (await office.operation(payout)).stripe_id
    balance = await office.stripe.gateway.balances.retrieve(account.stripe_id)
    assert balance.available == Money.of("9.00")
