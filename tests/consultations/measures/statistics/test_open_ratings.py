"""Ratings of everyone: a grade from a hundred answers on, and nothing that tells one person's."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.measures.statistics.axes import NOTHING, Answers
from consultations.measures.statistics.open_ratings import Grade, Period, evolution, grade


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0, 99), None),
        ((0, 0, 0, 80, 20), Grade.VERY_GOOD),  # 8
        ((0, 0, 0, 81, 19), Grade.INSUFFICIENT),  # 7.975
        ((0, 0, 100, 0, 0), Grade.INSUFFICIENT),  # 5
        ((0, 1, 99, 0, 0), Grade.CRITICAL),
        ((0, 0, 0, 0, 0), None),
    ],
)
def test_a_grade_is_that_of_the_states_observatory_from_a_hundred_answers_on(counts, expected):
    assert grade(Answers(counts)) is expected


def month(number: int) -> date:
    return date(2026 + number // 12, number % 12 + 1, 1)


def test_a_month_with_few_answers_is_told_with_those_after_it():
    few, enough = Answers((1, 0, 0, 1, 0)), Answers((0, 0, 0, 0, 5))
    found = evolution({month(3): few, month(0): enough, month(1): few, month(2): few, month(5): few}, 5)

    assert found.periods == [
        Period(month(0), month(0), enough),
        Period(month(1), month(3), few + few + few),
    ]
    assert found.waiting == 2
    assert found.answers == enough + few + few + few


def test_before_anybody_answered_there_is_nothing():
    assert evolution({}, 5).answers == NOTHING


months = st.lists(st.tuples(*(st.integers(0, 4) for _ in range(5))).map(Answers), max_size=24)


@given(months, st.integers(3, 10))
@settings(max_examples=40)
def test_from_one_month_to_the_next_what_is_told_stays_or_grows_by_enough(answers, least):
    """So nobody learns one person's answer from what is told today and was yesterday."""
    before = evolution({}, least)
    for count in range(1, len(answers) + 1):
        now = evolution({month(number): answers[number] for number in range(count)}, least)
        assert now.periods[: len(before.periods)] == before.periods
        assert all(period.answers.number >= least for period in now.periods)
        assert now.answers.number + now.waiting == sum(one.number for one in answers[:count])
        before = now
