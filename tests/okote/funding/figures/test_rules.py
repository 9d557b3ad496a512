"""What is added up is all there is, and nothing of few people can be read from it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.campaigns.rules import PUBLIC_STATES, CampaignState
from okote.funding.figures.rules import (
    LEAST,
    OUTCOMES,
    Figures,
    Givers,
    Month,
    Outcome,
    Project,
    Sums,
    told,
    told_by_call,
)
from payments.money import Money, total

AMOUNT = st.integers(0, 10**9).map(Money)
NAMES = st.sampled_from([None, "Rivemont", "Port-Aval"])
PROJECT = st.builds(
    Project, st.sampled_from(Outcome), NAMES, NAMES, st.builds(Sums, st.just(1), AMOUNT, AMOUNT, AMOUNT)
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def a_month(number, people):
    day = date(2024 + number // 12, number % 12 + 1, 1)
    return Month(day, day, Money(people * 20_00), people, people)


MONTHS = st.lists(st.integers(1, 3 * LEAST), max_size=30).map(
    lambda counts: [a_month(number, people) for number, people in enumerate(counts)]
)


ONE, OTHER = UUID(int=1), UUID(int=2)
CALLS = st.lists(
    st.fixed_dictionaries(
        dict.fromkeys((ONE, OTHER, None), st.sampled_from([0, 0, 1, LEAST - 1, LEAST, 40]))
    ),
    max_size=12,
)
"""Month by month, how many people gave to either of two calls, and outside calls."""


def by_call(counts):
    """Of each call its months; and those of the territory, where the same people gave everywhere."""
    found = {
        call: [a_month(number, row[call]) for number, row in enumerate(counts) if row[call]]
        for call in (ONE, OTHER, None)
    }
    whole = [
        replace(a_month(number, sum(row.values())), people=max(row.values()))
        for number, row in enumerate(counts)
        if any(row.values())
    ]
    return told(whole), {call: months for call, months in found.items() if months}


@given(CALLS)
def test_nothing_of_few_people_is_what_calls_and_territory_differ_by(counts):
    of_all, parts = by_call(counts)
    found = told_by_call(of_all, parts)
    quiet = [one for call, months in parts.items() if call not in found for one in months]
    spans = sorted({(one.first, one.last) for months in found.values() for one in months})
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    for first, last in spans:
        assert first in {one.first for one in of_all}
        assert last in {one.last for one in of_all}
        outside = [one.people for one in quiet if first <= one.first <= last]
        assert len(spans) == 1 or not outside or max(outside) >= LEAST
    for call, months in found.items():
        assert call is not None
        assert total([one.given for one in months]) == total([one.given for one in parts[call]])
        assert len(spans) == 1 or all(one.people >= LEAST for one in months)


def test_a_call_is_told_by_its_months_where_enough_gave_in_each_and_outside():
    rows = [{ONE: 12, OTHER: 0, None: 15}, {ONE: 11, OTHER: 0, None: 30}]
    assert [one.pledges for one in told_by_call(*by_call(rows))[ONE]] == [12, 11]
    few_outside = [rows[0] | {None: 3}, rows[1]]
    assert [one.pledges for one in told_by_call(*by_call(few_outside))[ONE]] == [23]
    few_elsewhere = [rows[0], rows[1] | {OTHER: 3}]
    assert told_by_call(*by_call(few_elsewhere)).keys() == {ONE}
    at_last = [*rows, {ONE: 2, OTHER: 0, None: 30}, {ONE: 0, OTHER: 12, None: 1}]
    assert [one.pledges for one in told_by_call(*by_call(at_last))[ONE]] == [12, 13]


def test_nothing_given_is_nothing_told():
    assert told_by_call([], {}) == {}


@given(st.lists(PROJECT, max_size=6))
def test_each_way_to_cut_it_adds_up_to_the_whole(projects):
    figures = Figures(NOW, projects)
    for cut in (figures.by_place, figures.by_category, figures.by_outcome.items()):
        assert sum((sums for _, sums in cut), Sums()) == figures.all_
    assert figures.all_.total == total([one.sums.total for one in projects])
    assert figures.all_.projects == len(projects)


@given(MONTHS)
def test_no_month_of_few_people_stands_alone(months):
    grouped = told(months)
    assert total([one.given for one in grouped]) == total([one.given for one in months])
    assert sum(one.pledges for one in grouped) == sum(one.pledges for one in months)
    assert [one.first for one in grouped] == sorted(one.first for one in grouped)
    assert len(grouped) <= 1 or all(one.people >= LEAST for one in grouped)
    assert [one for one in months if one.people < LEAST] or grouped == months


def test_few_people_are_told_with_the_next_month_and_at_last_with_the_one_before():
    few, many = LEAST - 1, LEAST
    grouped = told([a_month(number, people) for number, people in enumerate([few, few, many, many, few])])
    assert [(one.first.month, one.last.month) for one in grouped] == [(1, 3), (4, 5)]
    assert told([a_month(0, few)]) == [a_month(0, few)]
    assert told([]) == []


@pytest.mark.parametrize(
    ("for_themselves", "for_bodies", "apart"),
    [(LEAST, LEAST, True), (LEAST - 1, LEAST, False), (LEAST, LEAST - 1, False), (500, 0, False)],
)
def test_two_parts_are_told_apart_where_neither_is_of_few(for_themselves, for_bodies, apart):
    givers = Givers(for_themselves=for_themselves, for_bodies=for_bodies)
    assert givers.told_apart is apart


def test_a_success_is_one_of_those_that_the_rule_decided():
    of = [Outcome.FUNDED, Outcome.FUNDED, Outcome.MISSED, Outcome.CANCELLED, Outcome.OPEN, Outcome.DECIDING]
    figures = Figures(NOW, [Project(one, None, None, Sums(1)) for one in of])
    assert (figures.funded, figures.decided) == (2, 3)


def test_projects_of_a_call_are_told_by_what_it_is_called():
    sums, food, roads = Sums(1, Money.of(5)), ("manger", "Manger"), ("bouger", "Bouger")
    made = [Project(Outcome.OPEN, None, None, sums, call) for call in (food, None, roads, food)]
    found = Figures(NOW, made).by_call
    assert [(call, told.projects) for call, told in found] == [(food, 2), (roads, 1)]


def test_the_greatest_stands_first():
    sums = {"Rivemont": Sums(1, Money(1)), "Port-Aval": Sums(1, Money(2)), None: Sums(1, Money(1))}
    figures = Figures(NOW, [Project(Outcome.OPEN, place, None, each) for place, each in sums.items()])
    assert [place for place, _ in figures.by_place] == ["Port-Aval", None, "Rivemont"]


def test_every_state_that_the_public_sees_has_an_outcome():
    assert OUTCOMES.keys() == PUBLIC_STATES | {CampaignState.CANCELLED}
