"""Figures of a vote, and that no hidden one can be worked out from those that are told."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.rules import canonical
from consultations.ballots.statistics.rules import breakdown, figures, tells

PILES = st.lists(
    st.tuples(st.dictionaries(st.integers(1, 5), st.integers(1, 4), max_size=4), st.integers(0, 12)),
    max_size=8,
)


def test_votes_are_counted_by_option_by_size_and_two_by_two():
    found = figures([("1:1,2:1", 3), ("2:4", 2), ("", 1), ("3:1", 0)], [1, 2, 3])
    assert (found.votes, found.blank) == (6, 1)
    assert found.supports == {1: 3, 2: 5, 3: 0}
    assert found.points == {1: 3, 2: 11, 3: 0}
    assert found.sizes == {0: 1, 1: 2, 2: 3}
    assert found.together == {(1, 2): 3}


@given(PILES)
def test_figures_are_what_counting_vote_by_vote_gives(piles):
    found = figures([(canonical(choices), votes) for choices, votes in piles], range(1, 6))
    each = [choices for choices, votes in piles for _ in range(votes)]
    assert found.votes == len(each) == sum(found.sizes.values())
    for option in range(1, 6):
        assert found.supports[option] == sum(option in one for one in each)
        assert found.points[option] == sum(one.get(option, 0) for one in each)
    for pair in combinations(range(1, 6), 2):
        assert found.together.get(pair, 0) == sum(set(pair) <= set(one) for one in each)


def test_so_few_are_not_told():
    assert tells(20, 20)
    assert not tells(19, 20)


def test_a_small_group_is_hidden_and_the_next_one_with_it():
    groups = {"a": (2, {1: 1}), "b": (30, {1: 10}), "c": (40, {1: 20}), "d": (0, {1: 0})}
    a, b, c, d = breakdown(groups, 20)
    assert [(one.voters, one.supports) for one in (a, b, d)] == [(None, None)] * 3
    assert (c.voters, c.supports) == (40, {1: 20})


def test_an_option_that_nobody_hidden_chose_hides_one_group_more():
    groups = {
        "a": (3, {1: 0, 2: 9}),
        "b": (20, {1: 0, 2: 9}),
        "c": (30, {1: 5, 2: 9}),
        "d": (40, {1: 6, 2: 9}),
    }
    a, b, c, d = breakdown({**groups, "a": (3, {1: 0, 2: 2})}, 20)
    assert (a.supports, b.supports) == (None, None)
    assert c.supports == {1: None, 2: 9}
    assert d.supports == {1: 6, 2: 9}


@pytest.mark.parametrize(
    "groups",
    [{}, {"a": (50, {1: 5})}, {"a": (2, {1: 1}), "b": (50, {1: 5})}, {"a": (2, {1: 1}), "b": (3, {1: 1})}],
)
def test_where_no_two_can_be_told_apart_nothing_is(groups):
    assert breakdown(groups, 20) is None


def test_an_option_of_all_or_of_nobody_has_nothing_left_to_hide():
    groups = {"a": (2, {1: 2, 2: 0}), "b": (3, {1: 3, 2: 0}), "c": (5, {1: 5, 2: 0})}
    rows = breakdown(groups, 3)
    assert rows[2].supports == {1: 5, 2: 0}


SMALL = st.lists(
    st.integers(0, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=4
)


@given(SMALL)
def test_no_hidden_figure_follows_from_those_that_are_told(sizes):
    """By trying all that might be: each hidden figure could be at least two."""
    groups = {at: (voters, {1: chose}) for at, (voters, chose) in enumerate(sizes)}
    rows = breakdown(groups, 3)
    voters, chose = (sum(one[part] for one in sizes) for part in (0, 1))
    if rows is None or chose in {0, voters}:
        return
    hidden = [row for row in rows if row.supports is None or row.supports[1] is None]
    if not hidden:
        return
    left = chose - sum(row.supports[1] for row in rows if row not in hidden)
    away = [row for row in hidden if row.voters is None]
    rest = voters - sum(row.voters for row in rows if row.voters is not None)
    might = {row.group: set() for row in hidden}
    might_vote = {row.group: set() for row in away}
    for spread in product(range(rest + 1), repeat=len(away)):
        if sum(spread) != rest:
            continue
        most = dict(zip([row.group for row in away], spread, strict=True))
        for group, number in most.items():
            might_vote[group].add(number)
        of = [range(min(most.get(row.group, row.voters or 0), left) + 1) for row in hidden]
        for chosen in product(*of):
            if sum(chosen) == left:
                for row, number in zip(hidden, chosen, strict=True):
                    might[row.group].add(number)
    assert all(len(found) > 1 for found in [*might.values(), *might_vote.values()])
