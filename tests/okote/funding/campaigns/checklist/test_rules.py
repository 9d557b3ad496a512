"""Until when a check holds, and of which campaigns."""

from datetime import date

import pytest

from okote.funding.campaigns.checklist.rules import (
    USUAL,
    CheckExpiredError,
    CheckTooLateError,
    check_checkable,
    check_expiry,
    holds,
)
from okote.funding.campaigns.rules import CampaignState

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("expires_on", "answer"),
    [(None, True), (date(2026, 11, 23), True), (TODAY, True), (date(2026, 11, 21), False)],
)
def test_a_paper_is_good_until_the_end_of_its_last_day(expires_on, answer):
    assert holds(expires_on, TODAY) is answer
    if answer:
        check_expiry(expires_on, TODAY)
    else:
        with pytest.raises(CheckExpiredError):
            check_expiry(expires_on, TODAY)


@pytest.mark.parametrize("state", CampaignState)
def test_what_has_opened_was_checked_before(state):
    if state in {CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.SCHEDULED}:
        check_checkable(state)
    else:
        with pytest.raises(CheckTooLateError):
            check_checkable(state)


def test_the_usual_list_asks_for_who_is_paid_before_anything_is_published():
    asked = [(compulsory, of_authorities) for _, compulsory, of_authorities in USUAL]
    assert asked == [(True, False)] * 3 + [(False, False)] * 5 + [(True, True)]
