"""What is said of each project holds: give it what it lacked and it wins, and not with one vote less."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from consultations.ballots.tally.counting import count
from consultations.ballots.tally.election import Ballot
from consultations.ballots.tally.explained import Why, explained
from consultations.ballots.tally.rules import Completion, Rule, Settings, Ties
from tests.consultations.ballots.tally.elections import election_of, settings_for, small
from tests.consultations.ballots.tally.test_counting import vote


def joined(election, place, voters):
    """As many of those who chose nothing now choose that project alone."""
    ballots = Counter(election.ballots)
    ballots[Ballot(())] -= voters
    ballots[Ballot((place,))] += voters
    return replace(election, ballots=Counter({ballot: times for ballot, times in ballots.items() if times}))


@given(small(points=False), st.integers(0, 40), st.data())
def test_so_many_more_would_have_paid_for_it_and_no_fewer(election, silent, data):
    election = joined(election, 0, 0)
    ballots = Counter(election.ballots)
    ballots[Ballot(())] += silent
    election = replace(election, ballots=ballots)
    told = Settings(ties=data.draw(st.sampled_from(Ties)))
    lost = [
        one
        for one in explained(election, told, count(election, told)).projects
        if one.why is Why.NOT_PAID_FOR and one.needed is not None
    ]
    assume(lost)
    one = data.draw(st.sampled_from(lost))
    more = one.needed - one.votes
    assert more > 0
    assume(more <= ballots[Ballot(())])
    for joining, wins in ((more, True), (more - 1, False)):
        other = joined(election, one.place, joining)
        assert (one.place in count(other, told).winners) is wins


@given(small(points=False), st.sampled_from([Rule.GREEDY, Rule.MOST_VOTES]), st.booleans(), st.data())
def test_so_many_votes_would_have_won_in_line_and_no_fewer(election, rule, seats, data):
    election = replace(election, ballots=Counter(election.ballots) + Counter({Ballot(()): 100}))
    told = Settings(rule, ties=Ties.NAME, winners=2 if seats and rule is Rule.MOST_VOTES else None)
    lost = [
        one
        for one in explained(election, told, count(election, told)).projects
        if one.why is not Why.TAKEN and one.needed is not None
    ]
    assume(lost)
    one = data.draw(st.sampled_from(lost))
    more = one.needed - one.votes
    assert more > 0
    for joining, wins in ((more, True), (more - 1, False)):
        assert (one.place in count(joined(election, one.place, joining), told).winners) is wins


@given(st.data())
def test_every_project_is_explained_and_what_was_paid_is_its_cost(data):
    election = data.draw(small())
    told = data.draw(settings_for(election))
    outcome = count(election, told)
    found = explained(election, told, outcome)
    assert [one.place for one in found.projects] == list(range(len(election.projects)))
    won = {one.place for one in found.projects if one.round is not None}
    assert won == set(outcome.winners)
    assert {one.why in (Why.TAKEN, Why.FREE, Why.ADDED) for one in found.projects if one.place in won} <= {
        True
    }
    for one in found.projects:
        if one.paid is not None and one.paid.full + one.paid.some and told.utility.value == "cost":
            assert one.paid.effective_votes * one.paid.each == election.projects[one.place].cost
            assert one.paid.full + one.paid.some + one.paid.nothing == one.votes
            assert one.paid.held >= election.projects[one.place].cost
        if one.lacking is not None and one.why is Why.NOT_PAID_FOR and election.projects[one.place].cost:
            assert 0 <= one.lacking.support <= 1
            assert one.lacking.missing > 0


def test_wieliczka_left_fewer_people_with_nothing_than_the_greedy_rule_would_have():
    """18 % against 28 %, as the town itself published."""
    election = election_of("Poland_Wieliczka_2023_Green_Budget")
    told = Settings(completion=Completion.ADD1)
    compared = explained(election, told, count(election, told)).compared
    nothing = [1 - voters / compared.voters for voters in (compared.content_here, compared.content_greedy)]
    assert nothing == [pytest.approx(0.181, abs=0.001), pytest.approx(0.276, abs=0.001)]
    assert (len(compared.only_here), len(compared.only_greedy)) == (12, 4)


def test_each_reason_is_told_with_its_figures():
    election = vote({"a": 40, "b": 60, "c": 0, "d": 90, "e": 10}, {"ac": 4, "b": 3, "d": 2, "": 1})
    told = Settings(completion=Completion.ADD1U, minimum_votes=1)
    a, b, c, d, e = explained(
        election, told, count(election, replace(told, completion=Completion.NONE))
    ).projects
    assert (a.why, b.why, c.why, d.why, e.why) == (
        Why.TAKEN,
        Why.NOT_PAID_FOR,
        Why.FREE,
        Why.NOT_PAID_FOR,
        Why.TOO_FEW_VOTES,
    )
    assert (a.paid.each, a.paid.full, a.paid.effective_votes) == (10, 4, 4)
    assert (b.lacking.left, b.lacking.missing, b.lacking.joining, b.needed) == (30, 30, 3, 6)
    assert (b.lacking.support, d.lacking.support) == (0.5, pytest.approx(2 / 9))
    filled = explained(election, told, count(election, told)).projects
    assert [one.why for one in filled] == [
        Why.TAKEN,
        Why.TAKEN,
        Why.FREE,
        Why.NOT_PAID_FOR,
        Why.TOO_FEW_VOTES,
    ]
