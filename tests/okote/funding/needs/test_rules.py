"""When help is asked for and offered, and what becomes of it."""

from datetime import date

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.needs.rules import (
    MOST_NEEDS,
    HelpSettledError,
    HelpStatus,
    NeedRefusedError,
    TooManyNeedsError,
    check_moves,
    check_needs,
    takes_help,
)

C, S = CampaignState, HelpStatus
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("state", C)
def test_a_project_that_did_not_come_about_needs_nothing(state):
    if state in {C.REFUNDING, C.REFUNDED, C.CANCELLED}:
        with pytest.raises(NeedRefusedError):
            check_needs(state, listed=0)
    else:
        check_needs(state, listed=MOST_NEEDS - 1)
        with pytest.raises(TooManyNeedsError):
            check_needs(state, listed=MOST_NEEDS)


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),
        ({"state": C.PAID_OUT}, True),
        ({"state": C.SCHEDULED}, False),
        ({"state": C.REFUNDING}, False),
        ({"closed": True}, False),
        ({"until": TODAY}, True),
        ({"until": date(2026, 11, 21)}, False),
        ({"found": 4}, True),
        ({"found": 5}, False),
    ],
)
def test_help_is_offered_while_it_is_needed(changed, taken):
    known = {"state": C.LIVE, "closed": False, "until": None, "found": 0} | changed
    assert takes_help(known.pop("state"), **known, today=TODAY, wanted=5) is taken


def test_what_was_declined_withdrawn_or_done_stays_so():
    moves = {(one, to) for one in S for to in S if not _refused(one, to)}
    assert moves == {
        (S.OFFERED, S.ACCEPTED),
        (S.OFFERED, S.DECLINED),
        (S.OFFERED, S.WITHDRAWN),
        (S.ACCEPTED, S.DONE),
        (S.ACCEPTED, S.DECLINED),
        (S.ACCEPTED, S.WITHDRAWN),
    }


def _refused(status, to):
    try:
        check_moves(status, to)
    except HelpSettledError:
        return True
    return False
