"""Why quotas can't be met, and the least that would have to give way."""

from itertools import combinations

import pytest
from hypothesis import given

from consultations.panels.sortition.groups import problem
from consultations.panels.sortition.relaxing import Change, Obstacle, Reason, relaxed, unmet
from consultations.panels.sortition.rules import Candidate, Quota, Wanted, together
from consultations.panels.sortition.solver import panels as programme_of
from tests.consultations.panels.sortition.pools import panels_of, pool_of, small


def quota(feature, value, least, most, floor=0, ceiling=None):
    return Quota(feature, value, least, most, floor, ceiling)


SEVEN = [("man", "young")] * 3 + [("man", "old")] * 3 + [("woman", "old")]
"""By sex and age."""


def of_features(people, wanted):
    """Those people, by what the quotas are about."""
    at = [("sex", "age").index(feature) for feature in wanted.features]
    return [Candidate(str(number), tuple(one[place] for place in at)) for number, one in enumerate(people)]


@pytest.mark.parametrize(
    ("seats", "quotas", "obstacles", "changes"),
    [
        (  # one woman, where two must be
            4,
            [quota("sex", "man", 2, 2), quota("sex", "woman", 2, 2)],
            [Obstacle(Reason.TOO_FEW_HAVE_IT, 1, 2, "sex", "woman")],
            {("woman", 1, 0), ("man", 0, 1)},
        ),
        (  # minima of five for four seats; of the young no fewer would do
            4,
            [quota("age", "young", 3, 3, floor=3), quota("age", "old", 2, 3)],
            [Obstacle(Reason.MINIMA_ABOVE_SIZE, 5, 4, "age")],
            {("old", 1, 0)},
        ),
        (  # maxima of three for four seats; of the young no more would do
            4,
            [quota("age", "young", 0, 1, ceiling=1), quota("age", "old", 0, 2)],
            [Obstacle(Reason.MAXIMA_BELOW_SIZE, 3, 4, "age")],
            {("old", 0, 1)},
        ),
        (  # each by itself can be met; but the woman is old, and nobody old is wanted
            3,
            [
                quota("sex", "man", 2, 3),
                quota("sex", "woman", 1, 1),
                quota("age", "young", 3, 3),
                quota("age", "old", 0, 0),
            ],
            [],
            {("woman", 1, 0)},
        ),
    ],
)
def test_the_reason_and_the_smallest_relaxation(seats, quotas, obstacles, changes):
    wanted = Wanted(seats, tuple(quotas))
    pool = of_features(SEVEN, wanted)
    found = unmet(problem(pool, wanted))
    assert list(found.obstacles) == obstacles
    assert {(change.quota.value, change.lower, change.higher) for change in found.changes} == changes
    assert not found.beyond
    assert panels_of(pool, relaxed(wanted, found.changes))


def test_a_pool_that_cannot_fill_the_seats_is_mended_by_no_quota():
    pool = [Candidate("a", ("x",), "home"), Candidate("b", ("x",), "home"), Candidate("c", ("x",))]
    found = unmet(problem(pool, Wanted(3, (quota("f", "x", 0, 3),))))
    assert found.obstacles == (Obstacle(Reason.POOL_TOO_SMALL, 2, 3),)
    assert found.changes == ()


@pytest.mark.parametrize(("floor", "ceiling", "beyond"), [(0, 4, False), (1, 3, False), (2, 2, True)])
def test_bounds_are_moved_no_further_than_who_decides_would_let_them(floor, ceiling, beyond):
    """Where that is not enough, it is said that what would do goes beyond."""
    men, women = quota("sex", "man", 2, 2, 0, ceiling), quota("sex", "woman", 2, 2, floor, 4)
    wanted = Wanted(4, (men, women))
    found = unmet(problem(of_features(SEVEN, wanted), wanted))
    assert set(found.changes) == {Change(women, 1, 0), Change(men, 0, 1)}
    assert found.beyond is beyond


@given(small())
def test_no_relaxation_moves_fewer_seats(asked):
    """Against every panel there is: by how many seats each misses the quotas."""
    pool, wanted = asked
    if panels_of(pool, wanted):
        return
    found = unmet(problem(pool, wanted))
    misses = [
        sum(
            max(one.least - seats, 0) + max(seats - one.most, 0)
            for one in wanted.quotas
            for seats in [sum(wanted.has(person.values, one) for person in panel)]
        )
        for panel in combinations(pool, wanted.size)
        if together(panel)
    ]
    assert sum(change.lower + change.higher for change in found.changes) == min(misses, default=0)
    assert bool(misses) == bool(panels_of(pool, relaxed(wanted, found.changes)))


def test_of_a_real_pool_the_quota_that_is_in_the_way_is_named():
    """`sf_demo_22`, with one more of some gender asked for than the pool has."""
    pool, wanted = pool_of("sf_demo_22")
    place, value = wanted.features.index("Gender"), "Non-binary or other"
    there = sum(one.values[place] == value for one in pool)
    asked = [quota("Gender", value, there + 1, 22) if one.value == value else one for one in wanted.quotas]
    found = unmet(problem(pool, Wanted(22, tuple(asked))))
    assert Obstacle(Reason.TOO_FEW_HAVE_IT, there, there + 1, "Gender", value) in found.obstacles
    mended = relaxed(Wanted(22, tuple(asked)), found.changes)
    assert programme_of(problem(pool, mended)).best() is not None
