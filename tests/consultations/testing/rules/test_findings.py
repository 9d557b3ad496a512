"""What testers stumbled on is read, answered with reasons by a date, and not taken back once promised."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from consultations.measures.statistics.severity import Severity
from consultations.testing.rules.findings import (
    PATIENCE,
    FindingMovedOnError,
    FindingState,
    ReasonMissingError,
    check_answer,
    check_step,
    due,
    is_late,
    met_by,
    severity_of,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

STEPS = {
    ("reported", "reviewed"),
    ("reported", "set_aside"),
    ("reviewed", "set_aside"),
    ("set_aside", "reviewed"),
    ("reviewed", "accepted"),
    ("reviewed", "refused"),
    ("reviewed", "already_done"),
    ("refused", "accepted"),
    ("refused", "already_done"),
}


@pytest.mark.parametrize(("state", "following"), list(product(FindingState, FindingState)))
def test_a_step_follows_from_a_state(state, following):
    if (state.value, following.value) in STEPS:
        check_step(state, following)
    else:
        with pytest.raises(FindingMovedOnError):
            check_step(state, following)


@pytest.mark.parametrize("answer", [FindingState.REFUSED, FindingState.ALREADY_DONE])
def test_who_refuses_says_why_and_who_has_done_it_says_where(answer):
    check_answer(FindingState.REVIEWED, answer, "Depuis mars, en page 2.")
    for nothing in ("", " \n"):
        with pytest.raises(ReasonMissingError):
            check_answer(FindingState.REVIEWED, answer, nothing)


def test_what_is_accepted_needs_no_words():
    check_answer(FindingState.REVIEWED, FindingState.ACCEPTED, "")


def test_what_nobody_read_is_not_answered_and_setting_aside_is_no_answer():
    with pytest.raises(FindingMovedOnError):
        check_answer(FindingState.REPORTED, FindingState.ACCEPTED, "Oui.")
    with pytest.raises(FindingMovedOnError):
        check_answer(FindingState.REVIEWED, FindingState.SET_ASIDE, "Non.")


@pytest.mark.parametrize("state", FindingState)
def test_only_what_waits_for_its_answer_is_late_from_the_due_moment_on(state):
    assert due(AT) == AT + PATIENCE
    waits = state is FindingState.REVIEWED
    assert is_late(state, due(AT), due(AT)) is waits
    assert not is_late(state, due(AT), due(AT) - INSTANT)


def test_a_finding_of_several_is_as_bad_as_for_the_worst_off_and_counts_each_once():
    assert severity_of([Severity.ANNOYING, Severity.BLOCKING, Severity.SLOWING]) is Severity.BLOCKING
    assert met_by([{"a", "b"}, {"b"}, {"c"}]) == {"a", "b", "c"}
    assert met_by([]) == frozenset()
    with pytest.raises(ValueError, match="empty"):
        severity_of([])
