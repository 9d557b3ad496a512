"""Stripe's fees that nobody gives back: Stripe keeps them where a contribution is given back (R15)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from okote.funding import accounts
from okote.funding.closing.accounted import Flows
from payments.money import Money

ASKED = (accounts.FEES_NOT_RECOVERED, accounts.STRIPE, accounts.BANK)
"""Accounts of the ledger that tell them."""


GIVEN_BACK = {accounts.STRIPE: "campaign:pledges", accounts.BANK: "campaign:owed-to-donors"}
"""From where to where donors have it."""


@dataclass(frozen=True, slots=True)
class NotRecovered:
    """What went back to donors, and what Stripe kept of it."""

    given_back: Money
    fees: Money

    def __add__(self, other: "NotRecovered") -> "NotRecovered":
        return NotRecovered(self.given_back + other.given_back, self.fees + other.fees)


NOTHING = NotRecovered(Money.zero(), Money.zero())


def not_recovered(flows: Flows) -> Mapping[UUID, NotRecovered]:
    """By campaign; a refund that came back is taken off."""
    found = defaultdict[UUID, NotRecovered](lambda: NOTHING)
    for (_, source, to), amount in flows.items():
        if (what := GIVEN_BACK.get(source)) and (campaign := _campaign(to, what)):
            found[campaign] += NotRecovered(amount, Money.zero())
        elif to == accounts.FEES_NOT_RECOVERED and (campaign := _campaign(source, "campaign:fees")):
            found[campaign] += NotRecovered(Money.zero(), amount)
    return found


def _campaign(address: str, what: str) -> UUID | None:
    account = accounts.read(address)
    return account.campaign if account is not None and account.what == what else None
