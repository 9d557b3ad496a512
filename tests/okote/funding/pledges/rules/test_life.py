"""A pledge only moves forward, and never twice for the same news."""

from datetime import date, timedelta
from functools import partial
from itertools import permutations
from uuid import uuid4

import pytest

from okote.funding.campaigns.rules import (
    CampaignEndedError,
    CampaignState,
    Period,
)
from okote.funding.pledges.rules import (
    PENDING,
    PledgeStatus,
    advanced,
    check_cancellable,
    check_may_be_given_back,
    check_may_be_reclaimed,
    may_be_given_back,
    may_be_reclaimed,
    when_disputed,
    when_lost,
    when_paid,
    when_won,
)
from okote.funding.pledges.rules.life import (
    TRANSITIONS,
    OwnPledgeError,
    PledgeDecidedError,
    PledgeNotInForceError,
    PledgeNotPassedOnError,
    when_sent_back,
)
from okote.territories.days import end_of, start_of
from tests.okote.funding.clocks import PARIS

PERIOD = Period(start_of(date(2026, 11, 1), PARIS), end_of(date(2026, 12, 9), PARIS))
ENDS, GRACE_ENDS = PERIOD.ends_at, PERIOD.ends_at + timedelta(minutes=30)
INSTANT = timedelta(microseconds=1)
DONOR, AGENT = uuid4(), uuid4()

FORWARD = {
    "opened": "processing in_force refunding failed expired quarantined",
    "processing": "in_force refunding failed quarantined",
    "failed": "in_force refunding quarantined",
    "expired": "in_force refunding quarantined",
    "in_force": "cancelling refunding refunded charged_back",
    "quarantined": "refunding refunded charged_back",
    "cancelling": "refunded charged_back",
    "refunding": "refunded charged_back",
    "disputed": "charged_back",
    "charged_back": "",
    "refunded": "",
}


@pytest.mark.parametrize("status", PledgeStatus)
@pytest.mark.parametrize("reported", PledgeStatus)
def test_what_is_reported_leads_forward_or_nowhere(status, reported):
    expected = reported if reported in FORWARD[status].split() else status
    assert advanced(status, reported) == expected


def test_no_status_is_ever_reached_again():
    def reachable(status, seen):
        for following in TRANSITIONS[status] - seen:
            seen |= {following}
            reachable(following, seen)
        return seen

    for status in PledgeStatus:
        assert status not in reachable(status, set())


def test_news_in_any_order_end_the_same():
    news = ["processing", "in_force", "failed", "in_force"]
    for order in permutations(news):
        status = PledgeStatus.OPENED
        for reported in order:
            status = advanced(status, PledgeStatus(reported))
        assert status == "in_force"


def test_closing_waits_for_what_may_still_be_paid():
    assert {"opened", "processing"} == PENDING


@pytest.mark.parametrize("status", ["opened", "processing", "failed", "expired"])
@pytest.mark.parametrize(
    ("state", "paid_at", "becomes"),
    [
        ("live", PERIOD.opens_at, "in_force"),
        ("live", ENDS + INSTANT, "in_force"),  # begun in time, and the job that closes is late
        ("closing", ENDS - INSTANT, "in_force"),
        ("closing", GRACE_ENDS - INSTANT, "in_force"),
        ("closing", GRACE_ENDS, "refunding"),
        ("live", GRACE_ENDS, "refunding"),
        ("funded", ENDS - INSTANT, "refunding"),  # decided: nothing is added to what was decided on
        ("paid_out", ENDS - INSTANT, "refunding"),
        ("refunding", ENDS - INSTANT, "refunding"),
        ("refunded", ENDS - INSTANT, "refunding"),
        ("cancelled", PERIOD.opens_at, "refunding"),
    ],
)
def test_a_payment_counts_within_the_grace_or_goes_back(status, state, paid_at, becomes):
    paid = when_paid(PledgeStatus(status), CampaignState(state), PERIOD, paid_at)
    assert paid == becomes


@pytest.mark.parametrize("status", ["in_force", "cancelling", "refunding", "refunded", "quarantined"])
@pytest.mark.parametrize("state", CampaignState)
def test_a_payment_told_again_changes_nothing(status, state):
    for paid_at in (PERIOD.opens_at, GRACE_ENDS):
        assert when_paid(PledgeStatus(status), state, PERIOD, paid_at) == status


