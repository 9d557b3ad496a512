"""What may be offered, who may have it, and how long one is theirs."""

from datetime import UTC, date, datetime

import pytest

from okote.funding.campaigns.rules import CampaignState, RewardItem, check_may_reward
from okote.funding.campaigns.rules.rewards import (
    RewardsOfAuthorityError,
    RewardTooValuableError,
    due_before_the_end,
)
from okote.funding.pledges.rewards.rules import (
    RewardGoneError,
    RewardStartsHigherError,
    Standing,
    check_chosen,
    is_due,
    keeps,
    standing,
    unsent_until,
)
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from tests.okote.funding.clocks import PARIS

MARCH = date(2027, 3, 1)
S, P = CampaignState, PledgeStatus


def test_it_is_worth_a_quarter_of_what_is_given_at_most():
    RewardItem("Un bocal", Money.of(20), Money.of(5), MARCH)
    with pytest.raises(RewardTooValuableError) as refused:
        RewardItem("Un bocal", Money.of(20), Money(501), MARCH)
    assert refused.value.parameters == {"most": Money.of(5)}


def test_a_public_authority_offers_nothing():
    check_may_reward([], public_authority=True)
    offered = [RewardItem("Un bocal", Money.of(20), Money.of(5), MARCH)]
    check_may_reward(offered, public_authority=False)
    with pytest.raises(RewardsOfAuthorityError):
        check_may_reward(offered, public_authority=True)


@pytest.mark.parametrize(
    ("months", "last_day", "early"),
    [
        ([], date(2027, 3, 15), False),
        ([MARCH], None, False),
        ([MARCH], date(2027, 3, 31), False),
        ([MARCH], date(2027, 4, 1), True),
        ([date(2027, 5, 1), MARCH], date(2027, 4, 1), True),
    ],
)
def test_nothing_is_due_before_the_campaign_is_over(months, last_day, early):
    assert due_before_the_end(months, last_day) is early


@pytest.mark.parametrize(
    ("euros", "left", "refusal"),
    [(20, None, None), (20, 1, None), (19, 1, RewardStartsHigherError), (20, 0, RewardGoneError)],
)
def test_it_is_for_those_who_give_enough_while_there_is_one(euros, left, refusal):
    if refusal is None:
        check_chosen(Money.of(euros), Money.of(20), left=left)
    else:
        with pytest.raises(refusal):
            check_chosen(Money.of(euros), Money.of(20), left=left)


def test_it_is_theirs_while_they_pay_and_while_it_counts():
    assert {status for status in P if keeps(status)} == {P.OPENED, P.PROCESSING, P.IN_FORCE, P.DISPUTED}
    assert {state for state in S if is_due(state)} == {S.FUNDED, S.PAID_OUT}


@pytest.mark.parametrize(
    ("status", "state", "marks", "expected"),
    [
        (P.OPENED, S.LIVE, (), Standing.RESERVED),
        (P.IN_FORCE, S.CLOSING, (), Standing.RESERVED),
        (P.IN_FORCE, S.FUNDED, (), Standing.DUE),
        (P.IN_FORCE, S.PAID_OUT, ("sent",), Standing.SENT),
        (P.REFUNDED, S.PAID_OUT, ("sent",), Standing.SENT),
        (P.IN_FORCE, S.LIVE, ("released", "waived"), Standing.GIVEN_UP),
        (P.IN_FORCE, S.LIVE, ("released",), Standing.NONE_LEFT),
        (P.CANCELLING, S.LIVE, ("released",), Standing.OVER),
    ],
)
def test_what_a_donor_reads_of_it(status, state, marks, expected):
    known = {mark: mark in marks for mark in ("sent", "released", "waived")}
    assert standing(status, state, **known) is expected


def test_what_was_not_sent_within_a_year_is_not_going_to_be():
    assert unsent_until(MARCH, PARIS) == datetime(2028, 2, 28, 23, tzinfo=UTC)
