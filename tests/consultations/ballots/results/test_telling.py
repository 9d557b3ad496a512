"""Where what won lies is drawn for as many places as a page bears, those with winners before all others."""

from consultations.ballots.results.telling import DRAWN_MOST, AtPlace, on_map
from okote.territories.rules import Position
from payments.money import Money

MOST_NODES = 700
FOR_EACH = 4
"""A link, a circle, a number and a name."""


def at(name, options=1, won=()):
    return AtPlace(name, options, won, Money(0))


def test_each_place_with_a_position_is_drawn_and_leads_to_its_line():
    rows = [at("A", 3, ["Un banc"]), at("B", 2), at("Nowhere", 9, ["Un arbre"])]
    _, spots = on_map(rows, {"A": Position(48.0, 7.0), "B": Position(48.2, 7.4)})
    assert [(one.at.name, one.row, one.spot.of.path) for one in spots] == [
        ("A", 1, "#place-1"),
        ("B", 2, "#place-2"),
    ]
    assert spots[0].spot.radius > spots[1].spot.radius


def test_nothing_is_drawn_of_no_place():
    assert on_map([], {}) == on_map([at("A")], {})
    assert on_map([at("A")], {})[1] == []


def test_of_many_places_those_where_most_won_are_drawn():
    rows = [at(f"{number}", number, ["Un banc"] if number % 10 == 0 else ()) for number in range(1, 501)]
    positions = {one.name: Position(48 + row / 1000, 7 + row / 1000) for row, one in enumerate(rows)}
    _, spots = on_map(rows, positions)
    assert len(spots) == DRAWN_MOST
    assert FOR_EACH * len(spots) < MOST_NODES
    assert sum(bool(one.at.won) for one in spots) == 50
    assert {one.spot.of.path for one in spots} >= {"#place-10", "#place-500"}
