"""The level of a ballot's risks, as the authority counts points."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.level.rules import (
    CNIL_2019,
    Question,
    UnansweredError,
    in_force,
    level,
    points,
    to_ask,
)

HARMLESS = {question: not counts for question, counts in CNIL_2019.points.items()}
"""A vote of fewer than fifty people, on paper too, that can be put off and decides nothing."""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, 1),
        ({Question.FEWER_THAN_50: False, Question.FEWER_THAN_1000: False}, 1),
        ({Question.GIVES_POWER: True, Question.THREATENED: True, Question.FORMAL_PROOF: True}, 2),
        ({question: CNIL_2019.points[question] for question in tuple(Question)[:6]}, 2),
        ({question: CNIL_2019.points[question] for question in tuple(Question)[:7]}, 3),
        (dict(CNIL_2019.points), 3),
    ],
)
def test_points_make_a_level(changed, expected):
    assert level(CNIL_2019, HARMLESS | changed) == expected


@given(st.fixed_dictionaries(dict.fromkeys(Question, st.booleans())), st.sampled_from(Question))
def test_each_answer_is_worth_a_point_at_most_and_never_lowers_the_level_that_counts(answers, question):
    without = answers | {question: not CNIL_2019.points[question]}
    with_it = answers | {question: CNIL_2019.points[question]}
    assert points(CNIL_2019, with_it) == points(CNIL_2019, without) + 1
    assert level(CNIL_2019, with_it) >= level(CNIL_2019, without)


def test_every_question_is_asked_and_wants_an_answer():
    assert CNIL_2019.points.keys() == set(Question)
    with pytest.raises(UnansweredError) as refused:
        level(CNIL_2019, {Question.THREATENED: True})
    assert refused.value.parameters == {"questions": len(Question) - 1}


def test_it_is_known_until_when_questions_hold():
    assert in_force(date(2026, 12, 31)) is CNIL_2019
    assert in_force(date(2027, 1, 1)) is None
    assert to_ask(date(2027, 1, 1)) is CNIL_2019
