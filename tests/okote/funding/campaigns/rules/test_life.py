"""Which states lead where, and who leads."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from okote.funding.campaigns.rules import (
    PUBLIC_STATES,
    Actor,
    CampaignEndedError,
    CampaignState,
    Period,
    check_cancellation,
    check_editable,
    check_reviewer,
    check_takes_pledges,
    check_transition,
    takes_pledges,
)
from okote.funding.campaigns.rules.life import (
    TRANSITIONS,
    CampaignCancelledError,
    CampaignNotOpenError,
    OfferFrozenError,
    ReasonMissingError,
    ReviewedByWriterError,
    TransitionRefusedError,
)
from okote.territories.days import end_of, start_of
from tests.okote.funding.clocks import PARIS

PERIOD = Period(start_of(date(2026, 11, 1), PARIS), end_of(date(2026, 12, 9), PARIS))
DURING = datetime(2026, 11, 20, 12, tzinfo=UTC)

ALLOWED = {
    "draft > in_review": "writer",
    "in_review > draft": "reviewer writer",
    "in_review > scheduled": "reviewer",
    "scheduled > draft": "reviewer rule writer",
    "scheduled > live": "rule",
    "live > closing": "rule",
    "closing > funded": "rule",
    "closing > refunding": "rule",
    "funded > paid_out": "rule",
    "paid_out > funded": "rule",
    "refunding > refunded": "rule",
    "refunded > refunding": "rule",
    "draft > cancelled": "administrator",
    "in_review > cancelled": "administrator",
    "scheduled > cancelled": "administrator",
    "live > cancelled": "administrator",
    "funded > cancelled": "administrator",
}


@pytest.mark.parametrize("state", CampaignState)
@pytest.mark.parametrize("to", CampaignState)
@pytest.mark.parametrize("by", Actor)
def test_every_transition_is_either_on_the_list_or_refused(state, to, by):
    if by in ALLOWED.get(f"{state} > {to}", "").split():
        check_transition(state, to, by)
    else:
        with pytest.raises(TransitionRefusedError) as refused:
            check_transition(state, to, by)
        assert refused.value.code == "campaign_transition_refused"
        assert refused.value.parameters == {"state": state, "to": to}


FROM_BANKS = {("paid_out", "funded"), ("refunded", "refunding")}
"""Money that was sent and came back: the only way out of an end."""


def test_a_campaign_ends_paid_out_refunded_or_cancelled_and_nowhere_else():
    lead_on = {state for state, to in TRANSITIONS if (state, to) not in FROM_BANKS}
    assert set(CampaignState) - lead_on == {"paid_out", "refunded", "cancelled"}


def test_drafts_are_nobody_elses_business():
    assert set(CampaignState) - PUBLIC_STATES == {"draft", "in_review", "scheduled", "cancelled"}


def test_the_writer_does_not_review():
    anna, bruno, chloe = (UUID(int=n) for n in (1, 2, 3))
    check_reviewer({anna, bruno}, chloe)
    for writer in (anna, bruno):
        with pytest.raises(ReviewedByWriterError) as refused:
            check_reviewer({anna, bruno}, writer)
        assert refused.value.code == "campaign_reviewed_by_writer"


@pytest.mark.parametrize("state", [state for state in CampaignState if state != "draft"])
def test_an_offer_is_frozen_from_its_review_on(state):
    check_editable(CampaignState.DRAFT)
    with pytest.raises(OfferFrozenError) as refused:
        check_editable(state)
    assert (refused.value.code, refused.value.parameters) == ("campaign_frozen", {"state": state})


def test_a_cancellation_gives_its_reason():
    check_cancellation(CampaignState.LIVE, "Le local n'est plus disponible.")
    with pytest.raises(ReasonMissingError) as refused:
        check_cancellation(CampaignState.LIVE, " \n\t ")
    assert refused.value.code == "campaign_cancel_reason_missing"


@pytest.mark.parametrize("state", ["closing", "funded", "paid_out", "refunding", "refunded", "cancelled"])
def test_nobody_cancels_from_the_deadline_on(state):
    with pytest.raises(TransitionRefusedError):
        check_cancellation(CampaignState(state), "Une raison.")


@pytest.mark.parametrize(
    "at",
    [PERIOD.opens_at, DURING, PERIOD.ends_at - timedelta(microseconds=1)],
    ids=["first", "during", "last"],
)
def test_a_live_campaign_takes_pledges_until_its_deadline(at):
    assert takes_pledges(CampaignState.LIVE, PERIOD, at)
    check_takes_pledges(CampaignState.LIVE, PERIOD, at)


@pytest.mark.parametrize("state", ["live", "closing", "funded", "refunded", "scheduled"])
@pytest.mark.parametrize("late", [timedelta(), timedelta(seconds=1), timedelta(days=400)])
def test_a_campaign_that_ended_takes_none_whatever_its_state_says(state, late):
    with pytest.raises(CampaignEndedError) as refused:
        check_takes_pledges(CampaignState(state), PERIOD, PERIOD.ends_at + late)
    assert not takes_pledges(CampaignState(state), PERIOD, PERIOD.ends_at + late)
    assert refused.value.code == "campaign_ended"
    assert refused.value.parameters["last_minute"].isoformat() == "2026-12-09T22:59:00+00:00"


@pytest.mark.parametrize(
    ("state", "at"),
    [
        ("scheduled", PERIOD.opens_at - timedelta(seconds=1)),
        ("scheduled", DURING),  # the job that opens it is late: not yet
        ("draft", DURING),
        ("in_review", DURING),
        ("live", PERIOD.opens_at - timedelta(seconds=1)),
    ],
)
def test_a_campaign_that_is_not_open_takes_none(state, at):
    with pytest.raises(CampaignNotOpenError) as refused:
        check_takes_pledges(CampaignState(state), PERIOD, at)
    assert not takes_pledges(CampaignState(state), PERIOD, at)
    assert refused.value.code == "campaign_not_open"
    assert refused.value.parameters == {"opens_at": PERIOD.opens_at}


@pytest.mark.parametrize("at", [DURING, PERIOD.ends_at])
def test_a_cancelled_campaign_takes_none_and_says_so(at):
    with pytest.raises(CampaignCancelledError) as refused:
        check_takes_pledges(CampaignState.CANCELLED, PERIOD, at)
    assert refused.value.code == "campaign_cancelled"
