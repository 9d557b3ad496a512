"""What a holder does next, as far as it can be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from okote.funding.campaigns.rules import CampaignState

NEWS_EVERY = timedelta(days=14)
"""After so many quiet days, people who gave begin to wonder."""


class Step(StrEnum):
    """In the order in which they are shown: what waits for other people first."""

    COMPLETE = "complete"
    COMMENTS = "comments"
    SUBMIT = "submit"
    QUESTIONS = "questions"
    HELP = "help"
    NEWS = "news"
    THANK = "thank"
    REWARDS = "rewards"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one campaign. `quiet` is for how long nothing was told, since its first day or the last piece."""

    state: CampaignState
    missing: int = 0
    comments: int = 0
    questions: int = 0
    help: int = 0
    quiet: timedelta = timedelta()
    thanked: bool = False
    unsent: int = 0
    unpaid: int = 0


def next_steps(facts: Facts) -> Sequence[tuple[Step, int]]:
    """Each with how many things it is about; nothing where there is nothing to do."""
    draft, live = facts.state is CampaignState.DRAFT, facts.state is CampaignState.LIVE
    succeeded = facts.state in {CampaignState.FUNDED, CampaignState.PAID_OUT}
    counted = {
        Step.COMPLETE: facts.missing if draft else 0,
        Step.COMMENTS: facts.comments if draft else 0,
        Step.SUBMIT: int(draft and not facts.missing and not facts.comments),
        Step.QUESTIONS: facts.questions,
        Step.HELP: facts.help,
        Step.NEWS: int((live or succeeded) and facts.quiet >= NEWS_EVERY),
        Step.THANK: int(succeeded and not facts.thanked),
        Step.REWARDS: facts.unsent if succeeded else 0,
        Step.CALLS: facts.unpaid,
    }
    return [(step, count) for step, count in counted.items() if count]
