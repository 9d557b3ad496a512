"""A partner who is called has sixty days."""

from datetime import date

import pytest

from okote.funding.matching.rules import funds_call_status, funds_due_on


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
