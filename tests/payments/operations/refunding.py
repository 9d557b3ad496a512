"""A payment that was made, and asking for its refund.

A test's module imports the fixture `payment`.
"""

import pytest

from payments.money import Money
from payments.operations import service
from payments.operations.models import Operation

WHOLE = Money.of("20.00")


@pytest.fixture
async def payment(office):
    paid = await office.paid("20.00")
    office.told.clear()
    return paid


async def asked(office, payment, **named) -> Operation:
    return await office.ask(service.refund, payment.id, reason="donor", **named)
