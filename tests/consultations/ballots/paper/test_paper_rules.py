"""A line says what a paper says, or why it does not count; nothing is taken for something else."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.paper import rules
from consultations.ballots.paper.rules import Offer, read_paper, read_papers
from consultations.ballots.rules import Input, canonical

ADA, BOB, CLAIRE = (UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Terms:
    input: Input = Input.APPROVAL
    least: int = 1
    most: int = 3
    points: int = 0
    points_most: int = 0


APPROVAL = Offer(Terms(), frozenset(range(1, 6)))
POINTS = Offer(Terms(Input.POINTS, most=5, points=5, points_most=3), frozenset(range(1, 6)))


@pytest.mark.parametrize(
    ("typed", "offer", "said"),
    [
        ("1 4", APPROVAL, "1:1,4:1"),
        (" 4,1 ", APPROVAL, "1:1,4:1"),
        ("-", APPROVAL, rules.BLANK),
        ("X", APPROVAL, rules.SPOILED),
        ("+", APPROVAL, rules.OVERVOTED),
        ("1 2 3 4", APPROVAL, rules.OVERVOTED),
        ("3", Offer(Terms(least=2), frozenset({1, 2, 3})), rules.SPOILED),
        ("2:3 1:2", POINTS, "1:2,2:3"),
        ("2:4", POINTS, rules.OVERVOTED),
        ("2:3 1:3", POINTS, rules.OVERVOTED),
    ],
)
def test_what_a_line_says(typed, offer, said):
    assert read_paper(typed, 1, offer) == said
    assert read_paper(rules.written(said, offer.terms), 1, offer) == said


@pytest.mark.parametrize("typed", ["", "0", "6", "1 1", "1:2", "a", "1;2", "٣", "1 -", "99999", "1:"])
def test_what_says_nothing_that_is_on_the_ballot(typed):
    with pytest.raises(rules.LineError) as refused:
        read_paper(typed, 7, APPROVAL)
    assert refused.value.parameters == {"line": 7}


@pytest.mark.parametrize("typed", ["1", "1:0", "1:1 2"])
def test_points_are_said_for_each(typed):
    with pytest.raises(rules.LineError):
        read_paper(typed, 1, POINTS)


@given(st.sets(st.integers(1, 5), min_size=1, max_size=3))
def test_whatever_may_be_chosen_is_read_as_it_is_written(chosen):
    said = canonical(dict.fromkeys(chosen, 1))
    assert read_paper(rules.written(said, APPROVAL.terms), 1, APPROVAL) == said


def test_as_many_lines_as_papers():
    assert read_papers("1\r\n-\r\n", 2, APPROVAL) == ["1:1", ""]
    for typed in ("", "1", "1\n-\nx"):
        with pytest.raises(rules.ControlTotalError) as refused:
            read_papers(typed, 2, APPROVAL)
        assert refused.value.parameters == {"papers": 2, "lines": len(typed.split())}


def test_a_box_adds_up_or_it_is_said_why():
    rules.check_box(3, 3, "")
    rules.check_box(3, 4, "Un papier emporté")
    with pytest.raises(rules.BoxDifferenceError):
        rules.check_box(3, 4, "")


@pytest.mark.parametrize(
    ("papers", "alone", "small"), [(0, False, False), (2, True, False), (3, False, False), (2, False, True)]
)
def test_what_is_small_goes_with_another_one(papers, alone, small):
    if not small:
        rules.check_large(papers, 3, alone=alone)
        return
    with pytest.raises(rules.BoxSmallError):
        rules.check_large(papers, 3, alone=alone)


def test_two_people_type():
    assert rules.turn([], ADA) == 1
    assert rules.turn([ADA], BOB) == 2
    with pytest.raises(rules.TypedTwiceError):
        rules.turn([ADA], ADA)
    with pytest.raises(rules.TypedAlreadyError):
        rules.turn([ADA, BOB], CLAIRE)


@pytest.mark.parametrize(
    ("settler", "agreed", "settled"),
    [(CLAIRE, None, True), (ADA, None, False), (ADA, BOB, True), (ADA, CLAIRE, False), (ADA, ADA, False)],
)
def test_a_third_person_settles_or_both(settler, agreed, settled):
    assert rules.settled({ADA, BOB}, settler, agreed) is settled
