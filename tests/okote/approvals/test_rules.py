"""Who the second person may be, and until when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from okote.approvals.rules import ApprovalOverError, OwnRequestError, check_decidable, needs_second
from payments.money import Money

NOW = datetime(2027, 3, 1, tzinfo=UTC)
LEA, MARC = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("amount", "above", "needed"),
    [
        ("1000.00", None, False),
        ("1000.00", "1000.00", False),  # at the sum itself one is enough
        ("1000.01", "1000.00", True),
        ("0.00", "1000.00", False),
    ],
)
def test_two_people_are_needed_above_the_sum(amount, above, needed):
    assert needs_second(Money.of(amount), None if above is None else Money.of(above)) is needed


@pytest.mark.parametrize(
    ("decided", "left", "by", "refusal"),
    [
        (False, timedelta(seconds=1), MARC, None),
        (False, timedelta(), MARC, ApprovalOverError),
        (True, timedelta(days=1), MARC, ApprovalOverError),
        (False, timedelta(days=1), LEA, OwnRequestError),
        (True, timedelta(), LEA, OwnRequestError),
    ],
)
def test_someone_else_decides_once_and_in_time(decided, left, by, refusal):
    asked = {"decided": decided, "expires_at": NOW + left, "asked_by": LEA, "by": by, "at": NOW}
    if refusal is None:
        check_decidable(**asked)
        return
    with pytest.raises(refusal):
        check_decidable(**asked)
