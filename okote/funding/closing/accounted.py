"""One campaign's money as its accounts tell it: each way that it came or went, and what is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from okote.funding import accounts
from payments.money import Money

Flows = Mapping[tuple[str, str, str], Money]
"""By kind of entry, source and destination; what was reversed is taken off."""


@dataclass(frozen=True, slots=True)
class CampaignAccounts:
    """All in the amounts that moved: none is negative but what is left, where accounts are wrong."""

    paid: Money
    refunded: Money
    """By Stripe, or by the operator's own bank where no refund reached its donor."""
    commission: Money
    """Before VAT."""
    vat: Money
    owed: Money
    """The part of the commission that the pledges did not cover: the holder owes it."""
    transferred: Money
    fees: Money
    fees_kept: Money
    """By the operator: its campaign succeeded."""
    fees_not_recovered: Money
    released: Money
    """Pledges that became the holder's."""
    charged_back: Money
    """Lost to donors' banks before that, out of what they could have had back."""
    disputed: Money
    """What donors' banks have until they decide."""
    reclaimed: Money
    """Pledges that had become the holder's and were given back after all: the holder owes them first."""
    to_recover: Money
    """What the holder owes, of what it had been given and donors have back."""
    owed_to_donors: Money
    """What no refund brought them, and no bank has transferred to them yet."""

    @classmethod
    def of(cls, campaign: UUID, flows: Flows) -> Self:
        def moved(source: str, destination: str) -> Money:
            amounts = (one for (_, *sides), one in flows.items() if sides == [source, destination])
            return sum(amounts, Money.zero())

        pledges, fees = accounts.pledges_of(campaign), accounts.fees_of(campaign)
        due = accounts.due_to_holder(campaign)
        disputed, owed_back = accounts.disputed_of(campaign), accounts.to_recover(campaign)
        by_transfer = accounts.owed_to_donors(campaign)
        return cls(
            paid=moved(pledges, accounts.STRIPE),
            refunded=moved(accounts.STRIPE, pledges) + moved(accounts.BANK, by_transfer),
            commission=moved(accounts.COMMISSION, due),
            vat=moved(accounts.VAT, due),
            owed=moved(due, accounts.commission_owed(campaign)),
            transferred=moved(accounts.STRIPE, due),
            fees=moved(accounts.STRIPE, fees),
            fees_kept=moved(fees, accounts.STRIPE_FEES) - moved(accounts.STRIPE_FEES, fees),
            fees_not_recovered=moved(fees, accounts.FEES_NOT_RECOVERED),
            released=moved(due, pledges),
            charged_back=moved(disputed, pledges),
            disputed=moved(accounts.STRIPE, disputed)
            - moved(disputed, accounts.STRIPE)
            - moved(disputed, pledges)
            - moved(disputed, owed_back)
            - moved(disputed, accounts.DISPUTE_LOSSES),
            reclaimed=moved(pledges, owed_back),
            to_recover=moved(disputed, owed_back)
            + moved(pledges, owed_back)
            - moved(owed_back, accounts.STRIPE),
            owed_to_donors=moved(by_transfer, pledges) - moved(accounts.BANK, by_transfer),
        )

    @property
    def claimable(self) -> Money:
        """What donors could still have back: the campaign is not over, or refunds are on their way."""
        back = self.refunded + self.owed_to_donors + self.charged_back
        return self.paid + self.reclaimed - back - self.released

    @property
    def due(self) -> Money:
        """What the holder is still to be transferred."""
        return self.released + self.owed - self.commission - self.vat - self.transferred

    @property
    def left(self) -> Money:
        """What came in and has gone nowhere yet: nothing once a campaign is paid out or refunded."""
        return self.claimable + self.owed_to_donors + self.due

    @property
    def fees_waiting(self) -> Money:
        """Of which nobody can say yet who bears them."""
        return self.fees - self.fees_kept - self.fees_not_recovered


@dataclass(frozen=True, slots=True)
class ChequeAccounts:
    """Outside the platform: what was confirmed and stands, and what of it the holder has."""

    confirmed: Money
    banked: Money

    @classmethod
    def of(cls, campaign: UUID, flows: Flows) -> Self:
        moved = {(source, to): one for (_, source, to), one in flows.items()}
        held, nothing = accounts.cheques_held(campaign), Money.zero()
        return cls(
            moved.get((accounts.cheques_given(campaign), held), nothing),
            moved.get((held, accounts.cheques_banked(campaign)), nothing),
        )

    @property
    def held(self) -> Money:
        return self.confirmed - self.banked


@dataclass(frozen=True, slots=True)
class MatchAccounts:
    called: Money
    received: Money

    @property
    def awaited(self) -> Money:
        return self.called - self.received


def match_of(partner: UUID, campaign: UUID, flows: Flows) -> MatchAccounts:
    """What one partner was called to pay, and has paid."""
    granted = accounts.match_granted(partner, campaign)
    called = accounts.match_called_from(partner, campaign)
    received = accounts.match_received_from(partner, campaign)
    moved = {(source, to): one for (_, source, to), one in flows.items()}
    nothing = Money.zero()
    return MatchAccounts(moved.get((granted, called), nothing), moved.get((called, received), nothing))


def addresses_of(campaign: UUID, partners: Collection[UUID]) -> list[str]:
    """Where a campaign's money lies, and what its partners were called for."""
    return [accounts.of_campaign(campaign), *(accounts.match_called_from(one, campaign) for one in partners)]
