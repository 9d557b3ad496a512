"""What may be commented on, when, and beside which line a comment stands later."""

from collections.abc import Sequence

from okote.funding.campaigns.rules.life import CampaignState
from payments.errors import DomainError

LONGEST = 1_000

LINES = (
    "title",
    "summary",
    "story",
    "place",
    "category",
    "picture",
    "pictures",
    "video",
    "purpose",
    "goal",
    "budget",
    "surplus",
    "rewards",
    "expected_result",
    "timetable",
    "team",
    "first_day",
    "tax_receipt",
)
"""Fields of an offer, in the order of its form; each line of its budget besides."""

COMMENTED_IN = frozenset({CampaignState.DRAFT, CampaignState.IN_REVIEW})
"""While the words may still change."""


class CommentTooLateError(DomainError):
    code = "comment_too_late"


class UnknownLineError(DomainError):
    code = "comment_unknown_line"


def check_commentable(state: CampaignState) -> None:
    if state not in COMMENTED_IN:
        raise CommentTooLateError


def excerpt_of(line: str, budget: Sequence[str]) -> str:
    """What the line of the budget is called now; empty for any other field. UnknownLineError."""
    if line in LINES:
        return ""
    for position, label in enumerate(budget):
        if line == f"line-{position}":
            return label
    raise UnknownLineError


def stands_beside(line: str, excerpt: str, budget: Sequence[str]) -> str:
    """Where a comment is shown: with its line of the budget where that is now, or with the whole."""
    if not excerpt:
        return line
    return f"line-{budget.index(excerpt)}" if excerpt in budget else "budget"