def test_a_donor_takes_a_pledge_back_until_the_deadline():
    for at in (PERIOD.opens_at, ENDS - INSTANT):
        check_cancellable(PledgeStatus.IN_FORCE, CampaignState.LIVE, PERIOD, at)


@pytest.mark.parametrize(
    ("state", "at"),
    [("live", ENDS), ("live", ENDS + timedelta(seconds=1)), ("closing", ENDS - INSTANT), ("funded", ENDS)],
)
def test_not_from_the_deadline_on(state, at):
    with pytest.raises(CampaignEndedError) as refused:
        check_cancellable(PledgeStatus.IN_FORCE, CampaignState(state), PERIOD, at)
    assert refused.value.code == "campaign_ended"
    assert refused.value.parameters == {"last_minute": PERIOD.last_minute}


@pytest.mark.parametrize("status", [status for status in PledgeStatus if status != "in_force"])
def test_only_a_pledge_in_force_is_taken_back(status):
    with pytest.raises(PledgeNotInForceError) as refused:
        check_cancellable(status, CampaignState.LIVE, PERIOD, PERIOD.opens_at)
    assert (refused.value.code, refused.value.parameters) == ("pledge_not_in_force", {"status": status})


@pytest.mark.parametrize("counted", [True, False])
def test_only_a_refund_that_was_made_can_be_sent_back(counted):
    back = PledgeStatus.REFUNDING if counted else PledgeStatus.QUARANTINED
    assert when_sent_back(PledgeStatus.REFUNDED, counted=counted) is back
    for status in set(PledgeStatus) - {PledgeStatus.REFUNDED}:
        assert when_sent_back(status, counted=counted) is status


@pytest.mark.parametrize("state", CampaignState)
@pytest.mark.parametrize("status", PledgeStatus)
def test_the_office_gives_back_what_is_in_force_until_the_rule_has_decided(status, state):
    may = status == "in_force" and state in {"live", "closing"}
    assert may_be_given_back(status, state) is may
    if may:
        check_may_be_given_back(status, state, donor=DONOR, by=AGENT)
    else:
        with pytest.raises(PledgeNotInForceError if status != "in_force" else PledgeDecidedError):
            check_may_be_given_back(status, state, donor=DONOR, by=AGENT)
    with pytest.raises(OwnPledgeError):
        check_may_be_given_back(status, state, donor=DONOR, by=DONOR)


@pytest.mark.parametrize("state", CampaignState)
def test_what_is_disputed_counts_no_longer_unless_it_was_passed_on(state):
    passed_on = state in {"funded", "paid_out"}
    assert when_disputed(PledgeStatus.IN_FORCE, state) == ("in_force" if passed_on else "disputed")
    for status in set(PledgeStatus) - {PledgeStatus.IN_FORCE}:
        assert when_disputed(status, state) is status


@pytest.mark.parametrize("state", CampaignState)
def test_what_is_won_counts_again_or_goes_back(state):
    undecided = state in {"live", "closing"}
    assert when_won(PledgeStatus.DISPUTED, state) == ("in_force" if undecided else "refunding")
    for status in set(PledgeStatus) - {PledgeStatus.DISPUTED}:
        assert when_won(status, state) is status


@pytest.mark.parametrize("status", PledgeStatus)
def test_what_is_lost_is_gone_unless_it_was_given_back_or_never_came(status):
    stays = status in {"opened", "processing", "failed", "expired", "refunded"}
    assert when_lost(status) == (status if stays else "charged_back")


@pytest.mark.parametrize("status", PledgeStatus)
@pytest.mark.parametrize("state", CampaignState)
@pytest.mark.parametrize("by_cheque", [False, True])
def test_two_may_give_back_what_is_in_force_of_a_campaign_that_succeeded(status, state, by_cheque):
    may = status == "in_force" and state in {"funded", "paid_out"} and not by_cheque
    asked = partial(check_may_be_reclaimed, status, state, by_cheque=by_cheque, donor=DONOR)
    assert may_be_reclaimed(status, state, by_cheque=by_cheque) is may
    if may:
        asked(by=AGENT)
    else:
        with pytest.raises(PledgeNotInForceError if status != "in_force" else PledgeNotPassedOnError):
            asked(by=AGENT)
    with pytest.raises(OwnPledgeError):
        asked(by=DONOR)
