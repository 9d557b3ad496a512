"""Phases of a process: half-open, one after another, and what each may permit."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.processes.rules import (
    POSSIBLE,
    Audience,
    Permit,
    PhaseClosedError,
    PhaseDetails,
    PhaseEndlessError,
    PhaseKind,
    PhaseNotYetError,
    PhaseOverAtMidnightError,
    PhaseOverError,
    PhasePermitsError,
    PhaseReversedError,
    PhasesMissingError,
    PhasesOverlapError,
    ProcessState,
    check_phases,
    end_typed,
    gaps,
    refused,
    runs,
    standing,
)
from okote.territories.days import end_of, start_of

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def phase(kind, begins, ends, permits=None, audience=Audience.PUBLIC):
    return PhaseDetails(
        kind,
        START + begins * DAY,
        None if ends is None else START + ends * DAY,
        frozenset(POSSIBLE[kind] if permits is None else permits),
        audience,
    )


IDEAS, STUDY = phase(PhaseKind.IDEAS, 0, 10), phase(PhaseKind.STUDY, 10, 20)
VOTE, RESULTS = phase(PhaseKind.VOTE, 22, 30), phase(PhaseKind.RESULTS, 30, None)
BUDGET = (IDEAS, STUDY, VOTE, RESULTS)


@pytest.mark.parametrize(
    ("phases", "refusal"),
    [
        ((), PhasesMissingError),
        ((phase(PhaseKind.IDEAS, 5, 5),), PhaseReversedError),
        ((phase(PhaseKind.IDEAS, 5, 4),), PhaseReversedError),
        ((phase(PhaseKind.IDEAS, 0, None), STUDY), PhaseEndlessError),
        ((phase(PhaseKind.IDEAS, 0, 11), STUDY), PhasesOverlapError),
        ((phase(PhaseKind.IDEAS, 0, 5, {Permit.VOTE}),), PhasePermitsError),
        (
            (phase(PhaseKind.IDEAS, 0, 5), *[phase(PhaseKind.STUDY, n, n + 1) for n in range(5, 20)]),
            PhasesMissingError,
        ),
    ],
)
def test_what_can_not_be_is_refused(phases, refusal):
    with pytest.raises(refusal):
        check_phases(phases, Audience.PUBLIC)


def test_phases_touch_without_overlapping_and_a_gap_is_told():
    check_phases(BUDGET, Audience.PUBLIC)
    (gap,) = gaps(BUDGET)
    assert (gap.after, gap.before, gap.ends_at - gap.starts_at) == (2, 3, 2 * DAY)


def test_a_phase_is_for_those_of_the_process_or_fewer():
    check_phases([phase(PhaseKind.STUDY, 0, 1, audience=Audience.AGENTS)], Audience.PARTNERS)
    with pytest.raises(PhasePermitsError):
        check_phases([phase(PhaseKind.STUDY, 0, 1, audience=Audience.PUBLIC)], Audience.PARTNERS)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8, unique=True), st.integers(-1, 41))
def test_at_each_moment_one_phase_at_most_is_active(days, at):
    phases = [phase(PhaseKind.IDEAS, first, last) for first, last in pairwise(sorted(days))]
    check_phases(phases, Audience.PUBLIC)
    active = [one for one in phases if runs(one, START + at * DAY)]
    assert len(active) == (min(days) <= at < max(days))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (-1, ProcessState.COMING),
        (0, ProcessState.OPEN),
        (21, ProcessState.OPEN),
        (29.9, ProcessState.OPEN),
        (30, ProcessState.OVER),
    ],
)
def test_a_process_is_over_once_only_its_results_are_left(at, expected):
    moment = START + at * DAY
    assert standing(BUDGET, moment, published_at=START, archived_at=None) is expected
    assert standing(BUDGET, moment, published_at=START, archived_at=START) is ProcessState.ARCHIVED
    assert standing(BUDGET, moment, published_at=None, archived_at=None) is ProcessState.DRAFT


def test_a_refusal_says_when_and_what_is_open_instead():
    early = refused(BUDGET, Permit.VOTE, START + 5 * DAY, PARIS)
    assert isinstance(early, PhaseNotYetError)
    assert early.parameters["opens"] == VOTE.starts_at
    assert early.parameters["now"].code == "process_now_ideas"
    late = refused(BUDGET, Permit.PROPOSE, START + 21 * DAY, PARIS)
    assert isinstance(late, PhaseOverError)
    assert late.parameters["closed"] == IDEAS.ends_at
    assert late.parameters["now"].code == "process_now_nothing"
    never = refused([IDEAS], Permit.VOTE, START, PARIS)
    assert type(never) is PhaseClosedError


def test_the_end_of_a_day_is_told_as_midnight():
    end = end_of(datetime(2026, 3, 29, tzinfo=PARIS).date(), PARIS)
    closing = PhaseDetails(PhaseKind.IDEAS, START, end, frozenset({Permit.PROPOSE}))
    over = refused([closing], Permit.PROPOSE, end, PARIS)
    assert isinstance(over, PhaseOverAtMidnightError)
    assert over.parameters["day"].isoformat() == "2026-03-29"


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-05-31"])
def test_23_59_is_the_end_of_the_day_whatever_its_length(day):
    typed = datetime.fromisoformat(f"{day}T23:59").replace(tzinfo=PARIS).astimezone(UTC)
    whole = end_of(typed.astimezone(PARIS).date(), PARIS)
    assert end_typed(typed, PARIS) == whole
    assert whole - start_of(typed.astimezone(PARIS).date(), PARIS) in (23 * DAY / 24, DAY, 25 * DAY / 24)
    assert end_typed(typed - timedelta(minutes=1), PARIS) == typed - timedelta(minutes=1)
