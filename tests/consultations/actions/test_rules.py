"""Where an action may go from where it stands, until when it is promised, and what counts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.actions.rules import (
    MOVES,
    UNDER_WAY,
    ActionMovedOnError,
    ActionState,
    DayOutOfOrderError,
    DeadlineKeptError,
    DeadlineMissingError,
    DeadlineNotLaterError,
    DeadlineOutOfRangeError,
    EditionFrozenError,
    IndicatorIncompleteError,
    MeasuredOutOfOrderError,
    NothingToFreezeError,
    ReasonMissingError,
    Standing,
    Step,
    YearFrozenError,
    YearNotOverError,
    check_day,
    check_freezable,
    check_indicator,
    check_measured,
    counted,
    deadline_after,
    is_late,
    of_year,
)
from payments.errors import DomainError

S = ActionState
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)
TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("state", "deadline", "step", "after"),
    [
        (S.PROPOSED, None, Step(S.DECIDED, TODAY, deadline=JUNE), JUNE),
        (S.PROPOSED, JUNE, Step(S.DECIDED, TODAY), JUNE),  # wished for, and now promised
        (S.PROPOSED, None, Step(S.ABANDONED, TODAY, "Pas à nous."), None),  # refused
        (S.PROPOSED, None, Step(S.DECIDED, TODAY, deadline=TODAY), TODAY),
        (S.DECIDED, JUNE, Step(S.IN_PROGRESS, TODAY, deadline=JUNE), JUNE),
        (S.FINALISING, JUNE, Step(S.DONE, JULY), JUNE),  # done too late
        (S.IN_PROGRESS, JUNE, Step(S.CARRIED_OVER, TODAY, deadline=JULY), JULY),
        (S.CARRIED_OVER, JUNE, Step(S.CARRIED_OVER, TODAY, deadline=JULY), JULY),
        (S.DONE, JUNE, Step(S.IN_PROGRESS, TODAY, "À refaire."), JUNE),  # reopened
        (S.DONE, JUNE, Step(S.IN_PROGRESS, JULY, "À refaire."), JUNE),  # and late at once
        (S.DONE, JUNE, Step(S.IN_PROGRESS, TODAY, "À refaire.", JULY), JULY),
        (S.ABANDONED, None, Step(S.DECIDED, TODAY, "Finalement.", JULY), JULY),
    ],
)
def test_a_step_leads_on_with_its_deadline(state, deadline, step, after):
    assert deadline_after(Standing(state, deadline), step) == after


@pytest.mark.parametrize(
    ("state", "deadline", "step", "refused"),
    [
        (S.PROPOSED, None, Step(S.DONE, TODAY), ActionMovedOnError),
        (S.DONE, JUNE, Step(S.DONE, TODAY), ActionMovedOnError),
        (S.DECIDED, JUNE, Step(S.PROPOSED, TODAY), ActionMovedOnError),
        (S.PROPOSED, None, Step(S.DECIDED, TODAY), DeadlineMissingError),
        (S.IN_PROGRESS, JUNE, Step(S.CARRIED_OVER, TODAY), DeadlineMissingError),
        (S.IN_PROGRESS, JUNE, Step(S.CARRIED_OVER, TODAY, deadline=JUNE), DeadlineNotLaterError),
        (S.DECIDED, JUNE, Step(S.IN_PROGRESS, TODAY, deadline=JULY), DeadlineKeptError),
        (S.PROPOSED, None, Step(S.ABANDONED, TODAY, "Non.", JULY), DeadlineKeptError),
        (S.PROPOSED, None, Step(S.DECIDED, JULY, deadline=JUNE), DeadlineOutOfRangeError),
        (S.PROPOSED, None, Step(S.DECIDED, JULY, deadline=date(2057, 1, 1)), DeadlineOutOfRangeError),
        (S.PROPOSED, JUNE, Step(S.DECIDED, JULY), DeadlineOutOfRangeError),  # wished for too long ago
        (S.CARRIED_OVER, TODAY, Step(S.CARRIED_OVER, JULY, deadline=JUNE), DeadlineOutOfRangeError),
        (S.DONE, TODAY, Step(S.IN_PROGRESS, JULY, "Non.", JUNE), DeadlineOutOfRangeError),
        (S.IN_PROGRESS, JUNE, Step(S.ABANDONED, TODAY), ReasonMissingError),
        (S.PROPOSED, None, Step(S.ABANDONED, TODAY), ReasonMissingError),
        (S.DONE, JUNE, Step(S.IN_PROGRESS, TODAY), ReasonMissingError),
        (S.ABANDONED, None, Step(S.DECIDED, TODAY, deadline=JULY), ReasonMissingError),
    ],
)
def test_what_does_not_follow_is_refused(state, deadline, step, refused):
    with pytest.raises(refused):
        deadline_after(Standing(state, deadline), step)


@pytest.mark.parametrize(
    ("on", "after", "frozen", "refused"),
    [
        (TODAY, None, None, None),
        (TODAY, TODAY, 2025, None),
        (TODAY + timedelta(days=1), None, None, DayOutOfOrderError),
        (TODAY - timedelta(days=1), TODAY, None, DayOutOfOrderError),
        (date(1999, 12, 31), None, None, DayOutOfOrderError),
        (date(2025, 12, 31), None, 2025, YearFrozenError),
        (date(2026, 1, 1), None, 2025, None),
    ],
)
def test_a_step_happened_in_its_turn(on, after, frozen, refused):
    if refused is None:
        check_day(on, TODAY, after=after, frozen=frozen)
        return
    with pytest.raises(refused):
        check_day(on, TODAY, after=after, frozen=frozen)


@pytest.mark.parametrize(
    ("state", "deadline", "today", "late"),
    [
        (S.DECIDED, JUNE, JUNE, False),  # the day itself still counts
        (S.DECIDED, JUNE, JUNE + timedelta(days=1), True),
        (S.CARRIED_OVER, JUNE, JULY, True),  # carried over, and late again
        (S.DONE, JUNE, JULY, False),
        (S.ABANDONED, JUNE, JULY, False),
        (S.PROPOSED, JUNE, JULY, False),  # nothing was promised
    ],
)
def test_what_was_promised_for_a_day_that_is_over_is_late(state, deadline, today, late):
    assert is_late(state, deadline, today) is late


@pytest.mark.parametrize(
    ("state", "on", "told"),
    [
        (S.DECIDED, date(2024, 3, 1), True),  # still under way
        (S.DONE, date(2026, 1, 1), True),
        (S.DONE, date(2025, 12, 31), False),  # told by the year before
        (S.ABANDONED, date(2025, 5, 1), False),
        (S.ABANDONED, date(2026, 5, 1), True),
    ],
)
def test_an_edition_tells_of_what_was_under_way_or_ended_in_its_year(state, on, told):
    assert of_year(2026, state, on) is told


@pytest.mark.parametrize(
    ("measure", "sound"),
    [
        (("", "", (None, None)), True),
        (("Délai", "jours", (None, None)), True),
        (("Délai", "jours", (12, JUNE), (4, JULY)), True),
        (("Délai", "", (None, None)), False),
        (("Délai", "jours", (12, None)), False),
        (("Délai", "jours", (None, JUNE)), False),
        (("", "", (12, JUNE)), False),
    ],
)
def test_a_value_has_its_indicator_its_unit_and_its_day(measure, sound):
    if sound:
        check_indicator(*measure)
        return
    with pytest.raises(IndicatorIncompleteError):
        check_indicator(*measure)


@pytest.mark.parametrize(
    ("before", "after", "sound"),
    [
        (None, None, True),
        (JUNE, None, True),
        (None, JUNE, True),
        (JUNE, JUNE, True),
        (JUNE, JULY, True),
        (JULY, JUNE, False),
        (JUNE, JULY + timedelta(days=1), False),
        (None, JULY + timedelta(days=1), False),
        (date(1999, 12, 31), None, False),
    ],
)
def test_what_was_measured_was_so_in_its_order(before, after, sound):
    if sound:
        check_measured(before, after, JULY)
        return
    with pytest.raises(MeasuredOutOfOrderError):
        check_measured(before, after, JULY)


@pytest.mark.parametrize(
    ("year", "frozen", "promised", "refused"),
    [
        (2025, False, 1, None),
        (2026, False, 1, YearNotOverError),
        (2025, True, 1, EditionFrozenError),
        (2025, False, 0, NothingToFreezeError),
    ],
)
def test_a_year_is_frozen_once_when_it_is_over(year, frozen, promised, refused):
    if refused is None:
        check_freezable(year, TODAY, frozen=frozen, promised=promised)
        return
    with pytest.raises(refused):
        check_freezable(year, TODAY, frozen=frozen, promised=promised)


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
tried = st.lists(
    st.builds(Step, st.sampled_from(S), days, st.sampled_from(["", "Parce que."]), st.none() | days)
)


def lived(steps):
    """How an action stands after each step that the rules let through, from a proposal on."""
    now, life = Standing(S.PROPOSED, None), []
    for step in steps:
        try:
            now = Standing(step.state, deadline_after(now, step))
        except DomainError:
            continue
        life.append((now, step))
    return life


@given(tried)
def test_whatever_is_tried_an_action_keeps_to_its_promise(steps):
    life = lived(steps)
    before = Standing(S.PROPOSED, None)
    for now, step in life:
        assert now.state in MOVES[before.state]
        assert now.deadline is not None or now.state in {S.PROPOSED, S.ABANDONED}
        if now.deadline != before.deadline:
            assert now.state in {S.DECIDED, S.CARRIED_OVER} or before.state is S.DONE
            assert now.deadline >= step.on
        if now.state is S.CARRIED_OVER:
            assert before.deadline is None or now.deadline > before.deadline
        if now.state is S.ABANDONED or before.state in {S.DONE, S.ABANDONED}:
            assert step.note
        before = now


@given(st.lists(st.tuples(st.sampled_from(S), st.none() | days)), days)
def test_numbers_add_up_and_are_never_shares(standings, on):
    found = counted(on, standings)
    assert found.total == len(standings)
    assert found.done == sum(state is S.DONE for state, _ in standings)
    assert found.late <= sum(number for state, number in found.states.items() if state in UNDER_WAY)
    assert 0 not in found.states.values()


def test_every_state_is_left_and_reached():
    assert set(MOVES) == set(S)
    assert {to for reached in MOVES.values() for to in reached} == set(S) - {S.PROPOSED}
