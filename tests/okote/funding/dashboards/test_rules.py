"""What a holder is told to do next, and nothing besides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.dashboards.rules import NEWS_EVERY, Facts, Step, next_steps
from okote.funding.dashboards.wording import PATHS, STEPS

S = CampaignState
BUSY = Facts(
    S.DRAFT, missing=2, comments=1, questions=3, help=1, quiet=NEWS_EVERY, thanked=False, unsent=4, unpaid=1
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(S.DRAFT), {Step.SUBMIT: 1}),
        (Facts(S.DRAFT, comments=1), {Step.COMMENTS: 1}),
        (Facts(S.IN_REVIEW, missing=1), {}),
        (Facts(S.LIVE), {}),
        (Facts(S.LIVE, quiet=NEWS_EVERY - timedelta(1)), {}),
        (replace(BUSY, state=S.LIVE), {Step.QUESTIONS: 3, Step.HELP: 1, Step.NEWS: 1, Step.CALLS: 1}),
        (
            replace(BUSY, state=S.PAID_OUT),
            {Step.QUESTIONS: 3, Step.HELP: 1, Step.NEWS: 1, Step.THANK: 1, Step.REWARDS: 4, Step.CALLS: 1},
        ),
        (Facts(S.PAID_OUT, thanked=True), {}),
    ],
)
def test_what_waits_is_told_in_its_order(facts, expected):
    assert next_steps(facts) == list(expected.items())


def test_each_step_has_its_words_and_its_way():
    assert set(STEPS) == set(PATHS) == set(Step)
