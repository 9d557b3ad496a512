"""What accountants read for the states and reasons that payments keep as codes."""

from collections.abc import Mapping
from typing import Any

from okote.platform.i18n import say
from payments.inbox.rules import Remark
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus

PAYMENT_STATES: Mapping[PaymentStatus, str] = {
    PaymentStatus.CREATED: say("being prepared"),
    PaymentStatus.OPEN: say("waits for the payer"),
    PaymentStatus.PROCESSING: say("payment under way"),
    PaymentStatus.PAID: say("paid"),
    PaymentStatus.FAILED: say("payment refused"),
    PaymentStatus.EXPIRED: say("page closed unpaid"),
    PaymentStatus.QUARANTINED: say("put aside"),
}

OPERATIONS: Mapping[OperationKind, str] = {
    OperationKind.OPEN_CHECKOUT: say("Open a payment page"),
    OperationKind.EXPIRE_CHECKOUT: say("Close a payment page"),
    OperationKind.REFUND: say("Refund"),
    OperationKind.CREATE_ACCOUNT: say("Open an account at Stripe"),
    OperationKind.ONBOARDING_LINK: say("Ask a holder for its details"),
    OperationKind.TRANSFER: say("Transfer to a holder"),
    OperationKind.REVERSE_TRANSFER: say("Take a transfer back"),
    OperationKind.PAY_OUT: say("Payout to a bank"),
}

OPERATION_STATES: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: say("waits for Stripe"),
    OperationStatus.PENDING: say("under way at Stripe"),
    OperationStatus.SUCCEEDED: say("done"),
    OperationStatus.FAILED: say("failed"),
}

REMARKS: Mapping[Remark, str] = {
    Remark.UNKNOWN_TYPE: say("We do not know this kind of message."),
    Remark.UNKNOWN_OBJECT: say("It is about nothing of ours."),
}

REASONS: Mapping[str, str] = {
    "amount_differs": say("Another amount came than was asked."),
    "currency_unknown": say("It came in another currency: give it back in Stripe’s own pages."),
    "no_payment_intent": say("Stripe shows no payment for it."),
    "paid_after_end": say("It was paid after its end."),
    "charge_disputed": say("The payer disputes it with their bank: it is not refunded meanwhile."),
    "not_transferred": say("Nothing was transferred to the holder: it is to pay in another way."),
    "not_reversible": say("Less is left of the transfer to the holder: it is to pay in another way."),
    "refunded_in_part_at_stripe": say("A part of it was given back in Stripe’s own pages."),
    "balance_insufficient": say("There is not enough money at Stripe yet; it is tried again every hour."),
    "insufficient_funds": say("There is not enough money at Stripe yet; Stripe goes on by itself."),
    "charge_already_refunded": say("It had been given back in Stripe’s own pages, with other amounts."),
    "transfer_returned": say("The account that the donor named did not take the transfer."),
    "expired_or_canceled_card": say("The card has expired or was cancelled."),
    "lost_or_stolen_card": say("The card was lost or stolen."),
    "declined": say("The bank refused it."),
    "unknown": say("The bank did not say why."),
    "account_closed": say("The bank account is closed."),
    "account_not_made_yet": say("The account at Stripe is still being opened."),
    "no_answer": say("Stripe did not answer; it is tried again."),
    "rate_limit": say("Stripe asked us to slow down; it is tried again."),
    "processing": say("The bank takes its time."),
}
"""Those that an accountant can act on or wait for; others are shown as Stripe calls them."""

CONTEXT: Mapping[str, Any] = {
    "payment_states": PAYMENT_STATES,
    "operations": OPERATIONS,
    "operation_states": OPERATION_STATES,
    "reasons": REASONS,
}
"""For templates: an enum's member is its code too."""
