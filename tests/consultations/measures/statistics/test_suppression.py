"""Whatever is hidden stays hidden: tried with all that somebody could work out who knows the rule."""

from collections import defaultdict
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.measures.statistics.suppression import SMALLEST, hidden, may_tell

MOST = 4
"""The best answer, where the worst is 0."""


@pytest.mark.parametrize(
    ("sizes", "least", "found"),
    [
        ((9, 8), 5, []),
        ((9, 3), 5, [0, 1]),  # the total without the nine would be the three
        ((9, 3, 6), 5, [1, 2]),  # the six go with the three
        ((9, 3, 2), 5, [1, 2]),  # five together
        ((9, 3, 1), 5, [0, 1, 2]),  # four together: the nine go with them
        ((9, 3, 1, 6), 5, [1, 2, 3]),
        ((5, 5, 1), 5, [0, 2]),  # of groups alike the first goes
        ((9, 0, 6), 5, []),
        ((9, 0, 1, 6), 5, [2, 3]),
        ((4,), 5, [0]),
        ((4, 0), 5, [0]),
        ((5,), 5, []),
        ((), 5, []),
    ],
)
def test_which_groups_are_hidden(sizes, least, found):
    assert hidden(dict(enumerate(sizes)), least) == found


def test_groups_of_two_are_refused_whatever_is_set():
    with pytest.raises(ValueError, match="too small"):
        hidden({"a": 9}, SMALLEST - 1)


sizes = st.lists(st.integers(0, 40), max_size=8)


@given(sizes, st.integers(SMALLEST, 12))
def test_no_group_is_small_nor_are_those_hidden_together(sizes, least):
    found = hidden(dict(enumerate(sizes)), least)
    shown = [size for group, size in enumerate(sizes) if group not in found]

    assert all(may_tell(size, least) for size in shown if size)
    if found and any(shown):
        assert may_tell(sum(sizes[group] for group in found), least)


@given(sizes, st.integers(SMALLEST, 12))
def test_no_more_is_hidden_than_must_be(sizes, least):
    """Each group that went with the small ones did so because without it they could have been worked out."""
    found = hidden(dict(enumerate(sizes)), least)
    with_them = sorted(sizes[group] for group in found if sizes[group] >= least)
    if with_them:
        assert 0 < sum(sizes[group] for group in found) - with_them[-1] < least


def parts(groups):
    return chain.from_iterable(combinations(groups, count) for count in range(1, len(groups) + 1))


def worked_out(rule, sizes, least):
    """What gives a few people away: some hidden groups whose answers sum to the same in all tables alike.

    By brute force over all that could have been answered, for somebody who knows how many are in each group.
    Where all who are hidden gave the worst answer, or all the best, their mean says so of each however they
    are grouped: that is not counted.
    """
    found = rule(dict(enumerate(sizes)), least)
    alike = defaultdict(list)
    for sums in product(*(range(MOST * size + 1) for size in sizes)):
        published = tuple(None if group in found else told for group, told in enumerate(sums))
        at_an_end = sum(sums[group] for group in found) in {0, MOST * sum(sizes[group] for group in found)}
        if not at_an_end:
            alike[sum(sums), published].append(sums)
    for few in parts(found):
        if 0 < sum(sizes[group] for group in few) < least:
            for tables in alike.values():
                if len({sum(sums[group] for group in few) for sums in tables}) == 1:
                    yield few


@pytest.mark.parametrize("least", [3, 4])
def test_nothing_that_is_hidden_can_be_worked_out(least):
    panels = [sizes for groups in (2, 3) for sizes in product(range(6), repeat=groups)]
    told = [sizes for sizes in panels if least <= sum(sizes) <= 8]

    assert sum(bool(hidden(dict(enumerate(sizes)), least)) for sizes in told) > 50
    assert [found for sizes in told for found in worked_out(hidden, sizes, least)] == []


def only_the_small_ones(sizes, least):
    return [group for group, size in sizes.items() if 0 < size < least]


def two_at_least(sizes, least):
    """However few people they are together."""
    small = only_the_small_ones(sizes, least)
    others = [group for group in sizes if group not in small]
    return small + others[:1] if len(small) == 1 else small


@pytest.mark.parametrize(
    ("rule", "sizes", "given_away"),
    [(only_the_small_ones, (4, 2), (1,)), (two_at_least, (4, 1, 1), (1, 2))],
)
def test_the_brute_force_finds_what_lesser_rules_give_away(rule, sizes, given_away):
    assert set(worked_out(rule, sizes, 3)) == {given_away}
