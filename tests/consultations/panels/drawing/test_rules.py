"""What is named beforehand, what two people type, and whose turn it is."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.panels.drawing.rules import (
    FURTHEST,
    DrawMovedOnError,
    DrawState,
    EnteredAlreadyError,
    Entry,
    LotteryDayError,
    LotteryNotOverError,
    NoNumbersError,
    SealedLateError,
    Turn,
    check_day,
    check_enterable,
    numbers,
    overall,
    passed_over,
    stratum,
    turn,
)
from consultations.panels.members.rules import STRATUM_MOST

TODAY = date(2026, 12, 1)
ADA, BOB, CLEO = (UUID(int=number) for number in range(3))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7 12 23 31 40 + 5", "7 12 23 31 40 5"),
        ("07,12 - 23;31 40 (5)", "7 12 23 31 40 5"),
        (" 0 \n", "0"),
    ],
)
def test_numbers_are_read_whatever_stands_between_them(typed, read):
    assert numbers(typed) == read


@pytest.mark.parametrize("typed", ["", "sept", "1 " * 41, "9" * 201])
def test_what_has_no_numbers_or_too_many_is_refused(typed):
    with pytest.raises(NoNumbersError):
        numbers(typed)


@given(
    st.lists(st.integers(0, 99), min_size=1, max_size=9),
    st.lists(st.integers(0, 99), min_size=1, max_size=9),
    st.sampled_from([" ", ", ", " + ", "-"]),
)
def test_two_agree_where_they_typed_the_same_numbers_in_the_same_order(one, other, between):
    typed = numbers(between.join(map(str, one))), numbers(" ".join(map(str, other)))
    assert (typed[0] == typed[1]) == (one == other)


@pytest.mark.parametrize("days", [1, FURTHEST.days])
def test_a_lottery_is_still_to_come(days):
    check_day(TODAY + timedelta(days=days), TODAY)


@pytest.mark.parametrize("days", [-1, 0, FURTHEST.days + 1])
def test_one_that_somebody_might_know_or_that_is_far_off_decides_nothing(days):
    with pytest.raises(LotteryDayError):
        check_day(TODAY + timedelta(days=days), TODAY)


BEGINS = datetime(2026, 12, 5, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=1)
JUST = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("state", "sealed_at", "at", "refused"),
    [
        (DrawState.COMPUTED, BEGINS - JUST, ENDS, None),
        (DrawState.COMPUTED, BEGINS - JUST, ENDS - JUST, LotteryNotOverError),
        (DrawState.COMPUTED, BEGINS, ENDS, SealedLateError),
        (DrawState.COMPUTING, None, ENDS, DrawMovedOnError),
        (DrawState.DRAWN, BEGINS - JUST, ENDS, DrawMovedOnError),
        (DrawState.VOID, BEGINS - JUST, ENDS, DrawMovedOnError),
    ],
)
def test_numbers_are_typed_once_the_day_is_over_of_what_was_sealed_before_it(state, sealed_at, at, refused):
    day = {"day": BEGINS.date(), "begins": BEGINS, "ends": ENDS}
    if refused is None:
        check_enterable(state, at, **day, sealed_at=sealed_at)
        return
    with pytest.raises(refused):
        check_enterable(state, at, **day, sealed_at=sealed_at)


def test_two_people_type_in_a_round_and_a_third_begins_another():
    first, second = Entry(1, ADA, "1"), Entry(1, BOB, "2")
    assert turn([], ADA) == Turn(1, 1, None)
    assert turn([first], BOB) == Turn(1, 2, first)
    assert turn([first, second], ADA) == Turn(2, 1, None)
    third = Entry(2, CLEO, "2")
    assert turn([first, second, third], ADA) == Turn(2, 2, third)


def test_nobody_is_both_of_the_two():
    with pytest.raises(EnteredAlreadyError):
        turn([Entry(1, ADA, "1")], ADA)
    with pytest.raises(EnteredAlreadyError):
        turn([Entry(1, ADA, "1"), Entry(1, BOB, "2"), Entry(2, ADA, "2")], ADA)


def test_of_a_household_one_is_called_at_most():
    homes = {"a": "quai", "b": "quai", "c": "rue", "d": "rue", "e": "e"}
    assert passed_over(["b", "c", "d", "e"], ["a"], homes) == ["c", "e"]


def test_strata_that_differ_stay_apart_however_long_they_are():
    long = ["a" * 80] * 8
    found = {stratum([*long, end]) for end in "xyz"}
    assert len(found) == 3
    assert max(map(len, found)) <= STRATUM_MOST
    assert (stratum(["jeune", "ici"]), stratum([])) == ("jeune · ici", "*")


def test_how_far_a_lottery_is_grows_to_its_end():
    told = [overall("covering", 0), overall("covering", 1), overall("drawing", 0), overall("sharing", 2)]
    assert told == [0, 5, 5, 99]
