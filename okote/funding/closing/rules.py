"""What the rule decides at the deadline, and how the money then parts: exact, and by nobody's hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from okote.funding.campaigns.rules import CampaignState, Period
from okote.funding.campaigns.rules.period import HOLD
from okote.funding.matching.rules import Match, of_kind
from okote.funding.partners.rules import PartnerKind
from okote.funding.terms.rules import Terms
from payments.errors import DomainError
from payments.money import BASIS_POINTS, Money, total

NOTHING = Money.zero()

HELD_LONG = timedelta(days=75)
"""From then on a person must look: fifteen days are left until Stripe holds the money no more."""


class NotFundedError(DomainError):
    """Only what the rule has promised a holder is undone."""

    code = "campaign_not_funded"


class MoneyHasLeftError(DomainError):
    """It is with the holder: contributions are given back one by one, and it gives them back first."""

    code = "campaign_money_left"


class TransferUnderWayError(DomainError):
    """Stripe, or a donor's bank, is doing something about its money at this moment."""

    code = "campaign_transfer_under_way"


def is_undoable(state: CampaignState, *, transferred: bool) -> bool:
    """Whether two people may still give all of it back: the rule has promised it, and nothing has left."""
    return state is CampaignState.FUNDED and not transferred


def check_undoable(state: CampaignState, *, transferred: bool) -> None:
    """NotFundedError, MoneyHasLeftError."""
    if transferred or state is CampaignState.PAID_OUT:
        raise MoneyHasLeftError
    if state is not CampaignState.FUNDED:
        raise NotFundedError


class Decision(StrEnum):
    FUNDED = "funded"
    REFUNDED = "refunded"

    @property
    def state(self) -> CampaignState:
        """Where the campaign goes next."""
        return CampaignState.FUNDED if self is Decision.FUNDED else CampaignState.REFUNDING


def may_decide(period: Period, *, pending: int, unheard: int, at: datetime) -> bool:
    """Once the deadline has passed and no payment is pending; or the grace has passed as well.

    `unheard` are those pending of which Stripe has not said, since the grace passed, that they were not
    paid in time: a bank may be too slow, but our own silence never sends back what was paid.
    """
    if at < period.waits_until:
        return at >= period.ends_at and pending == 0
    return unheard == 0


def held_until(since: datetime) -> datetime:
    """From this instant on, Stripe holds what was paid `since` no more."""
    return since + HOLD


def held_too_long(since: datetime, at: datetime) -> bool:
    return at >= since + HELD_LONG


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the money of a campaign that succeeded parts.

    Pledges lie at Stripe, but for those `by_cheque`; cheques and matches go to the holder outside the
    platform. So the commission is taken from what Stripe holds, and where it exceeds that the rest is
    invoiced to the holder.
    """

    pledged: Money
    by_cheque: Money
    """What of it is not at Stripe."""
    matched: Money
    commission: Money
    vat: Money

    @property
    def held(self) -> Money:
        """What Stripe holds."""
        return self.pledged - self.by_cheque

    @property
    def transferred(self) -> Money:
        """From Stripe to the holder."""
        return self.held - min(self.commission, self.held)

    @property
    def owed(self) -> Money:
        """By the holder to the operator, beyond what the pledges cover."""
        return self.commission - min(self.commission, self.held)

    @property
    def net(self) -> Money:
        """What the project has in the end, once every partner has paid."""
        return self.pledged + self.matched - self.commission


def settle(terms: Terms, pledged: Money, matched: Money, by_cheque: Money = NOTHING) -> Settlement:
    """The commission with one rounding on the campaign's total, and the VAT that it includes."""
    commission = terms.commission(pledged, matched)
    return Settlement(pledged, by_cheque, matched, commission, vat_within(commission, terms.vat_bp))


def vat_within(amount: Money, vat_bp: int) -> Money:
    """The VAT inside an amount that includes it, half up: of 24 € at 20 %, 4 €."""
    whole = BASIS_POINTS + vat_bp
    return Money((2 * amount.minor * vat_bp + whole) // (2 * whole), amount.currency)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What closing now would do: shown to administrators before, recorded when it is done."""

    decision: Decision
    pledged: Money
    by_cheque: Money
    matches: Sequence[Match]
    settlement: Settlement | None

    @property
    def public_match(self) -> Money:
        return of_kind(self.matches, PartnerKind.PUBLIC, self.pledged.currency)

    @property
    def private_match(self) -> Money:
        return of_kind(self.matches, PartnerKind.PRIVATE, self.pledged.currency)

    @property
    def calls(self) -> list[Match]:
        """What each partner is called to pay to the holder; nothing unless the campaign is funded."""
        return [match for match in self.matches if match.amount] if self.settlement else []


def verdict(terms: Terms, pledged: Money, matches: Sequence[Match], by_cheque: Money = NOTHING) -> Verdict:
    """What the rule says of the pledges in force and of what partners owe on them; cheques count alike."""
    matched = total([match.amount for match in matches], pledged.currency)
    if not terms.reached(pledged, matched):
        return Verdict(Decision.REFUNDED, pledged, by_cheque, matches, None)
    return Verdict(Decision.FUNDED, pledged, by_cheque, matches, settle(terms, pledged, matched, by_cheque))
