"""What accountants and administrators do about accounts, payments, and what Stripe says of them."""

from okote.accounting.reconciling.words import KINDS
from okote.accounting.words import PAYMENT_STATES
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

PAYMENT = Subject(
    "payment",
    say("Payment"),
    "/back-office/stripe",
    fields={"status": say("State"), "received_minor": say("Received")},
    words={state.value: name for state, name in PAYMENT_STATES.items()},
)
EVENT = Subject(
    "event",
    say("Message from Stripe"),
    "/back-office/stripe/inbox",
    fields={"remark": say("Remark"), "handled_at": say("Handled")},
    called="type",
)

DIFFERENCE = Subject(
    "difference",
    say("Difference with Stripe"),
    "/back-office/stripe/reconciliation/{}",
    fields={"kind": say("What differs"), "ended_at": say("Ended")},
    words={kind.value: told.name for kind, told in KINDS.items()},
    called="key",
)

NUMBERED = Subject(
    "account",
    say("Account"),
    "/back-office/ledger/chart",
    fields={"number": say("Number"), "label": say("Name")},
    called="family",
)


class AccountingDeed(Deed):
    ACCOUNT_NUMBERED = NUMBERED, say("Numbered an account")
    DIFFERENCE_CLOSED = DIFFERENCE, say("Closed a difference with Stripe")
    PAYMENT_GIVEN_BACK = PAYMENT, say("Gave back a payment that was put aside")
    EVENT_HANDLED_AGAIN = EVENT, say("Had a message from Stripe looked at again")


DEEDS = tuple(AccountingDeed)
