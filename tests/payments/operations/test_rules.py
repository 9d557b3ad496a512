"""How payments and operations may move on, and when Stripe may be asked what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.gateway.errors import Refusal, RefusedError, TemporaryError, UnexpectedAnswerError
from payments.gateway.results import (
    BalanceTransaction,
    Charge,
    CheckoutPayment,
    CheckoutSession,
    CheckoutStatus,
    IntentStatus,
    PaymentIntent,
)
from payments.money import Money, total
from payments.operations import rules
from payments.operations.calls import known
from payments.operations.rules import (
    ENDED,
    NotRefundableError,
    NotReversibleError,
    OperationKind,
    OperationStatus,
    PaymentStatus,
    Seen,
    Step,
    Verdict,
)

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
DUE = Money.of("20.00")
FEE = Money.of("0.55")


def session(status=CheckoutStatus.COMPLETE, amount=DUE):
    return CheckoutSession(
        id="cs_1",
        status=status,
        payment=CheckoutPayment.PAID,
        amount=amount,
        url=None,
        intent_id="pi_1",
        metadata={},
        created=AT,
        expires_at=AT,
        livemode=False,
    )


def line(amount=DUE):
    return BalanceTransaction(
        id="txn_1",
        type="charge",
        amount=amount,
        fee=FEE,
        net=amount - FEE,
        source="ch_1",
        created=AT,
    )


def charge(amount=DUE, transaction=None):
    return Charge(
        id="ch_1",
        created=AT,
        amount=amount,
        refunded=Money(0),
        paid=True,
        disputed=False,
        transaction=transaction,
    )


def intent(status=IntentStatus.SUCCEEDED, received=DUE, charge=None, failure=None):
    return PaymentIntent(
        id="pi_1",
        status=status,
        amount=DUE,
        received=received,
        charge=charge,
        failure=failure,
        transfer_group=None,
        metadata={},
        livemode=False,
    )


WRONG = Money.of("19.99")
QUARANTINED = Seen(
    PaymentStatus.QUARANTINED, "pi_1", "ch_1", code="amount_differs", charged_at=AT, received=DUE
)


@pytest.mark.parametrize(
    ("checkout", "payment", "expected"),
    [
        (session(CheckoutStatus.OPEN), None, Seen(PaymentStatus.OPEN, "pi_1")),
        (session(CheckoutStatus.OPEN, WRONG), intent(), Seen(PaymentStatus.OPEN, "pi_1")),
        (session(CheckoutStatus.EXPIRED), None, Seen(PaymentStatus.EXPIRED, "pi_1")),
        (session(), None, Seen(PaymentStatus.QUARANTINED, code="no_payment_intent")),
        (session(), intent(IntentStatus.PROCESSING), Seen(PaymentStatus.PROCESSING, "pi_1")),
        (session(), intent(IntentStatus.REQUIRES_CAPTURE), Seen(PaymentStatus.PROCESSING, "pi_1")),
        (
            session(),
            intent(IntentStatus.REQUIRES_PAYMENT_METHOD, failure="card_declined"),
            Seen(PaymentStatus.FAILED, "pi_1", code="card_declined"),
        ),
        (session(), intent(IntentStatus.CANCELED), Seen(PaymentStatus.FAILED, "pi_1", code="canceled")),
        (session(), intent(), Seen(PaymentStatus.PROCESSING, "pi_1")),
        (
            session(),
            intent(charge=charge()),
            Seen(PaymentStatus.PROCESSING, "pi_1", "ch_1", charged_at=AT, received=DUE),
        ),
        (
            session(),
            intent(charge=charge(transaction=line())),
            Seen(PaymentStatus.PAID, "pi_1", "ch_1", FEE, charged_at=AT, received=DUE),
        ),
        (session(amount=WRONG), intent(charge=charge(transaction=line())), QUARANTINED),
        (session(), intent(received=WRONG, charge=charge(transaction=line())), QUARANTINED),
        (session(), intent(received=WRONG, charge=charge()), QUARANTINED),
        (session(), intent(charge=charge(WRONG, line())), replace(QUARANTINED, received=WRONG)),
        (session(), intent(charge=charge(transaction=line(WRONG))), QUARANTINED),
    ],
)
def test_what_stripe_says_of_a_payment(checkout, payment, expected):
    assert rules.seen(DUE, checkout, payment) == expected


@pytest.mark.parametrize(
    ("current", "told", "expected"),
    [
        ("created", "open", "open"),
        ("created", "failed", "failed"),
        ("open", "processing", "processing"),
        ("open", "paid", "paid"),
        ("open", "expired", "expired"),
        ("processing", "open", "processing"),
        ("processing", "failed", "failed"),
        ("paid", "open", "paid"),
        ("paid", "failed", "paid"),
        ("paid", "quarantined", "paid"),
        ("failed", "open", "failed"),
        ("failed", "expired", "failed"),
        ("failed", "paid", "quarantined"),
        ("expired", "paid", "quarantined"),
        ("expired", "quarantined", "quarantined"),
        ("quarantined", "paid", "quarantined"),
    ],
)
def test_a_payment_never_goes_back(current, told, expected):
    assert rules.advanced(PaymentStatus(current), PaymentStatus(told)) is PaymentStatus(expected)


@given(told=st.lists(st.sampled_from(PaymentStatus), max_size=8))
def test_whatever_is_told_a_payment_ends_once_and_is_credited_at_most_once(told):
    states = [PaymentStatus.CREATED]
    for status in told:
        states.append(rules.advanced(states[-1], status))

    changes = [after for before, after in pairwise(states) if after is not before]
    assert len(changes) == len(set(changes))
    assert changes.count(PaymentStatus.PAID) <= 1
    ends = [status for status in changes if status in ENDED]
    assert len(ends) <= 1 or (ends[0] in rules.UNPAID and ends[1:] == [PaymentStatus.QUARANTINED])


def test_news_of_a_payment_lead_to_the_same_end_in_any_order():
    news = [PaymentStatus.OPEN, PaymentStatus.PROCESSING, PaymentStatus.PAID]
    for order in permutations(news):
        status = PaymentStatus.CREATED
        for told in order:
            status = rules.advanced(status, told)
        assert status is PaymentStatus.PAID


@pytest.mark.parametrize(
    ("kind", "current", "told", "expected"),
    [
        ("refund", "waiting", "pending", "pending"),
        ("refund", "waiting", "succeeded", "succeeded"),
        ("refund", "pending", "waiting", "pending"),
        ("refund", "pending", "failed", "failed"),
        ("refund", "succeeded", "pending", "succeeded"),
        ("refund", "succeeded", "failed", "failed"),
        ("pay_out", "succeeded", "failed", "failed"),
        ("transfer", "succeeded", "failed", "succeeded"),
        ("refund", "failed", "succeeded", "failed"),
    ],
)
def test_an_operation_never_goes_back_but_a_bank_may_revoke(kind, current, told, expected):
    moved = rules.moved_on(OperationKind(kind), OperationStatus(current), OperationStatus(told))

    assert moved is OperationStatus(expected)


@pytest.mark.parametrize(
    ("kind", "status", "settled"),
    [
        ("refund", "waiting", False),
        ("refund", "pending", False),
        ("refund", "succeeded", False),
        ("refund", "failed", True),
        ("transfer", "succeeded", True),
        ("transfer", "failed", True),
        ("open_checkout", "succeeded", True),
    ],
)
def test_what_may_still_change_is_asked_about(kind, status, settled):
    assert rules.is_settled(OperationKind(kind), OperationStatus(status)) is settled


def test_a_row_that_lacks_what_a_call_needs_is_our_mistake():
    assert known("pi_1") == "pi_1"
    with pytest.raises(LookupError):
        known(None)


def test_the_key_is_the_rows():
    operation = UUID("0192b0c4-e7d4-7000-8000-000000000001")

    assert rules.key(OperationKind.REFUND, operation, 0) == f"refund:{operation}:0"
    assert rules.key(OperationKind.REFUND, operation, 1) != rules.key(OperationKind.REFUND, operation, 0)


HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("made", "doubtful", "key_age", "quiet_for", "expected"),
    [
        (True, False, 0 * HOURS, 0 * HOURS, Step.READ),
        (True, True, 99 * HOURS, 99 * HOURS, Step.READ),
        (False, False, None, None, Step.MAKE),
        (False, False, 0 * HOURS, 0 * HOURS, Step.MAKE),
        (False, False, 22 * HOURS, 1 * HOURS, Step.MAKE),
        (False, False, 23 * HOURS, 1 * HOURS, Step.FIND),
        (False, False, 99 * HOURS, timedelta(minutes=5), Step.FIND),
        (False, False, 99 * HOURS, timedelta(minutes=4), None),
        (False, True, 0 * HOURS, 0 * HOURS, Step.FIND),
    ],
)
def test_nothing_is_made_twice_because_a_key_was_forgotten(made, doubtful, key_age, quiet_for, expected):
    step = rules.next_step(
        made=made,
        doubtful=doubtful,
        key_since=None if key_age is None else AT - key_age,
        called_at=None if quiet_for is None else AT - quiet_for,
        at=AT,
    )

    assert step is expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"called_at": AT - timedelta(minutes=5)}, True),
        ({"called_at": AT - timedelta(minutes=4)}, False),
        ({"key_since": AT - timedelta(days=2)}, False),
        ({"doubtful": True}, False),
        ({"status": OperationStatus.PENDING}, False),
        ({"status": OperationStatus.SUCCEEDED}, False),
    ],
)
def test_only_what_nothing_can_have_come_of_is_idle(changed, expected):
    waits = {"status": OperationStatus.WAITING, "key_since": None, "doubtful": False, "called_at": None}
    assert rules.is_idle(**(waits | changed), at=AT) is expected


INSUFFICIENT = RefusedError("balance_insufficient", refusal=Refusal.INVALID)
INVALID = RefusedError("parameter_invalid", refusal=Refusal.INVALID)
NOT_ALLOWED = RefusedError("invalid_request_error", refusal=Refusal.PERMISSION)
OTHER_FORM = RefusedError("idempotency_error", refusal=Refusal.IDEMPOTENCY)


@pytest.mark.parametrize(
    ("step", "error", "waits", "expected"),
    [
        ("make", INVALID, True, Verdict.REFUSED),
        ("find", INVALID, True, Verdict.AGAIN),
        ("read", INVALID, True, Verdict.AGAIN),
        ("make", NOT_ALLOWED, True, Verdict.AGAIN),
        ("make", OTHER_FORM, False, Verdict.DOUBTFUL),
        ("make", INSUFFICIENT, True, Verdict.SHORT_OF_MONEY),
        ("make", INSUFFICIENT, False, Verdict.REFUSED),
        ("make", TemporaryError("api_error"), False, Verdict.AGAIN),
        ("make", TemporaryError("rate_limit", rate_limited=True), False, Verdict.AGAIN),
        ("make", TemporaryError("api_error", replayed=True), False, Verdict.DOUBTFUL),
        ("make", UnexpectedAnswerError("state_unknown"), False, Verdict.AGAIN),
    ],
)
def test_what_a_call_without_an_answer_means(step, error, waits, expected):
    assert rules.verdict(Step(step), error, waits=waits) is expected


@pytest.mark.parametrize(
    ("kind", "drawn", "waits"),
    [
        ("refund", True, True),
        ("transfer", False, True),
        ("transfer", True, False),
        ("pay_out", False, True),
        ("reverse_transfer", False, False),
    ],
)
def test_what_a_balance_may_cover_tomorrow_waits(kind, drawn, waits):
    assert rules.waits_for_money(OperationKind(kind), drawn_on_payment=drawn) is waits


def test_the_wait_doubles_up_to_an_hour():
    waits = [rules.wait(Verdict.AGAIN, failures).total_seconds() for failures in range(1, 13)]

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert rules.wait(Verdict.DOUBTFUL, 10_000) == timedelta(hours=1)
    assert rules.wait(Verdict.SHORT_OF_MONEY, 1) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "waits"),
    [
        (timedelta(), timedelta(seconds=15)),
        (timedelta(seconds=40), timedelta(seconds=40)),
        (timedelta(hours=5), timedelta(minutes=15)),
    ],
)
def test_what_no_webhook_tells_is_looked_at_ever_less_often(age, waits):
    assert rules.next_check(AT - age, AT) == AT + waits
    assert rules.next_account_check(AT - age, AT, ready=False) == AT + waits
    assert rules.next_account_check(AT - age, AT, ready=True) == AT + timedelta(days=1)


amounts = st.integers(1, 10_000).map(Money)


@given(paid=amounts, asked=st.lists(amounts | st.none(), max_size=12))
def test_refunds_never_exceed_what_was_paid(paid, asked):
    refunds: list[Money] = []
    for amount in asked:
        left = paid - total(refunds)
        if Money(0) < (left if amount is None else amount) <= left:
            refunds.append(rules.refundable(paid, refunds, amount))
        else:
            with pytest.raises(NotRefundableError) as refused:
                rules.refundable(paid, refunds, amount)
            assert refused.value.parameters["left"] == left

    assert total(refunds) <= paid
    assert None not in asked or total(refunds) == paid


def test_where_nothing_came_nothing_is_refunded():
    with pytest.raises(NotRefundableError) as refused:
        rules.refundable(Money(0), [], None)

    assert refused.value.parameters == {"amount": Money(0), "left": Money(0)}


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "20.01"])
def test_a_refund_is_positive_and_within_what_is_left(amount):
    with pytest.raises(NotRefundableError):
        rules.refundable(DUE, [], Money.of(amount))


@pytest.mark.parametrize(
    ("reversed_before", "asked", "expected"),
    [
        ([], None, "18.00"),
        (["5.00"], None, "13.00"),
        (["5.00"], "13.00", "13.00"),
        (["5.00"], "13.01", None),
        (["5.00", "13.00"], None, None),
        ([], "0.00", None),
        ([], "-1.00", None),
    ],
)
def test_reversals_never_exceed_what_was_transferred(reversed_before, asked, expected):
    sent, taken = Money.of("18.00"), [Money.of(amount) for amount in reversed_before]
    amount = None if asked is None else Money.of(asked)

    if expected is None:
        with pytest.raises(NotReversibleError) as refused:
            rules.reversible(OperationStatus.SUCCEEDED, sent, taken, amount)
        assert refused.value.parameters["left"] == sent - total(taken)
    else:
        assert rules.reversible(OperationStatus.SUCCEEDED, sent, taken, amount) == Money.of(expected)


def test_only_what_was_transferred_is_reversed():
    with pytest.raises(NotReversibleError):
        rules.reversible(OperationStatus.WAITING, DUE, [], None)
