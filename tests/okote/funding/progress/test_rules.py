"""What is shown is what is in force."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.matching.rules import Match
from okote.funding.partners.rules import PartnerKind
from okote.funding.progress.rules import Progress, measure
from okote.funding.terms.rules import Base, Terms
from payments.money import Money

GOAL = Money.of(15_000)


def terms(goal: Money = GOAL, threshold_bp: int = 7_500, on: Base = Base.ALL) -> Terms:
    return Terms(goal, threshold_bp, on, 800, Base.ALL, 2_000)


def match(kind: PartnerKind, amount: str) -> Match:
    return Match(UUID(int=7), UUID(int=8), kind, Money.of(amount))


PUBLIC, COMPANY = match(PartnerKind.PUBLIC, "1420"), match(PartnerKind.PRIVATE, "1280")


def progress(pledged: str, public: str = "0", private: str = "0", **kwargs) -> Progress:
    return Progress(terms(**kwargs), Money.of(pledged), Money.of(public), Money.of(private), 1, 1)


def test_a_campaign_is_measured_from_what_each_donor_has_in_force():
    """The figures of the gauge's sentence: 4 120 € of 15 000 €."""
    measured = measure(terms(), Money.of(1_420), [PUBLIC, COMPANY], donors=2, pledges=3)
    assert measured.pledged == Money.of(1_420)
    assert measured.public_match == Money.of(1_420)
    assert measured.private_match == Money.of(1_280)
    assert measured.matched == Money.of(2_700)
    assert measured.total == Money.of(4_120)
    assert measured.share_bp == 2_746
    assert (measured.donors, measured.pledges) == (2, 3)
    assert measured.terms.threshold == Money.of(11_250)
    assert not measured.threshold_reached
    assert measured.missing_to_threshold == Money.of(7_130)


def test_several_partners_of_a_kind_are_added():
    more = match(PartnerKind.PUBLIC, "100")
    measured = measure(terms(), Money.of(300), [PUBLIC, more], donors=1, pledges=1)
    assert (measured.public_match, measured.private_match) == (Money.of(1_520), Money.of(0))


def test_a_campaign_to_which_nobody_gave_yet():
    measured = measure(terms(), Money(0), [], donors=0, pledges=0)
    assert (measured.total, measured.share_bp, measured.donors) == (Money(0), 0, 0)
    assert measured.missing_to_threshold == Money.of(11_250)


@pytest.mark.parametrize(
    ("pledged", "public", "goal", "share_bp"),
    [
        ("9999.99", "0", "10000", 9_999),  # 99.9999 %: not yet
        ("10000", "0", "10000", 10_000),
        ("7499.99", "0", "10000", 7_499),
        ("20000", "12345.67", "10000", 32_345),
        ("0.01", "0", "10000", 0),
    ],
)
def test_the_share_is_floored(pledged, public, goal, share_bp):
    assert progress(pledged, public, goal=Money.of(goal)).share_bp == share_bp


@pytest.mark.parametrize(
    ("pledged", "public", "on", "reached", "missing"),
    [
        ("11249.99", "0", Base.ALL, False, "0.01"),
        ("11250", "0", Base.ALL, True, "0"),
        ("5000", "6250", Base.ALL, True, "0"),
        ("5000", "6250", Base.PLEDGES, False, "6250"),
        ("11250", "6250", Base.PLEDGES, True, "0"),
        ("20000", "0", Base.ALL, True, "0"),
    ],
)
def test_the_threshold_bears_on_all_or_on_the_pledges(pledged, public, on, reached, missing):
    measured = progress(pledged, public, on=on)
    assert measured.threshold_reached is reached
    assert measured.missing_to_threshold == Money.of(missing)


cents = st.integers(0, 5_000_000)


@given(cents, cents, cents, st.integers(1, 5_000_000), st.integers(1, 10_000), st.sampled_from(Base))
def test_what_is_shown_is_pledges_and_matches_and_nothing_else(
    pledged, public, private, goal, threshold_bp, on
):
    shown = Progress(
        terms(Money(goal), threshold_bp, on), Money(pledged), Money(public), Money(private), 1, 1
    )
    assert shown.total == shown.pledged + shown.public_match + shown.private_match
    assert shown.share_bp * goal <= shown.total.minor * 10_000 < (shown.share_bp + 1) * goal
    assert shown.threshold_reached == (shown.counted.minor * 10_000 >= goal * threshold_bp)
    assert shown.threshold_reached == (not shown.missing_to_threshold)
