"""What may become of a cheque, and what agents have to do with it."""

from itertools import product
from uuid import UUID

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.cheques.rules import (
    MOST_SCANS,
    ChequeCountsError,
    ChequeMovedOnError,
    ChequeNotDueError,
    ChequeNotSeenError,
    ChequeState,
    Errand,
    SecondPersonError,
    TooManyScansError,
    check_bankable,
    check_returnable,
    check_scannable,
    check_second,
    check_step,
    errand,
)
from okote.funding.cheques.words import ERRANDS, STATES
from okote.funding.pledges.rules import PledgeStatus

S, C, P, E = ChequeState, CampaignState, PledgeStatus, Errand
ALLOWED = {
    (S.ANNOUNCED, S.RECEIVED),
    (S.ANNOUNCED, S.WITHDRAWN),
    (S.WITHDRAWN, S.RECEIVED),
    (S.RECEIVED, S.HELD),
    (S.RECEIVED, S.GIVEN_BACK),
    (S.HELD, S.BANKED),
    (S.HELD, S.GIVEN_BACK),
    (S.BANKED, S.BOUNCED),
}
RECEIVER, ENTERED, DONOR, OTHER = (UUID(int=number) for number in range(4))


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_a_cheque_takes_one_step_after_the_other(before, after):
    if (before, after) in ALLOWED:
        check_step(before, after)
    else:
        with pytest.raises(ChequeMovedOnError):
            check_step(before, after)


def test_whoever_has_seen_it_or_gives_it_is_no_second_person():
    check_second(OTHER, seen_by=[RECEIVER, ENTERED], donor=DONOR)
    for one in (RECEIVER, ENTERED, DONOR):
        with pytest.raises(SecondPersonError):
            check_second(one, seen_by=[RECEIVER, ENTERED], donor=DONOR)


@pytest.mark.parametrize(
    ("state", "campaign", "pledge", "taking", "expected"),
    [
        (S.ANNOUNCED, C.LIVE, None, True, E.RECEIVE),
        (S.ANNOUNCED, C.CLOSING, None, False, None),
        (S.RECEIVED, C.LIVE, None, True, E.CONFIRM),
        (S.RECEIVED, C.LIVE, None, False, E.GIVE_BACK),  # the deadline has passed, the job has not run yet
        (S.RECEIVED, C.FUNDED, None, False, E.GIVE_BACK),
        (S.HELD, C.LIVE, P.IN_FORCE, True, E.HOLD),
        (S.HELD, C.CLOSING, P.IN_FORCE, False, E.HOLD),
        (S.HELD, C.LIVE, P.CANCELLING, True, E.GIVE_BACK),
        (S.HELD, C.REFUNDING, P.REFUNDING, False, E.GIVE_BACK),
        (S.HELD, C.FUNDED, P.CANCELLING, False, E.GIVE_BACK),
        (S.HELD, C.FUNDED, P.IN_FORCE, False, E.BANK),
        (S.HELD, C.PAID_OUT, P.IN_FORCE, False, E.BANK),
        (S.WITHDRAWN, C.LIVE, None, True, None),
        (S.BANKED, C.FUNDED, P.IN_FORCE, False, None),
        (S.GIVEN_BACK, C.REFUNDED, P.REFUNDED, False, None),
        (S.BOUNCED, C.PAID_OUT, P.FAILED, False, None),
    ],
)
def test_what_is_to_be_done(state, campaign, pledge, taking, expected):
    assert errand(state, campaign, pledge, taking=taking) is expected


def test_the_holder_has_what_counts_once_the_campaign_has_succeeded():
    check_bankable(C.FUNDED, P.IN_FORCE)
    for campaign, pledge in ((C.LIVE, P.IN_FORCE), (C.CLOSING, P.IN_FORCE), (C.FUNDED, P.CANCELLING)):
        with pytest.raises(ChequeNotDueError):
            check_bankable(campaign, pledge)


def test_what_counts_is_not_given_back_by_anybody_s_hand():
    check_returnable(S.RECEIVED, None)
    for pledge in (P.CANCELLING, P.REFUNDING):
        check_returnable(S.HELD, pledge)
    with pytest.raises(ChequeCountsError):
        check_returnable(S.HELD, P.IN_FORCE)


def test_nothing_is_shown_as_a_code():
    assert set(STATES) == set(S)
    assert set(ERRANDS) == set(E)


@pytest.mark.parametrize("state", S)
def test_what_nobody_has_in_hand_has_no_picture(state):
    if state in {S.ANNOUNCED, S.WITHDRAWN}:
        with pytest.raises(ChequeNotSeenError):
            check_scannable(state, kept=0)
        return
    check_scannable(state, kept=MOST_SCANS - 1)
    with pytest.raises(TooManyScansError):
        check_scannable(state, kept=MOST_SCANS)
