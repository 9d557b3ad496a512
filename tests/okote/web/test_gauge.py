import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.web.gauge import Becomes, Gauge, Part, percent, segments
from payments.money import Money


def gauge(residents: int, public: int, companies: int, threshold: int = 7_500) -> Gauge:
    """Towards a goal of 1 000 €."""
    goal = Money.of(1_000)
    return Gauge(
        residents=Money.of(residents),
        public=Money.of(public),
        companies=Money.of(companies),
        goal=goal,
        threshold=goal.share(threshold),
        threshold_share=threshold,
        reached=False,
    )


def drawn(of: Gauge) -> list[tuple[str, str, str]]:
    return [(segment.part.source, segment.x, segment.width) for segment in of.segments]


def test_parts_lie_end_to_end():
    assert drawn(gauge(100, 200, 50)) == [
        ("residents", "0.00%", "10.00%"),
        ("public", "10.00%", "20.00%"),
        ("companies", "30.00%", "5.00%"),
    ]


def test_an_empty_part_is_not_drawn_and_the_first_drawn_one_has_no_gap_before_it():
    assert [(s.part.source, s.first) for s in gauge(0, 200, 50).segments] == [
        ("public", True),
        ("companies", False),
    ]
    assert drawn(gauge(0, 0, 0)) == []


def test_the_goal_is_the_end_of_the_bar_until_more_is_raised():
    assert gauge(100, 0, 0).goal_at == "100.00%"
    assert gauge(2_000, 0, 0).goal_at == "50.00%"
    assert gauge(2_000, 0, 0).threshold_at == "37.50%"


@pytest.mark.parametrize(
    ("threshold", "anchor"), [(2_500, "start"), (5_000, "middle"), (7_500, "end"), (10_000, "end")]
)
def test_the_label_of_the_threshold_stays_within_the_bar(threshold, anchor):
    assert gauge(0, 0, 0, threshold).threshold_anchor == anchor


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), st.integers(0, 10**9))
def test_a_bar_is_never_drawn_longer_than_its_sum(cents, missing):
    parts = [Part("residents", Money(amount)) for amount in cents]
    whole = Money(sum(cents) + missing)

    drawn = sum(round(float(s.width[:-1]) * 100) for s in segments(parts, whole))

    assert drawn <= 10_000
    if whole:
        assert drawn == sum(cents) * 10_000 // whole.minor


def test_what_a_pledge_becomes_is_the_sum_of_its_parts():
    outlook = Becomes(
        parts=(Part("residents", Money.of(20), "Vous"), Part("public", Money.of(40), "Territoire")),
        net=Money.of("55.20"),
        commission=800,
    )

    assert outlook.given == Money.of(20)
    assert outlook.brought == Money.of(60)
    assert outlook.rows == [("residents", "Vous", Money.of(20)), ("public", "Territoire", Money.of(40))]
    assert [segment.width for segment in outlook.segments] == ["33.33%", "66.67%"]


@pytest.mark.parametrize(("basis_points", "length"), [(0, "0.00%"), (947, "9.47%"), (10_000, "100.00%")])
def test_lengths_are_written_as_svg_wants_them(basis_points, length):
    assert percent(basis_points) == length
