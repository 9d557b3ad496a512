"""When questions are taken, and that they are answered once."""

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.questions.rules import (
    QuestionHandledError,
    QuestionRefusedError,
    check_open,
    check_takes_questions,
)


@pytest.mark.parametrize("state", CampaignState)
def test_questions_are_about_what_people_see(state):
    if state in {"draft", "in_review", "scheduled", "cancelled"}:
        with pytest.raises(QuestionRefusedError):
            check_takes_questions(state)
    else:
        check_takes_questions(state)


def test_an_answer_is_given_once():
    check_open(handled=False)
    with pytest.raises(QuestionHandledError):
        check_open(handled=True)
