"""The platform's share as its tax declaration wants it: by month and by rate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from payments.money import Money


@dataclass(frozen=True, slots=True)
class Share:
    """What the platform keeps of one campaign, VAT included, from the moment of the decision on.

    Below zero, what it gives up since that decision was undone, from then on.
    """

    campaign_id: UUID
    title: str
    decided_at: datetime
    vat_bp: int
    whole: Money
    vat: Money

    @property
    def base(self) -> Money:
        return self.whole - self.vat


@dataclass(frozen=True, slots=True)
class Taxed:
    """Of one month, which its first day names, at one rate."""

    month: date
    vat_bp: int
    base: Money
    vat: Money

    @property
    def whole(self) -> Money:
        return self.base + self.vat


def taxed(shares: Iterable[Share], zone: ZoneInfo) -> Sequence[Taxed]:
    """The first month first; each amount of VAT was rounded with its campaign, and none is again."""
    found = defaultdict[tuple[date, int], list[Share]](list)
    for share in shares:
        found[month_of(share, zone), share.vat_bp].append(share)
    return [
        Taxed(month, rate, _sum(one.base for one in of), _sum(one.vat for one in of))
        for (month, rate), of in sorted(found.items(), key=lambda one: one[0])
    ]


def month_of(share: Share, zone: ZoneInfo) -> date:
    return share.decided_at.astimezone(zone).date().replace(day=1)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, Money.zero())
