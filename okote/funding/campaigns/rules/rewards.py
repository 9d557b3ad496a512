"""Thanks that a holder offers from an amount on: symbolic, since what is given is a gift and not a price.

The declared value is a quarter of that amount at most (funding.md, R29). The rule is about companies; it
holds here for everyone, so that one reward is the same for whoever chooses it, and what somebody gave stays a
gift for the tax office whatever they chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payments.errors import DomainError
from payments.money import Money

PART = 4
"""What is given is worth this many times the reward at least."""


class RewardTooValuableError(DomainError):
    """Parameter: `most`, what it may be worth for that amount."""

    code = "reward_too_valuable"


class RewardsOfAuthorityError(DomainError):
    """What a public authority gives away to those who pay it would be an unlawful gift (funding.md, R35)."""

    code = "rewards_of_authority"


@dataclass(frozen=True, slots=True)
class RewardItem:
    """`starts_at` is the amount from which it is offered; `units` is how many there are, None for any number.

    `month` is the first day of the month in which it is due.
    """

    title: str
    starts_at: Money
    value: Money
    month: date
    text: str = ""
    units: int | None = None
    needs_address: bool = False

    def __post_init__(self) -> None:
        check_value(self.starts_at, self.value)


def check_value(starts_at: Money, value: Money) -> None:
    if value.minor * PART > starts_at.minor:
        raise RewardTooValuableError(most=Money(starts_at.minor // PART, starts_at.currency))


def check_may_reward(rewards: Sequence[RewardItem], *, public_authority: bool) -> None:
    if rewards and public_authority:
        raise RewardsOfAuthorityError


def due_before_the_end(months: Sequence[date], last_day: date | None) -> bool:
    """Whether one is due in a month that is over before the campaign is: nobody has the money then."""
    return last_day is not None and any(month < last_day.replace(day=1) for month in months)
