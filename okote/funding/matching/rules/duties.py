"""What is left to a partner of a call for funds, until its money has come."""

from datetime import date
from enum import StrEnum


class Duty(StrEnum):
    PAY = "pay"
    PAY_AT_ONCE = "pay_at_once"
    """Its day has passed."""


def duty(due: date, received_on: date | None, *, proven: bool, today: date) -> Duty | None:
    """Nothing from the proof on: accountants then look whether the money came."""
    if proven or received_on is not None:
        return None
    return Duty.PAY_AT_ONCE if today > due else Duty.PAY
