"""What a partner owes who adds so much to each euro: a function of what each donor has in force."""

from uuid import UUID

import pytest

from okote.funding.matching.rules import (
    CeilingNotPositiveError,
    Commitment,
    Match,
    PerEuro,
    RateOutOfRangeError,
    brings,
    of_kind,
    on_donors,
)
from okote.funding.partners.rules import PartnerKind
from payments.money import Money

TERRITORY, COMPANY = UUID(int=1), UUID(int=2)
ANA, BEN, CLEO = UUID(int=11), UUID(int=12), UUID(int=13)
SIGNED = UUID(int=3)
ONE_FOR_ONE = 10_000
GOAL = Money.of("15000")


def euros(amount: str) -> Money:
    return Money.of(amount)


def commitment(rate_bp=ONE_FOR_ONE, ceiling="5000", per_donor=None, partner=TERRITORY) -> Commitment:
    kind = PartnerKind.PUBLIC if partner == TERRITORY else PartnerKind.PRIVATE
    cap = None if per_donor is None else euros(per_donor)
    return Commitment(SIGNED, partner, kind, PerEuro(rate_bp, cap), euros(ceiling))


def on(by_donor: dict[UUID, Money], *partners: Commitment):
    return on_donors(GOAL, partners, by_donor)


def owed(partner: Commitment, by_donor: dict[UUID, Money]) -> Money:
    (standing,) = on(by_donor, partner).standings()
    return standing.owed


@pytest.mark.parametrize(
    ("rate_bp", "ceiling", "pledged", "expected"),
    [
        (10_000, "500.00", "120.00", "120.00"),  # one for one
        (5_000, "500.00", "0.05", "0.02"),  # floor: a partner never owes a part of a cent
        (5_000, "500.00", "0.01", "0.00"),
        (20_000, "500.00", "120.00", "240.00"),
        (3_333, "500.00", "100.00", "33.33"),
        (10_000, "500.00", "499.99", "499.99"),
        (10_000, "500.00", "500.00", "500.00"),
        (10_000, "500.00", "500.01", "500.00"),  # the ceiling
        (10_000, "500.00", "900.00", "500.00"),
        (20_000, "0.01", "0.01", "0.01"),
    ],
)
def test_a_partner_owes_the_rate_up_to_the_ceiling(rate_bp, ceiling, pledged, expected):
    assert owed(commitment(rate_bp, ceiling), {ANA: euros(pledged)}) == euros(expected)


@pytest.mark.parametrize(
    ("rate_bp", "by_donor", "expected"),
    [
        (10_000, {ANA: "80", BEN: "150"}, "180"),  # 80, and 100 of 150
        (10_000, {ANA: "100", BEN: "100"}, "200"),
        (10_000, {ANA: "1000"}, "100"),
        (20_000, {ANA: "150"}, "200"),  # the ceiling is on what is matched, before the rate
        (5_000, {ANA: "100.01", BEN: "0.01"}, "50.00"),  # floor of 50.005, once
        (100_000, {ANA: "100", BEN: "100"}, "500"),  # and the partner's own ceiling after all
    ],
)
def test_a_partner_matches_each_donor_up_to_a_part(rate_bp, by_donor, expected):
    pledged = {donor: euros(amount) for donor, amount in by_donor.items()}
    assert owed(commitment(rate_bp, "500", "100"), pledged) == euros(expected)


def test_nothing_in_force_brings_nothing():
    assert owed(commitment(), {}) == euros("0")


def test_one_floor_on_the_whole_and_not_one_for_each_pledge():
    by_donor = {ANA: euros("0.01"), BEN: euros("0.01"), CLEO: euros("0.01")}
    assert owed(commitment(5_000), by_donor) == euros("0.01")


def test_twenty_euros_become_sixty_with_a_public_and_a_private_partner():
    already = {BEN: euros("100")}
    matching = on(already, *(commitment(partner=one) for one in (TERRITORY, COMPANY)))
    assert brings(matching, euros("20"), given=euros("0")) == [euros("20"), euros("20")]


def test_a_match_says_whose_it_is_and_from_which_commitment():
    (standing,) = on({ANA: euros("20")}, commitment(partner=COMPANY)).standings()
    assert standing.match == Match(SIGNED, COMPANY, PartnerKind.PRIVATE, euros("20"))


def test_matches_are_added_by_kind():
    by_donor = {ANA: euros("20")}
    partners = commitment(), commitment(5_000), commitment(partner=COMPANY)
    matches = [standing.match for standing in on(by_donor, *partners).standings()]
    assert of_kind(matches, PartnerKind.PUBLIC) == euros("30")
    assert of_kind(matches, PartnerKind.PRIVATE) == euros("20")
    assert of_kind([], PartnerKind.PUBLIC) == euros("0")


@pytest.mark.parametrize(
    ("before", "donor", "pledge", "brought"),
    [
        ({BEN: "90"}, ANA, "20", "10"),  # the ceiling of 100 is near: only what is left of it
        ({BEN: "100"}, ANA, "20", "0"),
        ({BEN: "140"}, ANA, "20", "0"),
        ({ANA: "20"}, ANA, "20", "10"),  # 30 of a donor is matched: 20 already are
        ({ANA: "30"}, ANA, "20", "0"),
        ({}, ANA, "40", "30"),
    ],
)
def test_near_a_ceiling_a_pledge_brings_what_is_left(before, donor, pledge, brought):
    by_donor = {one: euros(amount) for one, amount in before.items()}
    partner = commitment(ceiling="100", per_donor="30") if BEN not in before else commitment(ceiling="100")
    given = by_donor.get(donor, euros("0"))
    assert brings(on(by_donor, partner), euros(pledge), given=given) == [euros(brought)]


def test_half_a_cent_waits_for_the_next_pledge():
    half, cent, nothing = commitment(5_000), euros("0.01"), euros("0")
    assert brings(on({}, half), cent, given=nothing) == [nothing]
    assert brings(on({ANA: cent}, half), cent, given=nothing) == [cent]


def test_the_rate_alone_says_what_a_ceiling_takes_away():
    partner = commitment(15_000, ceiling="10", per_donor="5")
    assert partner.promise.of(euros("20.01")) == euros("30.01")  # 30.015
    assert partner.matchable(euros("20.01")) == euros("5")
    assert commitment().matchable(euros("20.01")) == euros("20.01")


@pytest.mark.parametrize("rate_bp", [0, -1, 100_001])
def test_a_rate_is_positive_and_at_most_ten_for_one(rate_bp):
    with pytest.raises(RateOutOfRangeError) as refused:
        commitment(rate_bp)
    assert (refused.value.code, refused.value.parameters) == ("rate_out_of_range", {"most": 100_000})


@pytest.mark.parametrize(
    ("ceiling", "per_donor", "field"),
    [("-5", "10", "ceiling"), ("5", "0", "ceiling_per_donor")],
)
def test_a_ceiling_is_nothing_at_least_and_what_counts_of_a_donor_something(ceiling, per_donor, field):
    with pytest.raises(CeilingNotPositiveError) as refused:
        commitment(ceiling=ceiling, per_donor=per_donor)
    assert (refused.value.code, refused.value.parameters) == ("ceiling_not_positive", {"field": field})
