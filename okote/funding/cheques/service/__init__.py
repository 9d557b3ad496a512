"""Announce a cheque, receive it, confirm it, hand it over or give it back."""

from okote.funding.cheques.service.announcing import Announcement, announce, enter, withdraw
from okote.funding.cheques.service.keeping import Paper, bank, confirm, on_account_closed, receive
from okote.funding.cheques.service.returning import bounce, give_back
from okote.funding.cheques.service.scanning import add_scan

__all__ = [
    "Announcement",
    "Paper",
    "add_scan",
    "announce",
    "bank",
    "bounce",
    "confirm",
    "enter",
    "give_back",
    "on_account_closed",
    "receive",
    "withdraw",
]
