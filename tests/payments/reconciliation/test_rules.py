"""The comparison itself: pure, over whatever both sides may tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from payments.reconciliation import rules
from payments.reconciliation.rules import OURS, Booked, Held, Kind, Movement, Standing, Told

KEYS = st.sets(st.text("abcdef", min_size=1, max_size=3), max_size=12)
AMOUNT = st.integers(-500, 500).map(Money)
MOVED = st.sampled_from(sorted(OURS))
FIVE = Money(500)


def told_of(key, movement=Movement.CHARGE, amount=FIVE, **more):
    return Told(key, movement, amount, Money.zero(), **more)


def held_of(key, movement=Movement.CHARGE, amount=FIVE, standing=Standing.DONE, **more):
    return Held(key, movement, standing, amount, **more)


@given(KEYS, KEYS)
def test_each_movement_is_looked_at_once_whoever_tells_of_it(theirs, ours):
    pairs = list(rules.paired(map(told_of, sorted(theirs)), map(held_of, sorted(ours))))
    assert [(told or held).key for told, held in pairs] == sorted(theirs | ours)
    assert {told.key for told, _ in pairs if told} == theirs
    assert {held.key for _, held in pairs if held} == ours
    assert all(told.key == held.key for told, held in pairs if told and held)


def test_streams_are_read_no_further_than_is_needed():
    def endless(make):
        yield from (make(f"{number:09}") for number in range(10**9))

    pairs = rules.paired(endless(told_of), endless(held_of))
    assert [next(pairs)[0].key for _ in range(3)] == ["000000000", "000000001", "000000002"]


@given(MOVED, AMOUNT, st.integers(0, 50).map(Money))
def test_what_is_the_same_differs_in_nothing(movement, amount, fee):
    told = Told("x", movement, amount, fee)
    assert rules.difference(told, Held("x", movement, Standing.DONE, amount, fee)) is None
    assert rules.difference(told, Held("x", movement, Standing.UNDER_WAY, None)) is None


@given(MOVED, AMOUNT, st.sampled_from(Standing), st.booleans(), AMOUNT, st.one_of(st.none(), AMOUNT))
def test_whatever_is_not_the_same_is_named(movement, theirs, standing, undone, ours, fee):
    """None is said of these alone; so nothing that differs is passed over."""
    told = Told("x", movement, theirs, Money.zero(), undone=undone)
    held = Held("x", movement, standing, ours, fee)
    agree = (
        standing is Standing.UNDONE
        if undone
        else standing in {Standing.DONE, Standing.PUT_ASIDE, Standing.UNDER_WAY}
        and ours == theirs
        and fee in {None, Money.zero()}
    )
    assert (rules.difference(told, held) is None) is agree


@pytest.mark.parametrize(
    ("told", "held", "kind"),
    [
        (told_of("x"), None, Kind.CHARGE_UNKNOWN),
        (told_of("x", marked=True), None, Kind.PAYMENT_LOST),
        (told_of("x", Movement.REFUND, undone=True), None, None),
        (told_of("x", Movement.REFUND, undone=True), held_of("x", Movement.REFUND), Kind.REFUND_FAILED),
        (None, held_of("x"), Kind.PAYMENT_MISSING),
        (None, held_of("x", standing=Standing.NOT_DONE), None),
        (None, held_of("x", standing=Standing.UNDER_WAY), None),
        (told_of("x"), held_of("x", amount=Money(501)), Kind.PAYMENT_DIFFERS),
        (told_of("x"), held_of("x", fee=Money(1)), Kind.FEE_DIFFERS),
        (told_of("x"), held_of("x", standing=Standing.NOT_DONE), Kind.PAYMENT_NOT_LEARNT),
    ],
)
def test_each_difference_has_its_name(told, held, kind):
    assert rules.difference(told, held) is kind


@pytest.mark.parametrize(
    ("type_", "source", "movement"),
    [
        ("charge", "ch_1", Movement.CHARGE),
        ("payment", "py_1", Movement.CHARGE),
        ("refund_failure", "re_1", Movement.REFUND),
        ("adjustment", "du_1", Movement.DISPUTE),
        ("adjustment", "re_1", Movement.REFUND),
        ("adjustment", None, Movement.OTHER),
        ("transfer_refund", "trr_1", Movement.REVERSAL),
        ("payout_failure", "po_1", Movement.BANK),
        ("charge", None, Movement.OTHER),
        ("what_comes_next_year", "xx_1", Movement.OTHER),
    ],
)
def test_a_line_is_read_by_its_type_and_what_it_is_about(type_, source, movement):
    assert rules.movement(type_, source) is movement


@given(AMOUNT, AMOUNT, st.booleans())
def test_the_ledger_is_right_where_it_has_what_moved(posted, moved, put_aside):
    kind = rules.booked_wrongly(Booked(posted, moved), put_aside=put_aside)
    assert (kind is None) is (posted == moved)
    assert (kind is Kind.PUT_ASIDE) is (put_aside and posted != moved)
    assert (kind is Kind.NOT_BOOKED) is (not put_aside and posted != moved and not posted)
