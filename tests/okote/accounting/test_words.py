"""Every state and every movement has its words."""

import pytest

from okote.accounting import words
from payments.inbox.rules import Remark
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (words.PAYMENT_STATES, PaymentStatus),
        (words.OPERATIONS, OperationKind),
        (words.OPERATION_STATES, OperationStatus),
        (words.REMARKS, Remark),
    ],
)
def test_nothing_is_shown_as_a_code(said, codes):
    assert set(said) == set(codes)
