"""What may still be changed of phases that everyone reads, and what is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from consultations.processes.changing import ChangeKind, changed_phases, changed_texts
from consultations.processes.rules import (
    POSSIBLE,
    Permit,
    PhaseDetails,
    PhaseEndedError,
    PhaseKind,
    PhasePastError,
    ResultsSeenError,
    moved_to,
)

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = START + 15 * DAY


def phase(kind, begins, ends):
    until = None if ends is None else START + ends * DAY
    return PhaseDetails(kind, START + begins * DAY, until, frozenset(POSSIBLE[kind]), id=uuid4())


IDEAS = phase(PhaseKind.IDEAS, 0, 10)
DISCUSSION = phase(PhaseKind.DISCUSSION, 10, 20)
VOTE = phase(PhaseKind.VOTE, 20, 30)
RESULTS = phase(PhaseKind.RESULTS, 30, None)
KNOWN = (IDEAS, DISCUSSION, VOTE, RESULTS)


def until(one, day):
    return replace(one, ends_at=START + day * DAY)


def between(one, first, last):
    return replace(one, starts_at=START + first * DAY, ends_at=START + last * DAY)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (KNOWN, []),
        ((IDEAS, until(DISCUSSION, 18), VOTE, RESULTS), [ChangeKind.SHORTENED]),
        (
            (IDEAS, until(DISCUSSION, 22), between(VOTE, 22, 32), between(RESULTS, 32, 40)),
            [ChangeKind.EXTENDED, ChangeKind.MOVED, ChangeKind.MOVED],
        ),
        ((IDEAS, DISCUSSION, until(VOTE, 29), RESULTS), [ChangeKind.SHORTENED]),
        ((IDEAS, DISCUSSION, RESULTS), [ChangeKind.REMOVED]),
        (
            (*KNOWN[:3], until(RESULTS, 40), phase(PhaseKind.FOLLOW_UP, 40, None)),
            [ChangeKind.SHORTENED, ChangeKind.ADDED],
        ),
        ((replace(IDEAS, says="Merci !"), *KNOWN[1:]), [ChangeKind.SAYS]),
        (
            (IDEAS, replace(DISCUSSION, permits=frozenset({Permit.COMMENT})), VOTE, RESULTS),
            [ChangeKind.PERMITS],
        ),
    ],
)
def test_what_is_still_to_come_may_change_and_is_told(now, told):
    assert [one.kind for one in changed_phases(KNOWN, now, NOW)] == told


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        ((until(IDEAS, 12), *KNOWN[1:]), PhaseEndedError),  # what is over is not opened again
        ((replace(IDEAS, permits=frozenset()), *KNOWN[1:]), PhaseEndedError),
        (KNOWN[1:], PhaseEndedError),
        ((IDEAS, VOTE, RESULTS), PhaseEndedError),  # nor is what runs taken away
        ((IDEAS, until(DISCUSSION, 14), VOTE, RESULTS), PhasePastError),  # shortened below now
        ((IDEAS, until(DISCUSSION, 15), VOTE, RESULTS), PhasePastError),
        ((IDEAS, between(DISCUSSION, 12, 20), VOTE, RESULTS), PhasePastError),
        ((IDEAS, replace(DISCUSSION, kind=PhaseKind.STUDY), VOTE, RESULTS), PhasePastError),
        ((IDEAS, DISCUSSION, between(VOTE, 14, 30), RESULTS), PhasePastError),
        ((*KNOWN, phase(PhaseKind.STUDY, 12, 13)), PhasePastError),
    ],
)
def test_what_was_stays(now, refusal):
    with pytest.raises(refusal):
        changed_phases(KNOWN, now, NOW)


def test_nothing_opens_again_once_results_were_to_be_seen():
    seen = START + 31 * DAY
    ended = (*KNOWN[:3], until(RESULTS, 40))
    again = (*ended, phase(PhaseKind.VOTE, 41, 50))
    assert [one.kind for one in changed_phases(KNOWN, ended, seen)] == [ChangeKind.SHORTENED]
    with pytest.raises(ResultsSeenError):
        changed_phases(KNOWN, again, seen)
    before = START + 29 * DAY
    assert ChangeKind.ADDED in [one.kind for one in changed_phases(KNOWN, again, before)]


def test_texts_are_told_as_they_were():
    was = {"title": "Avant", "service": "1", "lead": "Le même"}
    told = changed_texts(was, {"title": "Après", "service": "2", "lead": "Le même"}, told=["title", "lead"])
    assert [(one.field, one.was_said) for one in told] == [("title", "Avant"), ("service", "")]


def test_a_copy_keeps_times_of_day_where_clocks_change():
    """Moved over the last Sunday of March, a phase still begins at midnight and ends at 18:00."""
    assert moved_to([], START.date(), PARIS) == []
    first = datetime(2026, 3, 1, tzinfo=PARIS).astimezone(UTC)
    ends = datetime(2026, 3, 10, 18, tzinfo=PARIS).astimezone(UTC)
    known = [
        PhaseDetails(PhaseKind.IDEAS, first, ends, id=uuid4()),
        PhaseDetails(PhaseKind.RESULTS, ends, None),
    ]
    ideas, results = moved_to(known, datetime(2026, 3, 25, tzinfo=PARIS).date(), PARIS)
    assert (ideas.id, results.ends_at) == (None, None)
    assert ideas.starts_at.astimezone(PARIS).isoformat() == "2026-03-25T00:00:00+01:00"
    assert ideas.ends_at.astimezone(PARIS).isoformat() == "2026-04-03T18:00:00+02:00"
    assert results.starts_at == ideas.ends_at
