"""At the deadline: end what is open, wait for what is paid, let the rule decide, carry it out.

Each function is one step in one transaction and finds out by itself whether there is anything to do, so
whichever process comes first does it, and what crashed is taken up again. A step that locks payments
only shares the campaign's row, and one that holds the campaign locks no payment: Stripe's news lock the
payment first and then share the campaign.
"""

from okote.funding.closing.service.deciding import awaited, decide, verdict_on
from okote.funding.closing.service.ending import due, end, expire_open
from okote.funding.closing.service.paying import PURPOSE, on_outcome, pay, retry
from okote.funding.closing.service.reclaiming import (
    on_refunded_at_stripe,
    reclaim,
    refund_ahead,
    refund_reclaimed,
)
from okote.funding.closing.service.recovering import ask_again, on_taken_back, recover
from okote.funding.closing.service.refunding import finish_refunding, give_back
from okote.funding.closing.service.steps import CLOSE, close_soon
from okote.funding.closing.service.undoing import undo

__all__ = [
    "CLOSE",
    "PURPOSE",
    "ask_again",
    "awaited",
    "close_soon",
    "decide",
    "due",
    "end",
    "expire_open",
    "finish_refunding",
    "give_back",
    "on_outcome",
    "on_refunded_at_stripe",
    "on_taken_back",
    "pay",
    "reclaim",
    "recover",
    "refund_ahead",
    "refund_reclaimed",
    "retry",
    "undo",
    "verdict_on",
]
