"""Whole days of the place, half-open instants for the machine, nights of 23 and 25 hours included."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.campaigns.rules import Period
from okote.territories.days import end_of, start_of
from tests.okote.funding.clocks import PARIS, REUNION


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        ("2026-01-15", "2026-01-14T23:00", "2026-01-15T23:00"),
        ("2026-07-15", "2026-07-14T22:00", "2026-07-15T22:00"),
        ("2026-03-28", "2026-03-27T23:00", "2026-03-28T23:00"),
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),  # the clock goes forward: 23 hours
        ("2026-03-30", "2026-03-29T22:00", "2026-03-30T22:00"),
        ("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),  # the clock goes back: 25 hours
        ("2026-10-26", "2026-10-25T23:00", "2026-10-26T23:00"),
        ("2026-12-31", "2026-12-30T23:00", "2026-12-31T23:00"),
        ("2028-02-29", "2028-02-28T23:00", "2028-02-29T23:00"),
    ],
)
def test_a_day_begins_and_ends_at_local_midnight(day, starts, ends):
    assert start_of(date.fromisoformat(day), PARIS) == utc(starts)
    assert end_of(date.fromisoformat(day), PARIS) == utc(ends)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-09"])
def test_people_read_the_last_minute_of_the_last_day(day):
    last = date.fromisoformat(day)
    period = Period(start_of(last - timedelta(days=10), PARIS), end_of(last, PARIS))
    assert period.last_minute.astimezone(PARIS).strftime("%Y-%m-%d %H:%M") == f"{day} 23:59"
    assert period.days == 11


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_hours_of_the_night_when_the_clock_changes_belong_to_the_last_day(day):
    period = Period(start_of(date(2026, 1, 1), PARIS), end_of(date.fromisoformat(day), PARIS))
    night = datetime.fromisoformat(f"{day}T02:30")
    for fold in (0, 1):
        assert period.contains(night.replace(tzinfo=PARIS, fold=fold).astimezone(UTC))
    assert period.contains(period.ends_at - timedelta(microseconds=1))
    assert not period.contains(period.ends_at)


def test_a_period_is_half_open():
    period = Period(utc("2026-11-01T09:00"), utc("2026-12-09T23:00"))
    assert not period.contains(utc("2026-11-01T08:59:59"))
    assert period.contains(utc("2026-11-01T09:00"))
    assert period.contains(utc("2026-12-09T22:59:59"))
    assert not period.contains(utc("2026-12-09T23:00"))


def test_what_is_begun_in_time_is_waited_for_half_an_hour():
    period = Period(utc("2026-11-01T09:00"), utc("2026-12-09T23:00"))
    assert period.waits_until == utc("2026-12-09T23:30")


@pytest.mark.parametrize(
    ("first", "days", "fits"),
    [
        ("2026-01-01", 75, True),
        ("2026-01-01", 76, False),
        ("2026-09-01", 75, True),  # an hour longer, as the clock goes back: 75 d 1 h 30 min + 14 d
        ("2026-09-01", 76, False),
        ("2026-02-01", 76, True),  # an hour shorter: 76 d − 1 h + 30 min + 14 d, 30 min under 90 days
        ("2026-02-01", 77, False),
    ],
)
def test_a_campaign_leaves_time_to_settle_within_what_stripe_holds(first, days, fits):
    opening = date.fromisoformat(first)
    period = Period(start_of(opening, PARIS), end_of(opening + timedelta(days=days - 1), PARIS))
    assert period.days == days
    assert period.fits_the_hold is fits


def test_each_place_has_midnights_of_its_own():
    """Saint-Denis closes three hours before Strasbourg in winter, and two in summer."""
    for day, earlier in ((date(2026, 12, 9), 3), (date(2026, 7, 9), 2)):
        assert end_of(day, PARIS) - end_of(day, REUNION) == timedelta(hours=earlier)
    assert start_of(date(2026, 12, 9), REUNION) == utc("2026-12-08T20:00")


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_where_the_clock_never_changes_every_day_has_as_many_hours(day):
    night = date.fromisoformat(day)
    assert end_of(night, REUNION) - start_of(night, REUNION) == timedelta(hours=24)
    assert Period(start_of(night - timedelta(days=10), REUNION), end_of(night, REUNION)).days == 11


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(day):
    following = day + timedelta(days=1)
    assert end_of(day, PARIS) == start_of(following, PARIS)
    assert end_of(day, PARIS) - start_of(day, PARIS) in {timedelta(hours=hours) for hours in (23, 24, 25)}
    assert start_of(day, PARIS).astimezone(PARIS).strftime("%Y-%m-%d %H:%M") == f"{day} 00:00"
