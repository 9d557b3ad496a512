"""What is left to a partner of a call for funds."""

from datetime import date

import pytest

from okote.funding.matching.rules.duties import Duty, duty

DUE = date(2026, 11, 22)
NEXT = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "received_on", "proven", "left"),
    [
        (DUE, None, False, Duty.PAY),
        (NEXT, None, False, Duty.PAY_AT_ONCE),
        (NEXT, None, True, None),  # accountants look whether it came
        (NEXT, DUE, False, None),
    ],
)
def test_a_partner_pays_and_sends_a_proof(today, received_on, proven, left):
    assert duty(DUE, received_on, proven=proven, today=today) is left
