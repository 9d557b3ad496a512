"""Which of our rows an event is about."""

from uuid import UUID

import pytest

from payments.inbox import rules
from payments.inbox.rules import News, Target

PAYMENT = UUID("0192b0c4-e7d4-7000-8000-000000000001")
OPERATION = UUID("0192b0c4-e7d4-7000-8000-000000000002")
NOTES = {"payment_id": str(PAYMENT), "operation_id": str(OPERATION)}


@pytest.mark.parametrize(
    ("event_type", "target"),
    [
        ("checkout.session.completed", Target.PAYMENT),
        ("checkout.session.async_payment_failed", Target.PAYMENT),
        ("checkout.session.expired", Target.PAYMENT),
        ("payment_intent.succeeded", Target.PAYMENT),
        ("charge.updated", Target.PAYMENT),
        ("charge.refunded", Target.RETURNS),
        ("charge.refund.updated", Target.OPERATION),
        ("refund.failed", Target.OPERATION),
        ("transfer.reversed", Target.OPERATION),
        ("payout.failed", Target.OPERATION),
        ("account.updated", Target.ACCOUNT),
        ("account.external_account.created", Target.ACCOUNT),
        ("capability.updated", Target.ACCOUNT),
        ("person.updated", Target.ACCOUNT),
        ("balance.available", Target.NOTHING),
        ("charge.dispute.created", Target.DISPUTES),
        ("radar.early_fraud_warning.created", Target.DISPUTES),
        ("account.application.deauthorized", Target.ACCOUNT),
        ("invoice.paid", None),
    ],
)
def test_a_type_says_what_to_ask_again(event_type, target):
    assert rules.target(event_type) is target


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"object": "checkout.session", "id": "cs_1", "payment_intent": "pi_1", "metadata": NOTES},
            News("checkout.session", "cs_1", "pi_1", None, PAYMENT, OPERATION),
        ),
        (
            {"object": "payment_intent", "id": "pi_1", "metadata": {}},
            News("payment_intent", "pi_1", "pi_1", None, None, None),
        ),
        (
            {"object": "charge", "id": "ch_1", "payment_intent": "pi_1", "metadata": None},
            News("charge", "ch_1", "pi_1", None, None, None),
        ),
        (
            {"object": "refund", "id": "re_1", "payment_intent": {"id": "pi_1"}, "metadata": NOTES},
            News("refund", "re_1", None, None, PAYMENT, OPERATION),
        ),
        (
            {"object": "account", "id": "acct_1", "metadata": {"payment_id": "42"}},
            News("account", "acct_1", None, "acct_1", None, None),
        ),
        ({"object": "balance"}, News("balance", None, None, None, None, None)),
    ],
)
def test_an_event_names_its_object_and_what_we_wrote_on_it(event, expected):
    assert rules.news({"data": {"object": event}}) == expected


def test_the_account_is_named_beside_what_belongs_to_it():
    event = {"account": "acct_1", "data": {"object": {"object": "capability", "id": "transfers"}}}

    assert rules.news(event) == News("capability", "transfers", None, "acct_1", None, None)
