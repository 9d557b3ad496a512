"""What Stripe told the installation is shown where all of it is one territory's."""

import pytest

from payments.inbox.models import StripeEvent
from payments.inbox.rules import Source

INBOX = "/fr/back-office/stripe/inbox"


@pytest.fixture
async def told(house):
    async with house.database.unit_of_work() as db:
        at = await db.now()
        db.add(
            StripeEvent(
                source=Source.PLATFORM,
                event_id="evt_1",
                type="charge.refunded",
                livemode=False,
                body=b"{}",
                created_at=at,
                received_at=at,
            )
        )


async def test_a_neighbours_events_are_not_seen(lea, told):
    shown = await lea.get(INBOX)
    assert shown.status_code == 200
    assert "charge.refunded" not in shown.text
    assert "okote check" in shown.text


async def test_the_only_territory_sees_what_stripe_told(lea, told, only_territory):
    shown = (await lea.get(INBOX)).text
    assert "charge.refunded" in shown
    assert "okote check" not in shown
