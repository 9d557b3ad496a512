"""Bounds of 64 bits: what they decide is so; what is closer than they tell is settled in rationals."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.tally.completing import Budget, InBounds, InRationals, add1
from consultations.ballots.tally.counting import count, silent
from consultations.ballots.tally.election import Ballot, Election, Project, VoteType
from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.equal_shares import run
from consultations.ballots.tally.near import Bounds
from consultations.ballots.tally.rules import Settings, Ties
from consultations.ballots.tally.ties import Order
from tests.consultations.ballots.tally.elections import election_of, small


def shared_out(election, *, points=False, ties=Ties.NAME):
    costs = [project.cost for project in election.projects]
    order = Order(election, Settings(ties=ties), election.votes())
    everybody = frozenset(range(len(costs)))
    return Electorate(costs, election.ballots, everybody, points=points), order


@given(small(), st.booleans(), st.fractions(0, 12, max_denominator=9), st.fractions(0, 3, max_denominator=9))
def test_what_bounds_decide_is_what_every_share_between_them_buys(election, points, low, width):
    electorate, order = shared_out(election, points=points and election.has_points)
    shares = [low + width * part / 5 for part in range(6)]
    alone = Bounds(electorate).winners(low, low, order)
    assert alone in (None, run(electorate, low, order).winners)
    found = Bounds(electorate).winners(shares[0], shares[-1], order)
    if found is not None:
        assert {run(electorate, share, order).winners for share in shares} == {found}
    rational = InRationals(electorate, order)
    first = rational.winners(shares[0])
    if rational.alike(shares[0], shares[-1]):
        assert {run(electorate, share, order).winners for share in shares} == {first}


@given(small(), st.sampled_from([Fraction(1), Fraction(1, 3)]))
def test_leaps_end_where_steps_do(election, step):
    if not election.voters:
        return
    electorate, order = shared_out(election)
    start, budget = Fraction(election.budget, election.voters), Budget(electorate, election.budget)
    steps, winners = 0, run(electorate, start, order).winners
    while not budget.exhausted(winners):
        winners = run(electorate, start + (steps + 1) * step, order).winners
        if budget.exceeded(winners):
            break
        steps += 1
    for runs in (InRationals(electorate, order), InBounds(electorate, order)):
        assert add1(runs, start, step, budget, silent) == steps


def test_a_real_election_is_counted_alike_in_bounds_and_in_rationals():
    election = election_of("France_Toulouse_2019")
    for points in (False, True):
        electorate, order = shared_out(election, points=points)
        for share in (Fraction(1_000_000, 1_494), Fraction(900), Fraction(1_301, 3)):
            found = Bounds(electorate).winners(share, share, order)
            assert found == run(electorate, share, order).winners


MANY, MORE = 300_000_007, 300_000_009
"""Numbers of voters without a common divisor."""


def close_election():
    """First z and y are bought, by many each. One voter of each has less than a full part left for a or b.

    Both cost 1, of which one more voter, who wishes for either, pays what is missing: MANY parts of z's cost
    or MORE of y's, which differ by one in 9 × 10^16. Whoever is bought leaves nothing for the other.
    """
    of_z = pow(MORE, -1, MANY)
    of_y = (of_z * MORE - 1) // MANY
    projects = (Project("a", 1), Project("b", 1), Project("y", of_y), Project("z", of_z))
    cast = {(0, 3): 1, (3,): MANY - 1, (1, 2): 1, (2,): MORE - 1, (0, 1): 1}
    return Election(
        VoteType.APPROVAL,
        MANY + MORE,
        projects,
        Counter({Ballot(told): times for told, times in cast.items()}),
    )


def test_what_floats_would_decide_wrongly_is_settled_in_rationals():
    election, share = close_election(), Fraction(1)
    cost_y, cost_z = (election.projects[place].cost for place in (2, 3))
    assert 1 - (1 - cost_y / MORE) >= 1 - (1 - cost_z / MANY)  # as floats b is no cheaper than a,
    assert Fraction(cost_y, MORE) < Fraction(cost_z, MANY)  # and yet it is
    electorate, order = shared_out(election)
    exact = run(electorate, share, order)
    assert {1, 2, 3} == set(exact.winners)
    assert Bounds(electorate).winners(share, share, order) is None
    assert InBounds(electorate, order).winners(share) == exact.winners


def test_amounts_too_large_for_64_bits_are_counted_all_the_same():
    election = Election(
        VoteType.APPROVAL,
        10**30,
        (Project("a", 10**29), Project("b", 10**30)),
        {Ballot((0,)): 600, Ballot((1,)): 600},
    )
    electorate, order = shared_out(election)
    share = Fraction(10**30, 1_200)
    assert Bounds(electorate).winners(share, share, order) is None
    assert InBounds(electorate, order).winners(share) == (0,)
    assert count(election, Settings()).winners == (0,)


@pytest.mark.parametrize("name", ["Switzerland_Zurich_S5", "Netherlands_Assen_2024"])
def test_leaps_of_either_kind_end_alike_where_ties_are_met_all_the_way(name):
    election = election_of(name)
    electorate, order = shared_out(election)
    start, budget = Fraction(election.budget, election.voters), Budget(electorate, election.budget)
    found = {
        add1(runs(electorate, order), start, Fraction(1), budget, silent) for runs in (InBounds, InRationals)
    }
    assert len(found) == 1
