"""A draft as it hangs together: terms, order, envelopes, and what is missing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.office.rules import (
    Draft,
    IdeasElsewhereError,
    LevelMissingError,
    Offered,
    OptionsFullError,
    PointsInsteadError,
    Situation,
    Typed,
    changed,
    check_level,
    check_moved,
    checks,
    envelope_for,
    moved_option,
    ready,
    settled,
    with_envelopes,
    with_option,
    with_options,
    without_option,
)
from consultations.ballots.rules import OPTIONS_MOST, Input, Mode, Rule
from consultations.ballots.tally.rules import Completion, Utility

NOW = datetime(2026, 11, 24, tzinfo=UTC)
NORTH, SOUTH = uuid4(), uuid4()
WHOLE = EnvelopeDetails(name="Tout", amount_minor=100)
DETAILS = BallotDetails(
    title="Budget",
    question="Quoi ?",
    mode=Mode.SEALED,
    input=Input.APPROVAL,
    rule=Rule.GREEDY,
    most=2,
    lot_source="Loto",
)
OPTIONS = tuple(OptionDetails(title=one, cost_minor=10, envelope=1) for one in "abc")
DRAFT = Draft(uuid4(), uuid4(), DETAILS, OPTIONS, (WHOLE,))
WELL = Situation(
    at=NOW,
    starts_at=NOW,
    ends_at=NOW + timedelta(days=1),
    lets_vote=True,
    apart=True,
    published=True,
    level=1,
)


def titles(draft):
    return "".join(one.title for one in draft.options)


def missing(draft, **situation):
    return [one.name for one in checks(draft, replace(WELL, **situation)) if not one.well]


def test_ideas_are_voted_on_where_they_were_proposed():
    elsewhere = replace(DRAFT, process_id=uuid4())
    check_moved(DRAFT, elsewhere)
    idea = replace(OPTIONS[0], idea_id=uuid4())
    check_moved(replace(DRAFT, options=(idea,)), replace(DRAFT, options=(idea,), phase_id=uuid4()))
    with pytest.raises(IdeasElsewhereError):
        check_moved(DRAFT, replace(elsewhere, options=(idea,)))


@given(st.integers(1, 3), st.sampled_from([-1, 1]))
def test_an_option_moves_by_one_and_none_is_lost(position, by):
    moved = moved_option(DRAFT, position, by)
    assert sorted(titles(moved)) == ["a", "b", "c"]
    was, now = position, titles(moved).index("abc"[position - 1]) + 1
    assert now == min(max(was + by, 1), 3)


def test_options_are_added_once_for_each_idea_and_taken_off():
    idea = uuid4()
    one = OptionDetails(title="d", idea_id=idea)
    added = with_options(DRAFT, [one])
    assert titles(with_options(added, [one, OptionDetails(title="e")])) == "abcde"
    assert titles(without_option(added, 2)) == "acd"
    assert titles(with_option(added, 2, OptionDetails(title="x"))) == "axcd"
    with pytest.raises(OptionsFullError):
        with_options(DRAFT, [OptionDetails(title="z")] * (OPTIONS_MOST - 2))


def test_each_draft_has_a_mark_of_its_own():
    others = (
        changed(DRAFT, title="Autre"),
        without_option(DRAFT, 1),
        moved_option(DRAFT, 1, 1),
        with_envelopes(DRAFT, {}),
        replace(DRAFT, phase_id=uuid4()),
    )
    assert len({one.mark for one in (DRAFT, *others)}) == 6
    assert replace(DRAFT).mark == DRAFT.mark


def test_options_follow_their_envelope_where_rows_are_renumbered():
    draft = with_envelopes(DRAFT, {1: WHOLE, 3: replace(WHOLE, name="Sud")})
    assert [one.name for one in draft.envelopes] == ["Tout", "Sud"]
    of_south = replace(draft, options=(replace(OPTIONS[0], envelope=2), replace(OPTIONS[1], envelope=None)))
    assert [one.envelope for one in with_envelopes(of_south, {2: WHOLE}).options] == [1, None]
    assert [one.envelope for one in with_envelopes(draft, {2: WHOLE}).options] == [None] * 3


@pytest.mark.parametrize(("way", "rule", "utility"), list(product(Input, Rule, Utility)))
def test_points_are_counted_where_they_are_given(way, rule, utility):
    typed = Typed(input=way, rule=rule, utility=utility, most=3, points=10, points_most=5, winners=2)
    of_points = rule in {Rule.MOST_POINTS, Rule.GREEDY_POINTS}
    fits = {
        Input.POINTS: of_points or rule is Rule.EQUAL_SHARES,
        Input.SINGLE: not of_points,
        Input.APPROVAL: not of_points,
    }[way]
    if way is not Input.POINTS and rule is Rule.EQUAL_SHARES and utility is Utility.POINTS:
        fits = False
    if not fits:
        with pytest.raises(PointsInsteadError):
            settled(typed)
        return
    terms = settled(typed)
    assert terms["most"] == (1 if way is Input.SINGLE else 3)
    assert (terms["points"], terms["points_most"]) == ((10, 5) if way is Input.POINTS else (0, 0))
    assert terms["winners"] == (2 if rule in {Rule.MOST_VOTES, Rule.MOST_POINTS} else None)
    assert (terms["utility"] is None) == (rule is not Rule.EQUAL_SHARES)


def test_a_step_is_kept_where_shares_grow():
    shares = Typed(input=Input.APPROVAL, rule=Rule.EQUAL_SHARES, step_minor=500)
    assert settled(shares)["step_minor"] == 500
    assert settled(replace(shares, completion=Completion.NONE))["step_minor"] is None


def test_each_thing_that_is_missing_is_told():
    assert missing(DRAFT) == []
    assert ready(checks(DRAFT, WELL))
    assert not ready(checks(DRAFT, replace(WELL, published=False)))
    assert missing(DRAFT, published=False) == ["published"]
    assert missing(DRAFT, lets_vote=False) == ["phase"]
    assert missing(DRAFT, ends_at=None) == ["end"]
    assert missing(DRAFT, ends_at=NOW) == ["time"]
    assert missing(with_envelopes(DRAFT, {})) == ["envelopes", "draws"]
    assert missing(changed(DRAFT, rule=Rule.GREEDY_POINTS)) == ["points"]
    assert missing(changed(DRAFT, most=4)) == ["most"]
    assert missing(changed(DRAFT, rule=Rule.MOST_VOTES)) == ["winners"]
    assert missing(changed(DRAFT, lot_source="")) == ["lot"]
    assert missing(replace(DRAFT, options=OPTIONS[:1]))[-1] == "options"
    assert missing(with_option(DRAFT, 1, replace(OPTIONS[0], cost_minor=None))) == ["costs"]
    assert missing(with_option(DRAFT, 1, replace(OPTIONS[0], envelope=2))) == ["draws"]
    assert missing(DRAFT, level=None, apart=False) == ["level", "apart"]
    assert missing(changed(DRAFT, mode=Mode.OPEN), level=None, apart=False) == []
    points = changed(DRAFT, rule=Rule.EQUAL_SHARES, input=Input.POINTS, utility="cost")
    assert missing(points) == []
    assert missing(changed(points, input=Input.APPROVAL, utility="points")) == ["points"]


def test_a_sealed_ballot_needs_its_level():
    check_level(Mode.OPEN, None)
    check_level(Mode.SEALED, 3)
    with pytest.raises(LevelMissingError):
        check_level(Mode.SEALED, None)


def test_an_idea_draws_on_the_envelope_of_its_place_or_on_the_one_for_the_whole():
    north = EnvelopeDetails(name="Nord", amount_minor=1, place_id=NORTH)
    assert envelope_for(NORTH, (WHOLE, north)) == 2
    assert envelope_for(SOUTH, (WHOLE, north)) == 1
    assert envelope_for(None, (WHOLE, north)) == 1
    assert envelope_for(None, (WHOLE, WHOLE)) is None
    assert envelope_for(None, ()) is None
    idea = Offered(uuid4(), 7, "Un banc", "Long.", NORTH, 500)
    option = idea.option(2)
    assert (option.title, option.cost_minor, option.envelope, option.idea_id) == (
        "Un banc",
        500,
        2,
        idea.idea_id,
    )
    assert (idea.cost.minor, replace(idea, cost_minor=None).cost) == (500, None)
