"""The fairest lottery: as fair as published, and as any lottery over every panel there is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.panels.sortition.freezing import frozen
from consultations.panels.sortition.groups import problem
from consultations.panels.sortition.maximin import covering, maximin, reached
from consultations.panels.sortition.report import Algorithm
from consultations.panels.sortition.rules import Candidate, Quota, Wanted, allowed
from consultations.panels.sortition.service import lottery, no_telling
from tests.consultations.panels.sortition.pools import (
    NAMES,
    REFERENCE,
    expected,
    odd,
    optimum,
    panels_of,
    pool_of,
    reach_of,
    small,
)

CLOSE = 0.001
"""How near the smallest probability is to come to the published one."""


@pytest.mark.parametrize(("name", "out_of_reach"), [*zip(NAMES, (0, 0, 1), strict=True)])
def test_the_smallest_probability_is_the_one_published(name, out_of_reach):
    """Of `diversimax_exact` one person is on no panel within the quotas; the others' least chance counts."""
    pool, wanted = pool_of(name)
    reached = expected(name)["computed"]["results"]["maximin"]
    assert reached.get("zero_probability_members", 0) == out_of_reach
    smallest = reached["min_positive_probability" if out_of_reach else "min_probability"]
    sealed = frozen(pool, wanted, "salt")
    made = lottery(sealed, Algorithm.MAXIMIN)
    on = made.chances(sealed)
    people = {one.id: one for one in pool}
    assert made.optimum == pytest.approx(smallest, abs=1e-6)
    assert made.smallest(sealed) / len(made.tickets) == pytest.approx(smallest, abs=CLOSE)
    assert {one for one in on if not on[one]} == made.out_of_reach
    assert len(made.out_of_reach) == out_of_reach
    assert all(allowed([people[one] for one in ticket], wanted) for ticket in made.tickets)


def test_the_pool_that_the_paper_published_has_the_papers_minimum():
    """Flanigan et al., Nature 596 (2021): LEXIMIN's smallest probability, by definition maximin's too."""
    pool, wanted = pool_of("example_small_20")
    figures = json.loads((REFERENCE / "published.json").read_text())["instances"]["example_small_20"]
    assert (len(pool), wanted.size) == (figures["pool_size"], figures["panel_size"])
    fair = maximin(problem(pool, wanted))
    assert fair.smallest == pytest.approx(figures["leximin_min_probability_pct"] / 100, abs=CLOSE)


@given(st.one_of(small(), odd()))
def test_no_lottery_over_all_panels_is_fairer(asked):
    pool, wanted = asked
    panels, fair = panels_of(pool, wanted), maximin(problem(pool, wanted))
    if not panels:
        assert fair is None
        return
    assert fair.smallest == pytest.approx(optimum(panels), abs=1e-7)
    assert fair.bound >= fair.smallest - 1e-9
    assert sum(fair.shares) == pytest.approx(1)
    chances = [0.0] * len(problem(pool, wanted).groups)
    for share, panel in zip(fair.shares, fair.panels, strict=True):
        chances = [chance + share * seats for chance, seats in zip(chances, panel, strict=True)]
    people = problem(pool, wanted).people
    assert sum(chances) == pytest.approx(wanted.size), "probabilities sum to the size"
    assert min(chances[group] / people[group] for group in fair.reach) == pytest.approx(
        fair.smallest, abs=1e-7
    )


def test_nobody_is_taken_by_halves():
    """Each panel has one person of two ones and one of one: six share the first seat, three the other.

    By halves, three halves of the six could sit beside half of the one without any, who is on no panel.
    """
    people = ["110", "101", "011"] * 2 + ["001", "010", "100", "000"]
    pool = [Candidate(str(at), tuple(values)) for at, values in enumerate(people)]
    ones = [Quota(feature, "1", 1, 1) for feature in "abc"]
    wanted = Wanted(2, (*ones, *(Quota(feature, "0", 1, 1) for feature in "abc")))
    fair = maximin(problem(pool, wanted))
    assert fair.smallest == pytest.approx(1 / 6)
    assert fair.bound == pytest.approx(1 / 6), "and it is known to be the best"
    sealed = frozen(pool, wanted, "salt")
    made = lottery(sealed, Algorithm.MAXIMIN, 60)
    assert made.out_of_reach == {"9"}
    assert made.chances(sealed) == {str(at): 10 if at < 6 else 20 for at in range(9)} | {"9": 0}


@given(small())
def test_those_within_reach_are_those_whom_some_panel_has(asked):
    pool, wanted = asked
    groups = problem(pool, wanted).groups
    reach = {
        one
        for number in reached(covering(problem(pool, wanted), no_telling))
        for home in groups[number].homes
        for one in home
    }
    assert reach == reach_of(panels_of(pool, wanted))


def test_who_is_told_how_far_it_is_can_end_it():
    def enough(stage, part):
        raise KeyboardInterrupt(f"{stage} {part:.0%}")

    with pytest.raises(KeyboardInterrupt, match="covering 0%"):
        maximin(problem(*pool_of("sf_demo_22")), enough)
