"""What partners owe: a function of what each donor has in force."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.matching.rules import (
    CeilingNotPositiveError,
    Commitment,
    Match,
    RateOutOfRangeError,
    brings,
    funds_call_status,
    funds_due_on,
    of_kind,
    standing,
)
from okote.funding.partners.rules import PartnerKind
from payments.money import Money, total

TERRITORY, COMPANY = UUID(int=1), UUID(int=2)
ANA, BEN, CLEO = UUID(int=11), UUID(int=12), UUID(int=13)
SIGNED = UUID(int=3)
ONE_FOR_ONE = 10_000


def euros(amount: str) -> Money:
    return Money.of(amount)


def commitment(rate_bp=ONE_FOR_ONE, ceiling="5000", per_donor=None, partner=TERRITORY) -> Commitment:
    kind = PartnerKind.PUBLIC if partner == TERRITORY else PartnerKind.PRIVATE
    cap = None if per_donor is None else euros(per_donor)
    return Commitment(SIGNED, partner, kind, rate_bp, euros(ceiling), cap)


def owed(partner: Commitment, by_donor: dict[UUID, Money]) -> Money:
    return standing(partner, by_donor).owed


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
    partners = [standing(commitment(partner=one), already) for one in (TERRITORY, COMPANY)]
    assert [brings(partner, euros("0"), euros("20")) for partner in partners] == [euros("20"), euros("20")]


def test_a_match_says_whose_it_is_and_from_which_commitment():
    match = standing(commitment(partner=COMPANY), {ANA: euros("20")}).match
    assert match == Match(SIGNED, COMPANY, PartnerKind.PRIVATE, euros("20"))


def test_matches_are_added_by_kind():
    by_donor = {ANA: euros("20")}
    matches = [
        standing(commitment(), by_donor).match,
        standing(commitment(5_000), by_donor).match,
        standing(commitment(partner=COMPANY), by_donor).match,
    ]
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
    assert brings(standing(partner, by_donor), given, euros(pledge)) == euros(brought)


def test_half_a_cent_waits_for_the_next_pledge():
    half, cent, nothing = commitment(5_000), euros("0.01"), euros("0")
    assert brings(standing(half, {}), nothing, cent) == nothing
    assert brings(standing(half, {ANA: cent}), nothing, cent) == cent


def test_the_rate_alone_says_what_a_ceiling_takes_away():
    partner = commitment(15_000, ceiling="10", per_donor="5")
    assert partner.rate(euros("20.01")) == euros("30.01")  # 30.015
    assert partner.matchable(euros("20.01")) == euros("5")
    assert commitment().matchable(euros("20.01")) == euros("20.01")


@pytest.mark.parametrize("rate_bp", [0, -1, 100_001])
def test_a_rate_is_positive_and_at_most_ten_for_one(rate_bp):
    with pytest.raises(RateOutOfRangeError) as refused:
        commitment(rate_bp)
    assert (refused.value.code, refused.value.parameters) == ("rate_out_of_range", {"most": 100_000})


@pytest.mark.parametrize(
    ("ceiling", "per_donor", "field"),
    [("0", None, "ceiling"), ("-5", "10", "ceiling"), ("5", "0", "ceiling_per_donor")],
)
def test_a_ceiling_is_positive(ceiling, per_donor, field):
    with pytest.raises(CeilingNotPositiveError) as refused:
        commitment(ceiling=ceiling, per_donor=per_donor)
    assert (refused.value.code, refused.value.parameters) == ("ceiling_not_positive", {"field": field})


amounts = st.integers(1, 300_000)
donors = st.sampled_from([UUID(int=n) for n in range(20, 26)])
pledges = st.lists(st.tuples(donors, amounts), max_size=15)
commitments = st.builds(
    lambda rate, ceiling, per_donor, private: Commitment(
        SIGNED,
        COMPANY if private else TERRITORY,
        PartnerKind.PRIVATE if private else PartnerKind.PUBLIC,
        rate,
        Money(ceiling),
        None if per_donor is None else Money(per_donor),
    ),
    st.integers(1, 100_000),
    st.integers(1, 2_000_000),
    st.none() | st.integers(1, 200_000),
    st.booleans(),
)


def in_force(pledged: list[tuple[UUID, int]]) -> dict[UUID, Money]:
    by_donor: dict[UUID, Money] = {}
    for donor, minor in pledged:
        by_donor[donor] = by_donor.get(donor, Money(0)) + Money(minor)
    return by_donor


@given(commitments, pledges, st.randoms(use_true_random=False))
def test_the_order_of_pledges_changes_nothing(partner, pledged, random):
    shuffled = random.sample(pledged, len(pledged))
    assert owed(partner, in_force(pledged)) == owed(partner, in_force(shuffled))


@given(commitments, pledges, donors, amounts, st.integers(0, 300_000))
def test_how_a_donor_splits_a_pledge_changes_nothing(partner, pledged, donor, amount, cut):
    cut = min(cut, amount - 1)
    whole = in_force([*pledged, (donor, amount)])
    split = in_force([(donor, amount - cut), *pledged, *([(donor, cut)] if cut else [])])
    assert owed(partner, whole) == owed(partner, split)
    given = in_force(pledged).get(donor, Money(0))
    at_once = brings(standing(partner, in_force(pledged)), given, Money(amount))
    first = brings(standing(partner, in_force(pledged)), given, Money(amount - cut))
    between = in_force([*pledged, (donor, amount - cut)])
    assert first + brings(standing(partner, between), between[donor], Money(cut)) == at_once


@given(commitments, pledges)
def test_never_over_the_ceiling_nor_the_rate_nor_below_by_a_cent(partner, pledged):
    by_donor = in_force(pledged)
    due = owed(partner, by_donor)
    cap = partner.ceiling_per_donor
    base = sum(min(a.minor, cap.minor) if cap else a.minor for a in by_donor.values())
    assert Money(0) <= due <= partner.ceiling
    assert due.minor * 10_000 <= base * partner.rate_bp
    assert due == partner.ceiling or (due.minor + 1) * 10_000 > base * partner.rate_bp


@given(commitments, pledges.filter(bool), st.data())
def test_a_refund_lowers_the_match_by_itself_and_a_pledge_never_does(partner, pledged, data):
    gone = data.draw(st.integers(0, len(pledged) - 1))
    after = in_force(pledged[:gone] + pledged[gone + 1 :])
    assert owed(partner, after) <= owed(partner, in_force(pledged))
    donor, amount = pledged[gone]
    brought = brings(standing(partner, after), after.get(donor, Money(0)), Money(amount))
    assert owed(partner, after) + brought == owed(partner, in_force(pledged))


@given(commitments, pledges)
def test_what_pledges_bring_one_by_one_adds_up_to_what_is_owed(partner, pledged):
    brought = [
        brings(standing(partner, before), before.get(donor, Money(0)), Money(amount))
        for n, (donor, amount) in enumerate(pledged)
        for before in [in_force(pledged[:n])]
    ]
    assert all(Money(0) <= one <= partner.ceiling for one in brought)
    assert total(brought) == owed(partner, in_force(pledged))


@pytest.mark.parametrize(
    ("received_on", "today", "status"),
    [
        (None, "2026-12-10", "called"),
        (None, "2027-02-08", "called"),  # the sixtieth day
        (None, "2027-02-09", "late"),
        ("2027-02-20", "2027-03-01", "received"),
        ("2026-12-20", "2026-12-20", "received"),
    ],
)
def test_a_call_is_due_within_sixty_days(received_on, today, status):
    due = funds_due_on(date(2026, 12, 10))
    assert due == date(2027, 2, 8)
    received = None if received_on is None else date.fromisoformat(received_on)
    assert funds_call_status(due, received, today=date.fromisoformat(today)) == status
