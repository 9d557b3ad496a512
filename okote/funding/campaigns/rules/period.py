"""When a campaign takes pledges: whole days of the place, half-open instants for the machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=30)
"""How long a payment begun in time is waited for after the deadline (funding.md, 5.23)."""

SETTLEMENT = timedelta(days=14)
"""What closing may need at most: refunds in batches or transfers, and the payout."""

HOLD = timedelta(days=90)
"""How long Stripe holds a payment at most (docs.stripe.com/connect/manual-payouts)."""


@dataclass(frozen=True, slots=True)
class Period:
    """`[opens_at, ends_at)`, aware UTC."""

    opens_at: datetime
    ends_at: datetime

    def contains(self, at: datetime) -> bool:
        return self.opens_at <= at < self.ends_at

    @property
    def last_minute(self) -> datetime:
        """How people read the deadline in their place: "until Sunday, 23:59", never "Monday, 00:00"."""
        return self.ends_at - timedelta(minutes=1)

    @property
    def days(self) -> int:
        """Days of the calendar on which pledges are taken, the first and the last included.

        Both ends are midnights of one place: the hour by which its clock may change makes no day.
        """
        return round((self.ends_at - self.opens_at) / timedelta(days=1))

    @property
    def waits_until(self) -> datetime:
        """From this instant on, nothing that is still unpaid counts."""
        return self.ends_at + GRACE

    @property
    def fits_the_hold(self) -> bool:
        """Whether a pledge of the first second can still be settled while Stripe holds it."""
        return self.waits_until + SETTLEMENT < self.opens_at + HOLD
