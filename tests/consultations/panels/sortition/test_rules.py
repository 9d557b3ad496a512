"""Who may sit together, who stands in, and what is left to draw beside those who stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.panels.sortition.rules import (
    Candidate,
    Quota,
    Wanted,
    allowed,
    broken,
    seats_left,
    stand_in,
    strata,
    together,
    without,
)
from tests.consultations.panels.sortition.pools import panels_of, small

WOMEN, MEN = Quota("sex", "woman", 1, 2), Quota("sex", "man", 1, 1)
WANTED = Wanted(2, (WOMEN, MEN, Quota("age", "young", 0, 1), Quota("age", "old", 0, 2)))
ANNA, BERTHE, CLAUDE, DENIS, EMIL = POOL = [
    Candidate("anna", ("woman", "young"), "river"),
    Candidate("berthe", ("woman", "old")),
    Candidate("claude", ("man", "old"), "river"),
    Candidate("denis", ("man", "young")),
    Candidate("emil", ("man", "old")),
]


@pytest.mark.parametrize(
    ("panel", "unkept", "apart"),
    [
        ([ANNA, EMIL], [], True),
        ([BERTHE, DENIS], [], True),
        ([ANNA, CLAUDE], [], False),  # one household
        ([ANNA, ANNA], [MEN, WANTED.quotas[2]], False),  # nobody sits twice
        ([CLAUDE, EMIL], [WOMEN, MEN], True),
        ([ANNA, DENIS], [WANTED.quotas[2]], True),
    ],
)
def test_a_panel_is_allowed_where_quotas_hold_and_households_are_apart(panel, unkept, apart):
    assert broken(panel, WANTED) == unkept
    assert together(panel) is apart
    assert allowed(panel, WANTED) is (apart and not unkept)


def test_a_panel_of_another_size_is_not_allowed():
    assert not allowed([ANNA], Wanted(2))
    assert allowed([ANNA], Wanted(1))


def test_agents_of_the_service_are_left_out():
    assert without(POOL, {"anna", "nobody"}) == [BERTHE, CLAUDE, DENIS, EMIL]


@pytest.mark.parametrize(
    ("panel", "leaving", "order", "comes"),
    [
        (
            ["anna", "emil"],
            "emil",
            ["denis", "claude", "berthe"],
            None,
        ),  # two young; anna's household; no man
        (["berthe", "emil"], "emil", ["denis", "claude"], "claude"),  # the same stratum before others
        (["berthe", "emil"], "emil", ["anna", "denis"], "denis"),  # none of it: who keeps the quotas
        (["berthe", "emil"], "emil", ["berthe", "emil", "claude"], "claude"),  # not who sits, nor who leaves
        (["berthe", "emil"], "emil", [], None),
    ],
)
def test_who_stands_in(panel, leaving, order, comes):
    assert stand_in(POOL, WANTED, panel, leaving, order) == comes


def test_reserves_wait_by_stratum_in_the_order_of_the_draw():
    assert strata(POOL, ["emil", "denis", "claude", "anna"]) == {
        ("man", "old"): ["emil", "claude"],
        ("man", "young"): ["denis"],
        ("woman", "young"): ["anna"],
    }


@given(small(), st.data())
def test_what_is_drawn_beside_those_who_stay_makes_an_allowed_panel(asked, data):
    """Exactly the panels that hold those who stay, each without them."""
    pool, wanted = asked
    panels = panels_of(pool, wanted)
    if not panels:
        return
    kept = {one.id for one in data.draw(st.sampled_from(panels)) if data.draw(st.booleans())}
    left, lowered = seats_left(pool, wanted, kept)
    beside = {frozenset(one.id for one in panel) for panel in panels_of(left, lowered)}
    assert beside == {
        frozenset(one.id for one in panel) - kept for panel in panels if kept <= {one.id for one in panel}
    }


def test_no_draw_mends_what_those_who_stay_break():
    with pytest.raises(ValueError, match="those who stay"):
        seats_left(POOL, Wanted(2, (WOMEN, Quota("sex", "man", 0, 0))), {"emil"})
    with pytest.raises(ValueError, match="those who stay"):
        seats_left(POOL, Wanted(1), {"emil", "anna"})


def test_how_far_bounds_may_be_moved_goes_down_with_the_seats_that_are_taken():
    quotas = (Quota("sex", "man", 2, 3, 1, 4), Quota("sex", "woman", 0, 3))
    _, lowered = seats_left(POOL, Wanted(4, quotas), {"emil", "denis"})
    assert lowered == Wanted(2, (Quota("sex", "man", 0, 1, 0, 2), Quota("sex", "woman", 0, 3)))
