"""Give, take back, and learn from Stripe what became of it."""

from okote.funding.pledges.service.giving import (
    CHECKOUT_OPEN_FOR,
    PURPOSE,
    UNPAID,
    Gift,
    give,
    transfer_group,
)
from okote.funding.pledges.service.outcomes import on_outcome
from okote.funding.pledges.service.returning import ask_again, cancel, give_back, may_cancel
from okote.funding.pledges.service.rows import held

__all__ = [
    "CHECKOUT_OPEN_FOR",
    "PURPOSE",
    "UNPAID",
    "Gift",
    "ask_again",
    "cancel",
    "give",
    "give_back",
    "held",
    "may_cancel",
    "on_outcome",
    "transfer_group",
]
