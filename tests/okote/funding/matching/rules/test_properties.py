"""What holds of all rules of matching together, whatever partners promise and residents give."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from okote.funding.matching.rules import (
    Commitment,
    Completion,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Pledged,
    Rule,
    brings,
    on_donors,
)
from okote.funding.partners.rules import PartnerKind
from payments.money import Money, total

amounts = st.integers(1, 300_000)
donors = st.sampled_from([UUID(int=n) for n in range(20, 26)])
pledges = st.lists(st.tuples(donors, amounts), max_size=12)
conditions = st.one_of(
    st.builds(Condition, st.just(Measure.SHARE), st.integers(1, 1_000) | st.integers(1, 10_000)),
    st.builds(Condition, st.just(Measure.AMOUNT), st.integers(1, 1_000_000)),
    st.builds(Condition, st.just(Measure.DONORS), st.integers(1, 4)),
)
cents = st.builds(Money, amounts)
promises = st.one_of(
    st.builds(PerEuro, st.integers(1, 10_000) | st.integers(1, 100_000), st.none() | cents),
    st.builds(Lump, conditions),
    st.builds(Completion, conditions),
)


def _commitments(promised):
    return [
        Commitment(UUID(int=100 - n), UUID(int=n), list(PartnerKind)[n % 2], promise, Money(ceiling))
        for n, (promise, ceiling) in enumerate(promised)
    ]


partners = st.lists(st.tuples(promises, st.integers(0, 2_000_000)), max_size=5).map(_commitments)
goals = st.builds(Money, st.integers(1, 2_000_000) | st.integers(1_000_000, 10_000_000))


def in_force(pledged):
    by_donor: dict[UUID, Money] = {}
    for donor, minor in pledged:
        by_donor[donor] = by_donor.get(donor, Money(0)) + Money(minor)
    return by_donor


def owed(goal, promised, pledged, uncounted=None):
    matching = on_donors(goal, promised, in_force(pledged), uncounted=uncounted)
    return [standing.owed for standing in matching.standings()]


def raised(goal, promised, pledged):
    return total([*in_force(pledged).values(), *owed(goal, promised, pledged)])


@given(goals, partners, pledges, st.randoms(use_true_random=False))
def test_neither_the_order_of_pledges_nor_of_signatures_changes_anything(goal, promised, pledged, random):
    shuffled = random.sample(pledged, len(pledged))
    assert owed(goal, promised, pledged) == owed(goal, promised, shuffled)
    assert owed(goal, promised, pledged) == owed(goal, promised[::-1], pledged)[::-1]


@given(goals, partners, pledges, donors, amounts, st.integers(0, 300_000))
def test_how_a_donor_splits_a_pledge_changes_nothing(goal, promised, pledged, donor, amount, cut):
    cut = min(cut, amount - 1)
    parts = [(donor, amount - cut), *pledged, *([(donor, cut)] if cut else [])]
    assert owed(goal, promised, [*pledged, (donor, amount)]) == owed(goal, promised, parts)


@given(goals, partners, pledges, cents)
def test_nobody_owes_more_than_its_ceiling_or_less_than_nothing(goal, promised, pledged, uncounted):
    for commitment, amount in zip(promised, owed(goal, promised, pledged, uncounted), strict=True):
        assert Money(0) <= amount <= commitment.ceiling
        if commitment.promise.rule is Rule.LUMP:
            assert amount in {Money(0), commitment.ceiling}


@given(goals, partners, pledges)
def test_no_cent_is_lost_to_rounding(goal, promised, pledged):
    by_donor, amounts_owed = in_force(pledged), owed(goal, promised, pledged)
    for commitment, amount in zip(promised, amounts_owed, strict=True):
        if isinstance(commitment.promise, PerEuro):
            base = sum(commitment.matchable(one).minor for one in by_donor.values())
            exact = base * commitment.promise.rate_bp
            assert amount.minor * 10_000 <= exact
            assert amount == commitment.ceiling or (amount.minor + 1) * 10_000 > exact


@given(goals, partners, pledges)
def test_completion_reaches_the_goal_to_the_cent_or_all_its_ceilings(goal, promised, pledged):
    standings = on_donors(goal, promised, in_force(pledged)).standings()
    completing = [
        one
        for one in standings
        if one.commitment.promise.rule is Rule.COMPLETION and not one.missing and one.commitment.ceiling
    ]
    whole = total([*in_force(pledged).values(), *(one.owed for one in standings)])
    if any(one.owed for one in completing):
        full = all(one.owed == one.commitment.ceiling for one in completing)
        assert whole == goal or (full and whole < goal)
    elif completing:
        assert whole >= goal


@given(goals, partners, pledges.filter(bool), st.data())
def test_a_refund_never_raises_what_there_is_nor_what_is_added_per_euro_or_at_once(
    goal, promised, pledged, data
):
    gone = data.draw(st.integers(0, len(pledged) - 1))
    after = pledged[:gone] + pledged[gone + 1 :]
    for commitment, less, more in zip(
        promised, owed(goal, promised, after), owed(goal, promised, pledged), strict=True
    ):
        assert commitment.promise.rule is Rule.COMPLETION or less <= more
    assert raised(goal, promised, after) <= raised(goal, promised, pledged)


@given(goals, partners, pledges, cents)
def test_what_pledges_bring_one_by_one_adds_up_to_what_is_owed(goal, promised, pledged, uncounted):
    """Whatever own people give, before, between or after."""
    brought = [[Money(0)] * len(promised)]
    for n, (donor, amount) in enumerate(pledged):
        before = in_force(pledged[:n])
        matching = on_donors(goal, promised, before)
        brought.append(brings(matching, Money(amount), given=before.get(donor, Money(0))))
    matching = on_donors(goal, promised, in_force(pledged))
    brought.append(brings(matching, uncounted, given=Money(0), counted=False))
    sums = [total(list(column)) for column in zip(*brought, strict=True)]
    assert sums == owed(goal, promised, pledged, uncounted)


@given(goals, partners, pledges, donors, amounts)
def test_no_partner_is_promised_before_its_condition_holds(goal, promised, pledged, donor, amount):
    by_donor = in_force(pledged)
    matching = on_donors(goal, promised, by_donor)
    given_before = by_donor.get(donor, Money(0))
    after = matching.with_pledge(Money(amount), given=given_before, counted=True)
    assert after == on_donors(goal, promised, in_force([*pledged, (donor, amount)]))
    brought = brings(matching, Money(amount), given=given_before)
    for standing, added in zip(after.standings(), brought, strict=True):
        assert not (standing.missing and added)
    assert total([Money(amount), *brought]) >= Money(0)


@given(goals, partners, pledges, cents)
def test_conditions_look_at_no_partner_and_at_nobody_s_own_people(goal, promised, pledged, uncounted):
    alone = [on_donors(goal, [one], in_force(pledged)).standings()[0].missing for one in promised]
    together = on_donors(goal, promised, in_force(pledged), uncounted=uncounted)
    assert [standing.missing for standing in together.standings()] == alone
    assert together.pledged == Pledged(
        total(list(in_force(pledged).values())), len(in_force(pledged)), uncounted
    )


@given(goals, partners, pledges, st.data())
def test_who_lowers_a_ceiling_to_what_it_owes_leaves_nothing_to_the_others(goal, promised, pledged, data):
    before = owed(goal, promised, pledged)
    lowered = [
        replace(one, ceiling=Money(data.draw(st.integers(due.minor, one.ceiling.minor))), signed=one.ceiling)
        for one, due in zip(promised, before, strict=True)
    ]
    assert owed(goal, lowered, pledged) == before
