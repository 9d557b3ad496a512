"""Ask a donor where to send what is theirs, have the bank send it, note what the bank did."""

from okote.funding.refunds.service.asking import on_refused, on_superseded, remind, take_up
from okote.funding.refunds.service.naming import PURPOSE, name_account, own
from okote.funding.refunds.service.ordering import drop, file_of, order
from okote.funding.refunds.service.paying import record_paid, send_back

__all__ = [
    "PURPOSE",
    "drop",
    "file_of",
    "name_account",
    "on_refused",
    "on_superseded",
    "order",
    "own",
    "record_paid",
    "remind",
    "send_back",
    "take_up",
]
