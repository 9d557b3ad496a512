"""An envelope is never promised twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.partners.rules import (
    EnvelopeExceededError,
    Reservation,
    ReservationNotPositiveError,
    available,
    check_reservable,
)
from payments.money import Money, total


def euros(amount: str) -> Money:
    return Money.of(amount)


@pytest.mark.parametrize(
    ("ceiling", "used", "held"),
    [
        ("5000", None, "5000"),  # signed: the whole ceiling
        ("5000", "1420.50", "1420.50"),  # funded: what was called for
        ("5000", "5000", "5000"),
        ("5000", "0", "0"),  # failed: all of it returns
    ],
)
def test_a_commitment_holds_its_ceiling_then_what_was_called_for(ceiling, used, held):
    reservation = Reservation(euros(ceiling), None if used is None else euros(used))
    assert reservation.held == euros(held)


def test_what_is_left_of_an_envelope():
    reservations = [Reservation(euros("4000")), Reservation(euros("3000"), euros("1000"))]
    assert available(euros("10000"), reservations) == euros("5000")
    assert available(euros("10000"), []) == euros("10000")


@pytest.mark.parametrize("ceiling", ["0.01", "5999.99", "6000"])
def test_a_ceiling_that_the_envelope_covers_may_be_signed(ceiling):
    check_reservable(euros("10000"), [Reservation(euros("4000"))], euros(ceiling))


def test_a_cent_over_the_envelope_is_refused():
    with pytest.raises(EnvelopeExceededError) as refused:
        check_reservable(euros("10000"), [Reservation(euros("4000"))], euros("6000.01"))
    assert refused.value.code == "envelope_exceeded"
    assert refused.value.parameters == {"ceiling": euros("6000.01"), "available": euros("6000")}


@pytest.mark.parametrize("ceiling", ["0", "-1"])
def test_nothing_is_not_a_commitment(ceiling):
    with pytest.raises(ReservationNotPositiveError) as refused:
        check_reservable(euros("10000"), [], euros(ceiling))
    assert refused.value.code == "reservation_not_positive"


@given(
    envelope=st.integers(1, 1_000_000),
    wishes=st.lists(st.tuples(st.integers(1, 500_000), st.none() | st.integers(0, 100)), max_size=20),
)
def test_commitments_signed_one_after_another_never_exceed_the_envelope(envelope, wishes):
    signed: list[Reservation] = []
    for ceiling, used_percent in wishes:
        try:
            check_reservable(Money(envelope), signed, Money(ceiling))
        except EnvelopeExceededError:
            continue
        used = None if used_percent is None else Money(ceiling * used_percent // 100)
        signed.append(Reservation(Money(ceiling), used))
        assert total([one.held for one in signed]) <= Money(envelope)
        assert available(Money(envelope), signed) + total([one.held for one in signed]) == Money(envelope)
