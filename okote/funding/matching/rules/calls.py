"""When a partner who was called for its money must have paid it."""

from datetime import date, timedelta
from enum import StrEnum

FUNDS_DUE = timedelta(days=60)
"""A public partner pays a subsidy within 60 days (law 2021-875, art. 10); we ask the same of all."""


class FundsCallStatus(StrEnum):
    """Where a partner's payment stands, "hors plateforme"."""

    CALLED = "called"
    LATE = "late"
    RECEIVED = "received"
    CALLED_OFF = "called_off"


def funds_due_on(called_on: date) -> date:
    return called_on + FUNDS_DUE


def funds_call_status(
    due: date, received_on: date | None, *, today: date, called_off: bool = False
) -> FundsCallStatus:
    """Late from the day after the due one, until the holder says that the money came.

    `called_off` is whether its campaign was given back: nothing is due then.
    """
    if received_on is not None:
        return FundsCallStatus.RECEIVED
    if called_off:
        return FundsCallStatus.CALLED_OFF
    return FundsCallStatus.LATE if today > due else FundsCallStatus.CALLED
