"""Who may ask when, and what becomes of a question."""

from datetime import timedelta

from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState
from payments.errors import DomainError

TEXT_MOST = 1_000
ANSWER_MOST = 3_000
REASON_MOST = 1_000

PATIENCE = timedelta(days=3)
"""How long people wait before the back office is told that a question has no answer."""


class QuestionRefusedError(DomainError):
    """Parameter: `state`. Nobody has seen the campaign yet, or it was cancelled."""

    code = "question_refused"


class QuestionHandledError(DomainError):
    """Somebody else has answered it or set it aside in the meantime."""

    code = "question_handled"


def takes_questions(state: CampaignState) -> bool:
    """As long as people read its page, also after its end: what was promised is to be asked about."""
    return state in PUBLIC_STATES


def check_takes_questions(state: CampaignState) -> None:
    if not takes_questions(state):
        raise QuestionRefusedError(state=state)


def check_open(*, handled: bool) -> None:
    """An answer is given once: the asker has read it."""
    if handled:
        raise QuestionHandledError
