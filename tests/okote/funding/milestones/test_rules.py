"""What is told of a campaign, when: a table of moments, and what never happens whatever comes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.campaigns.rules import Period
from okote.funding.milestones.rules import QUIET, SHORTEST, TIMELY, Course, Milestone, due, moment

M = Milestone
OPENS = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY, INSTANT = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


def lasting(days):
    return Period(OPENS, OPENS + days * DAY)


def course(days=30, *, pledges=5, reached=False, **told):
    return Course(lasting(days), pledges, reached, {M(name): OPENS + after for name, after in told.items()})


@pytest.mark.parametrize(
    ("milestone", "after"),
    [
        (M.FIRST_DAY, DAY + 9 * HOUR),
        (M.HALF_WAY, 15 * DAY + 9 * HOUR),
        (M.EIGHT_DAYS, 21 * DAY + 9 * HOUR),
        (M.TWO_DAYS, 27 * DAY + 9 * HOUR),
        (M.THRESHOLD, timedelta()),
    ],
)
def test_each_has_its_moment(milestone, after):
    assert moment(milestone, lasting(30)) == OPENS + after


@pytest.mark.parametrize(
    ("stands", "after", "told"),
    [
        (course(), DAY, None),
        (course(), DAY + 9 * HOUR - INSTANT, None),
        (course(), DAY + 9 * HOUR, M.FIRST_DAY),
        (course(), DAY + 21 * HOUR - INSTANT, M.FIRST_DAY),
        (course(), DAY + 21 * HOUR, None),  # too late: it would no longer be true
        (course(pledges=0), DAY + 9 * HOUR, None),  # of nothing
        (course(first_day=DAY + 9 * HOUR), DAY + 10 * HOUR, None),  # twice
        (course(3), DAY + 9 * HOUR, None),  # a campaign of three days
        (course(), 15 * DAY + 9 * HOUR, M.HALF_WAY),
        (course(pledges=0), 15 * DAY + 9 * HOUR, None),
        (course(10), 5 * DAY + 9 * HOUR, M.HALF_WAY),
        (course(9), 4 * DAY + 21 * HOUR, None),  # shorter than ten days
        (course(), 21 * DAY + 9 * HOUR, M.EIGHT_DAYS),
        (course(pledges=0), 21 * DAY + 9 * HOUR, M.EIGHT_DAYS),  # it asks for help
        (course(23), 14 * DAY + 9 * HOUR, None),  # too near to half-way
        (course(24), 15 * DAY + 9 * HOUR, M.EIGHT_DAYS),
        (course(), 27 * DAY + 9 * HOUR, M.TWO_DAYS),
        (course(4), DAY + 9 * HOUR, M.FIRST_DAY),  # its two last days begin then, and are not told
        (course(reached=True), HOUR, M.THRESHOLD),
        (course(reached=True, threshold=HOUR), 3 * HOUR, None),
        (course(threshold=HOUR), 2 * DAY, None),  # fallen below it since, and not told of again
        (course(reached=True), 21 * DAY + 9 * HOUR, M.THRESHOLD),  # before what the calendar says
        (course(reached=True, threshold=21 * DAY + 8 * HOUR), 21 * DAY + 9 * HOUR, None),  # the same day
        (course(reached=True, threshold=21 * DAY + 8 * HOUR), 22 * DAY + 8 * HOUR, None),  # and gone
        (course(reached=True, eight_days=21 * DAY + 9 * HOUR), 22 * DAY, None),  # waits for its turn
        (course(reached=True, eight_days=21 * DAY + 9 * HOUR), 22 * DAY + 9 * HOUR, M.THRESHOLD),
        (course(reached=True), -INSTANT, None),
        (course(reached=True), 30 * DAY, None),
    ],
)
def test_what_is_told(stands, after, told):
    assert due(stands, OPENS + after) is told


@given(
    days=st.integers(1, 90),
    first=st.integers(0, 89 * 24),
    threshold=st.integers(0, 90 * 24),
    every=st.integers(1, 30),
)
def test_told_of_rarely_in_time_and_once(days, first, threshold, every):
    """Looked at every so many hours, from some moment on: whatever the course of a campaign."""
    period, told = lasting(days), {}
    for hour in range(0, days * 24, every):
        at = period.opens_at + hour * HOUR
        milestone = due(Course(period, hour >= first, hour >= threshold, dict(told)), at)
        if milestone is not None:
            assert milestone not in told
            assert period.contains(at)
            assert all(at - before >= QUIET for before in told.values())
            if milestone is not M.THRESHOLD:
                assert days >= SHORTEST[milestone]
                assert moment(milestone, period) <= at < moment(milestone, period) + TIMELY
            told[milestone] = at
    if told:
        assert (M.THRESHOLD in told) <= (threshold < days * 24)
