"""What is told when, and what telling needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from okote.demo import fiction
from okote.demo.seeding.people import OF_PROVIDER, resident, somebody
from okote.demo.work import settle
from okote.house import House
from okote.identity.visitors import Visitor
from payments.simulator.remote import Remote

PLACE = ZoneInfo("Europe/Paris")
"""Where whoever tells the story looks at the calendar."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Two of the same at the same time are one."""

    at: datetime
    tell: Callable[[], Awaitable[None]]
    of_money: bool = True
    """Whether the local Stripe has to know what time it is."""


@dataclass(slots=True)
class Telling:
    """The house and the local Stripe; `now` is when it is told, and all days are counted from it."""

    house: House
    stripe: Remote
    now: datetime
    donors: fiction.Donors = field(default_factory=fiction.donors)
    scale: float = 1.0
    """How much of what crowds do is told: 1 is all of it."""
    says: Callable[[str], object] = str
    """Hears which month is being told."""
    _arrived: dict[tuple[str, str], Visitor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(PLACE).date()

    async def look(self) -> None:
        """The clock opens and closes; what waits for Stripe or for a bank goes on."""
        await settle(self.house)

    async def somebody(self, slug: str, who: str) -> Visitor:
        """One of the people whom the demo's visitors may sign in as, by key, or a resident by name.

        They sign in once, and again after `leave`.
        """
        if (slug, who) not in self._arrived:
            arriving = somebody if who in OF_PROVIDER else resident
            self._arrived[slug, who] = await arriving(self.house, slug, who)
        return self._arrived[slug, who]

    def leave(self, slug: str, who: str) -> None:
        """They are to sign in again: what they may do has changed."""
        del self._arrived[slug, who]
