"""Why a contribution comes back, as its donor reads it."""

from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from uuid import uuid4

import pytest

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.letters.texts import donors
from okote.funding.pledges.models import Pledge
from okote.web.formatting import Wording

END = datetime(2026, 12, 10, 22, 59, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("paid_at", "why"),
    [
        (END - INSTANT, "Your contribution no longer counts."),
        (END, "Your payment came after the end of the campaign, so it could not count."),
        (None, "Your contribution no longer counts."),
    ],
)
def test_a_payment_that_came_too_late_is_said_to_have(paid_at, why):
    campaign = Campaign(
        state=CampaignState.FUNDED, title="The oven", opens_at=END - timedelta(days=30), ends_at=END
    )
    pledge = Pledge(campaign_id=uuid4(), amount_minor=20_00, currency="EUR", paid_at=paid_at)
    letter = donors.refunded(Wording("en", NullTranslations()), campaign, pledge)
    assert letter.paragraphs[0] == why
