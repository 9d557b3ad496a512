"""What an offer must say before anyone may give to it.

Purpose, amount, timetable, quantified use of the funds and expected result are the law's (code
monétaire et financier, L548-6), and so is what a sum beyond the goal is used for; the picture's text
alternative is the accessibility rules' (RGAA 1.1); the capabilities are Stripe's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from okote.funding.campaigns.rules.period import Period
from okote.funding.campaigns.rules.rewards import due_before_the_end
from payments.money import Money, total

LARGEST_GOAL = Money.of(10_000_000)
"""Beyond it, a slip of the keyboard: campaigns raise 9 000 to 15 000 € as a rule."""


Budget = Sequence[tuple[str, Money]]
"""What the money is for: label and amount of each line."""


class TaxReceipt(StrEnum):
    """Whether the holder issues tax receipts; saying "not yet known" is allowed, silence is not."""

    YES = "yes"
    NO = "no"
    UNCONFIRMED = "unconfirmed"


class Missing(StrEnum):
    """What keeps an offer from being published, in the order of its form."""

    TITLE = "title"
    STORY = "story"
    PICTURE = "picture"
    PICTURE_ALTERNATIVE = "picture_alternative"
    PICTURES_ALTERNATIVE = "pictures_alternative"
    PLACE = "place"
    PURPOSE = "purpose"
    EXPECTED_RESULT = "expected_result"
    TIMETABLE = "timetable"
    GOAL = "goal"
    GOAL_TOO_LARGE = "goal_too_large"
    BUDGET = "budget"
    BUDGET_LINE = "budget_line"
    BUDGET_BELOW_GOAL = "budget_below_goal"
    SURPLUS = "surplus"
    REWARDS_OF_AUTHORITY = "rewards_of_authority"
    REWARDS_TOO_EARLY = "rewards_too_early"
    PERIOD = "period"
    PERIOD_REVERSED = "period_reversed"
    PERIOD_TOO_LONG = "period_too_long"
    PERIOD_BEYOND_HOLD = "period_beyond_hold"
    TAX_RECEIPT = "tax_receipt"
    CHECKLIST = "checklist"
    HOLDER_NAME = "holder_name"
    HOLDER_IDENTIFIER = "holder_identifier"
    HOLDER_CARD_PAYMENTS = "holder_card_payments"
    HOLDER_TRANSFERS = "holder_transfers"


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft as its form stands: texts may be blank, the rest absent."""

    title: str
    story: str
    has_picture: bool
    picture_alternative: str
    other_alternatives: Sequence[str]
    """Of each picture besides the main one."""
    has_place: bool
    purpose: str
    expected_result: str
    timetable: str
    goal: Money | None
    budget: Budget
    surplus: str
    """What a sum beyond the goal is used for: pledges are taken until the deadline."""
    period: Period | None
    tax_receipt: TaxReceipt | None
    unticked: int
    """Of the territory's compulsory checks."""
    reward_months: Sequence[date] = ()
    """When each reward is due."""
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """Who is paid; `card_payments` and `transfers` are capabilities of its account at Stripe."""

    name: str
    has_identifier: bool
    card_payments: bool
    transfers: bool
    public_authority: bool = False


def missing(offer: Offer, holder: HolderFacts, *, longest_days: int) -> list[Missing]:
    """What is still to be done, all at once and in the order of the form; empty means publishable.

    `longest_days` is the territory's own limit; what Stripe can hold limits every territory.
    """
    stated = {
        Missing.TITLE: offer.title.strip(),
        Missing.STORY: offer.story.strip(),
        Missing.PICTURE: offer.has_picture,
        Missing.PICTURE_ALTERNATIVE: offer.picture_alternative.strip(),
        Missing.PICTURES_ALTERNATIVE: all(text.strip() for text in offer.other_alternatives),
        Missing.PLACE: offer.has_place,
        Missing.PURPOSE: offer.purpose.strip(),
        Missing.EXPECTED_RESULT: offer.expected_result.strip(),
        Missing.TIMETABLE: offer.timetable.strip(),
        Missing.SURPLUS: offer.surplus.strip(),
        Missing.REWARDS_OF_AUTHORITY: not (offer.reward_months and holder.public_authority),
        Missing.REWARDS_TOO_EARLY: not due_before_the_end(offer.reward_months, offer.last_day),
        Missing.TAX_RECEIPT: offer.tax_receipt,
        Missing.CHECKLIST: not offer.unticked,
        Missing.HOLDER_NAME: holder.name.strip(),
        Missing.HOLDER_IDENTIFIER: holder.has_identifier,
        Missing.HOLDER_CARD_PAYMENTS: holder.card_payments,
        Missing.HOLDER_TRANSFERS: holder.transfers,
    }
    found = {field for field, said in stated.items() if not said}
    found |= _missing_of_goal(offer.goal, offer.budget) | _missing_of_period(offer.period, longest_days)
    return [field for field in Missing if field in found]


def _missing_of_goal(goal: Money | None, budget: Budget) -> set[Missing]:
    """Every euro of the goal has a stated use: the lines add up to it at least."""
    found = set()
    if not budget:
        found.add(Missing.BUDGET)
    if any(not label.strip() or amount.minor <= 0 for label, amount in budget):
        found.add(Missing.BUDGET_LINE)
    if goal is None or goal.minor <= 0:
        return found | {Missing.GOAL}
    if goal > LARGEST_GOAL:
        found.add(Missing.GOAL_TOO_LARGE)
    if budget and total([amount for _, amount in budget]) < goal:
        found.add(Missing.BUDGET_BELOW_GOAL)
    return found


def _missing_of_period(period: Period | None, longest_days: int) -> set[Missing]:
    if period is None:
        return {Missing.PERIOD}
    if period.ends_at <= period.opens_at:
        return {Missing.PERIOD_REVERSED}
    if not period.fits_the_hold:
        return {Missing.PERIOD_BEYOND_HOLD}
    if period.days > longest_days:
        return {Missing.PERIOD_TOO_LONG}
    return set()
