"""Whole tickets: what every lottery keeps, whichever algorithm made it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.panels.sortition import reading
from consultations.panels.sortition.freezing import frozen
from consultations.panels.sortition.groups import problem
from consultations.panels.sortition.maximin import maximin
from consultations.panels.sortition.report import Algorithm
from consultations.panels.sortition.rules import Candidate, Quota, Wanted, allowed
from consultations.panels.sortition.service import QuotasUnmetError, lottery
from consultations.panels.sortition.solver import panels as programme_of
from consultations.panels.sortition.stratified import Completion
from consultations.panels.sortition.tickets import seated, whole
from tests.consultations.panels.sortition.pools import panels_of, reach_of, small

TICKETS = 40


@given(small(), st.sampled_from(Algorithm))
def test_what_every_lottery_keeps(asked, algorithm):
    pool, wanted = asked
    sealed = frozen(pool, wanted, "salt")
    panels = panels_of(pool, wanted)
    if not panels:
        with pytest.raises(QuotasUnmetError):
            lottery(sealed, algorithm, TICKETS)
        return
    made, people = lottery(sealed, algorithm, TICKETS), {one.id: one for one in pool}
    on = made.chances(sealed)
    assert len(made.tickets) == TICKETS
    assert all(allowed([people[one] for one in ticket], wanted) for ticket in made.tickets)
    assert sum(on.values()) == TICKETS * wanted.size, "probabilities sum to the size"
    assert made.out_of_reach == people.keys() - reach_of(panels)
    assert made.smallest(sealed) == min(on[one] for one in reach_of(panels))


@given(small(), st.randoms(use_true_random=False), st.sampled_from(Algorithm))
def test_the_order_of_the_pool_changes_nothing(asked, lot, algorithm):
    pool, wanted = asked
    shuffled = lot.sample(pool, len(pool))
    if panels_of(pool, wanted):
        first, again = (frozen(each, wanted, "salt") for each in (pool, shuffled))
        assert first.sha256 == again.sha256
        assert lottery(first, algorithm, TICKETS).tickets == lottery(again, algorithm, TICKETS).tickets


def test_without_ids_of_its_own_the_order_of_a_file_says_who_is_who():
    """As documented: the number of the line is the id, so who moves is another person, with their chance."""
    wanted = reading.categories("feature,value,min,max\nage,old,1,1\nage,young,1,1\n", 2, "c")
    rows = ["old", "young", "young"]
    by_line = [reading.pool("age\n" + "\n".join(order), wanted, "p") for order in (rows, rows[::-1])]
    assert [[(one.id, *one.values) for one in pool] for pool in by_line] == [
        [("2", "old"), ("3", "young"), ("4", "young")],
        [("2", "young"), ("3", "young"), ("4", "old")],
    ]


@pytest.mark.parametrize("algorithm", Algorithm)
def test_another_salt_draws_another_lottery(algorithm):
    pool = [Candidate(str(at), ()) for at in range(30)]
    made = [
        lottery(frozen(pool, Wanted(5), salt), algorithm, 20).tickets for salt in ("salt", "pepper", "salt")
    ]
    assert made[0] == made[2] != made[1]


@given(small(), st.integers(1, 300))
def test_tickets_lose_no_more_of_a_group_than_they_must(asked, tickets):
    """Everybody keeps the exact smallest chance, but for less than one ticket for each panel in use."""
    pool, wanted = asked
    groups = problem(pool, wanted)
    fair = maximin(groups)
    if fair is None:
        return
    compositions = whole(groups, fair, tickets)
    assert len(compositions) == tickets
    assert set(compositions) <= set(fair.panels)
    used = sum(share > 0 for share in fair.shares)
    for group in fair.reach:
        has = sum(panel[group] for panel in compositions) / groups.people[group]
        assert has > fair.smallest * tickets - used


@given(st.integers(2, 9), st.integers(1, 60), st.integers())
def test_people_of_a_group_take_turns(people, tickets, seed):
    """Nobody has two tickets more than somebody who is in all things alike."""
    pool = [Candidate(str(at), ()) for at in range(people)]
    groups = problem(pool, Wanted(people // 2))
    drawn = seated(groups, [(people // 2,)] * tickets, Random(seed))
    on = [sum(one.id in ticket for ticket in drawn) for one in pool]
    assert max(on) - min(on) <= 1


def test_those_of_one_household_take_turns_as_well():
    pool = [Candidate(f"{home}{member}", (), f"home {home}") for home in "abc" for member in range(2)]
    groups = problem(pool, Wanted(2))
    sealed = frozen(pool, Wanted(2), "salt")
    on = lottery(sealed, Algorithm.MAXIMIN, 30).chances(sealed)
    assert groups.all_homes == 3
    assert set(on.values()) == {10}


def test_couples_take_turns_apart():
    """Four couples, of each of whom one at most sits: nobody has three tickets more than another."""
    pool = [Candidate(f"{home}{sex}", (sex,), f"home {home}") for home in range(4) for sex in "fm"]
    wanted = Wanted(2, (Quota("sex", "f", 1, 1), Quota("sex", "m", 1, 1)))
    sealed, people = frozen(pool, wanted, "salt"), {one.id: one for one in pool}
    made = lottery(sealed, Algorithm.MAXIMIN, 42)
    on = made.chances(sealed).values()
    assert all(allowed([people[one] for one in ticket], wanted) for ticket in made.tickets)
    assert max(on) - min(on) <= 2


@given(small(), st.randoms(use_true_random=False))
def test_the_plain_draw_passes_over_whom_no_panel_could_have_and_nobody_else(asked, lot):
    """Seat after seat, against every panel that there is."""
    pool, wanted = asked
    panels = panels_of(pool, wanted)
    if not panels:
        return
    groups = problem(pool, wanted)
    of = {one: number for number, group in enumerate(groups.groups) for home in group.homes for one in home}
    start = [sum(of[one.id] == number for one in panels[0]) for number in range(len(groups.groups))]
    completion = Completion(groups, start, [programme_of(groups, whole=False), programme_of(groups)])
    sitting: list[str] = []
    for one in lot.sample([one.id for one in pool], len(pool)):
        if len(sitting) < wanted.size and not _home_taken(pool, one, sitting):
            possible = any({*sitting, one} <= {each.id for each in panel} for panel in panels)
            assert completion.seat(of[one]) == possible
            sitting += [one] if possible else []


def _home_taken(pool, one, sitting):
    """Those who draw pass over a household that sits already before they ask about its group."""
    homes = {each.id: each.household for each in pool}
    return homes[one] is not None and homes[one] in {homes[each] for each in sitting}


def test_too_few_tickets_leave_people_without_any_and_say_so():
    pool = [Candidate(str(at), ("it",)) for at in range(10)]
    sealed = frozen(pool, Wanted(2, (Quota("all", "it", 2, 2),)), "salt")
    made = lottery(sealed, Algorithm.MAXIMIN, 3)
    assert made.smallest(sealed) == 0
    assert made.out_of_reach == frozenset()
    assert made.optimum == pytest.approx(0.2)
