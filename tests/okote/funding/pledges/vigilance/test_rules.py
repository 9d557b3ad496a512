"""Who is to be looked at, and what may be made of it."""

from datetime import UTC, datetime, timedelta

import pytest

from okote.funding.pledges.vigilance.rules import (
    NotFrozenError,
    StillFrozenError,
    check_outcome,
    to_look_at,
)
from payments.money import Money

PAID = datetime(2027, 3, 1, tzinfo=UTC)
SUM = "1000.00"


@pytest.mark.parametrize(
    ("total", "above", "seen_at", "frozen", "waits"),
    [
        ("999.99", SUM, None, False, False),
        ("1000.00", SUM, None, False, True),  # at the sum
        ("1000.00", None, None, False, False),
        ("1000.00", SUM, PAID + timedelta(seconds=1), False, False),
        ("1000.00", SUM, PAID, False, False),
        ("1000.00", SUM, PAID - timedelta(seconds=1), False, True),  # they gave again
        ("1000.00", SUM, PAID - timedelta(seconds=1), True, False),
    ],
)
def test_a_donor_waits_at_the_sum_until_someone_looked(total, above, seen_at, frozen, waits):
    sum_ = None if above is None else Money.of(above)
    assert to_look_at(Money.of(total), sum_, paid_at=PAID, seen_at=seen_at, frozen=frozen) is waits


@pytest.mark.parametrize(
    ("frozen", "released", "refusal"),
    [
        (False, False, None),
        (True, True, None),
        (False, True, NotFrozenError),
        (True, False, StillFrozenError),
    ],
)
def test_who_is_frozen_is_released_and_nothing_else(frozen, released, refusal):
    if refusal is None:
        check_outcome(frozen=frozen, released=released)
        return
    with pytest.raises(refusal):
        check_outcome(frozen=frozen, released=released)
