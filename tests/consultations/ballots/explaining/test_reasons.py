"""What is said of each project is true: recounted with so many votes more it wins, and not with one fewer."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consultations.ballots.explaining.reasons import Behind, Bought, Few, Free, Passed, Short, Taken, Unwanted
from consultations.ballots.explaining.shares import MiscountedError
from consultations.ballots.explaining.whole import explain, reached
from consultations.ballots.tally.counting import candidates, count
from consultations.ballots.tally.election import Ballot, Election, Project, VoteType
from consultations.ballots.tally.electorate import Electorate
from consultations.ballots.tally.equal_shares import run
from consultations.ballots.tally.rules import Rule, Settings, Ties, by_points
from consultations.ballots.tally.ties import Order
from consultations.measures.statistics.shares import Share
from tests.consultations.ballots.tally.elections import settings_for, small

WON = (Bought, Free, Taken)


@given(st.data())
@settings(max_examples=40)
def test_every_project_is_explained_and_the_money_comes_out(data):
    election = data.draw(small())
    how = data.draw(settings_for(election))
    outcome = count(election, how)
    explained = explain(election, how, outcome)
    votes = election.votes()
    assert sorted(explained.why) == list(range(len(election.projects)))
    for place, why in explained.why.items():
        assert isinstance(why, WON) == (place in outcome.winners)
        match why:
            case Bought():
                left = why.cost - why.alike_paid
                assert left == 0 if not why.others else left >= 0
                assert by_points(how) or left <= why.each * why.others
                assert why.alike > 0
                assert why.supporters == why.alike + why.others
            case Short():
                assert 0 <= why.left < why.cost
            case Passed():
                assert why.left < why.cost
            case Few():
                assert votes[place] < how.minimum_votes
            case Unwanted():
                assert not votes[place] or election.has_points


def with_more(election: Election, place: int, more: int) -> Election:
    return replace(election, ballots=Counter(election.ballots) + Counter({Ballot((place,)): more}))


@given(small(points=False), st.sampled_from([Rule.GREEDY, Rule.MOST_VOTES]), st.sampled_from(Ties), st.data())
@settings(max_examples=80)
def test_with_so_many_votes_more_it_wins_and_with_one_fewer_it_does_not(election, rule, ties, data):
    assume(election.voters)
    winners = data.draw(st.none() | st.integers(1, 3)) if rule is Rule.MOST_VOTES else None
    how = Settings(rule, ties=ties, seed="7 12 23", winners=winners)
    explained = explain(election, how, count(election, how))
    for place, why in explained.why.items():
        if not isinstance(why, Passed | Behind):
            continue
        if why.needed is None:
            assert place not in count(with_more(election, place, 1_000), how).winners
            continue
        assert why.needed > 0
        assert place in count(with_more(election, place, why.needed), how).winners
        assert place not in count(with_more(election, place, why.needed - 1), how).winners


@given(small(points=False), st.sampled_from([Ties.NAME, Ties.CHEAPEST, Ties.DEAREST]))
@settings(max_examples=80)
def test_with_so_many_who_choose_nothing_else_it_is_bought_at_the_same_share(election, ties):
    assume(election.voters)
    how = Settings(ties=ties)
    outcome = count(election, how)
    costs = [project.cost for project in election.projects]
    running = candidates(election.votes(), how)

    def bought(place: int, more: int) -> bool:
        larger = with_more(election, place, more)
        electorate = Electorate(costs, larger.ballots, running, points=False)
        return place in run(electorate, outcome.share, Order(larger, how, larger.votes())).winners

    for place, why in explain(election, how, outcome).why.items():
        if isinstance(why, Short) and why.needed is not None:
            assert why.needed > 0
            assert bought(place, why.needed)
            assert not bought(place, why.needed - 1)


TWO = Election(
    VoteType.APPROVAL,
    100,
    (Project("a", 60), Project("b", 60)),
    Counter({Ballot((0,)): 3, Ballot((1,)): 1, Ballot((0, 1)): 1, Ballot(()): 5}),
)


def test_equal_shares_of_two_projects_by_hand():
    how = Settings()  # each has 10: not enough for either, until shares grow
    why = explain(TWO, how, count(TWO, how)).why
    assert why == {0: Short(4, 60, Fraction(40), 2), 1: Short(2, 60, Fraction(20), 4)}
    how = Settings(Rule.EQUAL_SHARES, completion="add1")
    explained = explain(TWO, how, count(TWO, how))
    assert explained.why == {
        0: Bought(4, 60, 4, Fraction(15), Fraction(60)),
        1: Short(2, 60, Fraction(15), 3),
    }
    assert explained.reached == Share(4, 5)


def test_an_outcome_that_the_votes_do_not_say_is_not_explained():
    how = Settings()
    with pytest.raises(MiscountedError):
        explain(TWO, how, replace(count(TWO, how), winners=(1,)))


def test_of_nobody_nothing_is_won_and_nobody_is_reached():
    nobody = replace(TWO, ballots=Counter())
    for rule in (Rule.EQUAL_SHARES, Rule.GREEDY):
        explained = explain(nobody, Settings(rule), count(nobody, Settings(rule)))
        assert explained.reached == Share(0, 0)
        if rule is Rule.EQUAL_SHARES:
            assert set(explained.why.values()) == {Unwanted()}


def test_blank_votes_see_nothing_funded_and_are_not_asked():
    assert reached(TWO, [1]) == Share(2, 5)
