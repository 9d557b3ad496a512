"""Where things stand on the map, whatever is asked to be drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.web.maps import LARGEST, MARGIN, SMALLEST, TALLEST, WIDTH, Located, drawn

PLACES = st.lists(
    st.builds(
        Located,
        name=st.just("x"),
        path=st.just("/"),
        count=st.integers(0, 50),
        latitude=st.floats(-80, 80),
        longitude=st.floats(-180, 180),
    ),
    max_size=12,
)


@given(PLACES)
def test_everything_is_within_the_drawing(places):
    found = drawn(places)
    assert len(found.spots) == len(places)
    assert found.height <= TALLEST + 1
    for spot in found.spots:
        assert MARGIN - 1 <= spot.x <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= spot.y <= found.height - MARGIN + 1
        assert SMALLEST <= spot.radius <= LARGEST


def test_north_is_up_and_east_is_right():
    south_west, north_east = drawn([Located("a", "/a", 4, 48.0, 7.0), Located("b", "/b", 1, 49.0, 8.0)]).spots
    assert south_west.x < north_east.x
    assert south_west.y > north_east.y
    assert south_west.radius == LARGEST
    assert north_east.radius == pytest.approx((SMALLEST + LARGEST) / 2, abs=0.1)  # a quarter of the area
    assert south_west.label_at[1] == "start"
    assert north_east.label_at[1] == "end"


def test_distances_are_those_on_the_ground():
    """At 60° north a degree of longitude is half as long as one of latitude."""
    a, b, c = drawn(
        [Located("a", "/", 1, 60.0, 8.0), Located("b", "/", 1, 60.0, 10.0), Located("c", "/", 1, 59.0, 8.0)]
    ).spots
    assert (b.x - a.x) / (c.y - a.y) == pytest.approx(1, abs=0.02)


def test_one_place_stands_in_the_middle():
    (spot,) = drawn([Located("a", "/", 3, 48.0, 7.0)]).spots
    assert (spot.x, spot.y) == (WIDTH / 2, MARGIN)
