"""Give, hide, take back, and learn from Stripe what became of it."""

from okote.funding.pledges.service.giving import PURPOSE, PledgeDetails, give, transfer_group
from okote.funding.pledges.service.hiding import hide, hide_for, on_account_closed
from okote.funding.pledges.service.outcomes import on_outcome
from okote.funding.pledges.service.returning import ask_again, cancel, give_back, give_back_for

__all__ = [
    "PURPOSE",
    "PledgeDetails",
    "ask_again",
    "cancel",
    "give",
    "give_back",
    "give_back_for",
    "hide",
    "hide_for",
    "on_account_closed",
    "on_outcome",
    "transfer_group",
]
