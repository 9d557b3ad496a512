"""What programs read of a promise, and of what became of it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.api import Commitment, PartnerRule
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.matching.queries import NamedCommitment
from okote.funding.matching.rules import Completion, Condition, Lump, Measure, PerEuro
from payments.money import Money
from tests.okote.funding.rows import a_holder, a_partner, an_envelope

AT = datetime(2027, 1, 9, 8, 30, tzinfo=UTC)
HALF = Condition(Measure.SHARE, 5_000)
HALF_WRITTEN = {"measure": "share", "least": 5_000}


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.mark.parametrize(
    ("promise", "written"),
    [
        (PerEuro(5_000), {"rule": "per_euro", "per_euro": euros("0.50")}),
        (
            PerEuro(10_000, Money.of(100)),
            {"rule": "per_euro", "per_euro": euros("1.00"), "ceiling_per_donor": euros("100.00")},
        ),
        (Lump(HALF), {"rule": "lump", "condition": HALF_WRITTEN}),
        (Completion(HALF), {"rule": "completion", "condition": HALF_WRITTEN}),
    ],
)
def test_each_promise_is_written_by_its_own_rule(promise, written):
    missing = {"per_euro": None, "ceiling_per_donor": None, "condition": None}
    assert msgspec.to_builtins(PartnerRule.of(promise)) == missing | written


@pytest.mark.parametrize("called", [True, False])
def test_what_is_called_for_is_told_once_the_campaign_has_succeeded(called):
    territory = uuid4()
    partner, holder = a_partner(territory, AT), a_holder(territory, AT)
    campaign = Campaign(
        territory_id=territory,
        holder_id=holder.id,
        slug="au-quai",
        title="Au quai",
        state=CampaignState.FUNDED,
        created_at=AT,
    )
    signed = SignedCommitment(
        territory_id=territory,
        campaign_id=campaign.id,
        partner_id=partner.id,
        rate_bp=10_000,
        ceiling_minor=500_00,
        signed_at=AT,
    )
    call = FundsCall(
        commitment_id=signed.id,
        territory_id=territory,
        amount_minor=120_50,
        called_at=AT,
        due_on=date(2027, 2, 8),
    )
    one = NamedCommitment(
        signed, partner, an_envelope(partner, AT), campaign, holder, call if called else None, Money.of(500)
    )
    read = msgspec.to_builtins(Commitment.of(one))
    assert read["ceiling"] == euros("500.00")
    assert read["call"] == (
        {
            "amount": euros("120.50"),
            "called_at": "2027-01-09T08:30:00Z",
            "due_on": "2027-02-08",
            "received_on": None,
        }
        if called
        else None
    )
