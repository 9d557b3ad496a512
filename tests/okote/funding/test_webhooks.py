"""What the territory's systems are told of funding: always under the names that the example shows."""

import json
from collections import Counter
from uuid import uuid4

import pytest

from okote.funding.campaigns.events import CampaignCancelled, CampaignOpened
from okote.funding.closing.events import CampaignPaidOut
from okote.funding.closing.models import Closing
from okote.funding.closing.rules import Decision
from okote.funding.matching.events import FundsReceived
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.milestones.events import MilestoneReached
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone
from okote.funding.news.events import NewsDue
from okote.funding.news.models import News
from okote.funding.webhooks import KINDS
from okote.identity.models import Role
from okote.webhooks.models import Webhook
from tests.okote.funding.closing.deadline import close, past_the_deadline
from tests.okote.funding.rows import a_partner, an_envelope
from tests.okote.webhooks.conftest import receiving

BY_NAME = {kind.name: kind for kind in KINDS}


async def told(db, kind, event):
    found = await BY_NAME[kind].tell(db, event)
    assert {*found.data, "path"} == set(BY_NAME[kind].example)
    json.dumps(found.data)
    return found.data


@pytest.fixture
async def call(db, live_campaign, someone):
    at = await db.now()
    partner = a_partner(live_campaign.territory_id, at)
    db.add(partner)
    await db.flush()
    envelope = an_envelope(partner, at)
    db.add(envelope)
    await db.flush()
    signed = SignedCommitment(
        territory_id=live_campaign.territory_id,
        campaign_id=live_campaign.id,
        partner_id=partner.id,
        envelope_id=envelope.id,
        rate_bp=10_000,
        ceiling_minor=5_000_00,
        signed_at=at,
        signed_by=(await someone(Role.AGENT)).person.id,
    )
    db.add(signed)
    await db.flush()
    called = FundsCall(
        commitment_id=signed.id,
        territory_id=live_campaign.territory_id,
        amount_minor=900_05,
        called_at=at,
        due_on=at.date(),
        received_on=at.date(),
        proof="Mandat 12",
    )
    db.add(called)
    await db.flush()
    return called


async def test_what_a_campaign_tells_on_its_way(db, live_campaign, writer):
    at, step = await db.now(), uuid4()
    reached, half = (
        CampaignMilestone(
            campaign_id=live_campaign.id,
            milestone=what,
            at=at,
            raised_minor=12_000_00,
            pledges=9,
            reached=True,
        )
        for what in (Milestone.THRESHOLD, Milestone.HALF_WAY)
    )
    news = News(
        territory_id=live_campaign.territory_id,
        campaign_id=live_campaign.id,
        author_id=writer.person.id,
        title="Les murs",
        body="Ils montent.",
        published_at=at,
    )
    db.add_all([reached, half, news])
    await db.flush()
    here = live_campaign.id, live_campaign.territory_id, step
    opened = await told(db, "campaign.opened", CampaignOpened(*here))
    assert opened["goal"] == {"amount": "15000.00", "currency": "EUR"}
    assert opened["ends_at"].endswith("Z")
    await told(db, "campaign.cancelled", CampaignCancelled(*here))
    raised = await told(db, "campaign.threshold_reached", MilestoneReached(reached.id))
    assert (raised["raised"]["amount"], raised["pledges"]) == ("12000.00", 9)
    assert await BY_NAME["campaign.threshold_reached"].tell(db, MilestoneReached(half.id)) is None
    assert (await told(db, "news.published", NewsDue(news.id)))["news"] == str(news.id)


async def test_what_a_partner_has_paid(db, call):
    data = await told(db, "funds_call.paid", FundsReceived(call.commitment_id))
    assert (data["amount"]["amount"], data["received_on"]) == ("900.05", call.received_on.isoformat())


@pytest.mark.parametrize("paid", [0, 12_345])
async def test_of_a_payout_its_sum_is_told_and_where_there_is_none_nothing(db, live_campaign, paid):
    """All may have been given by cheque."""
    sums = "pledged", "public", "private", "threshold", "commission", "vat", "owed"
    closing = Closing(
        campaign_id=live_campaign.id,
        territory_id=live_campaign.territory_id,
        decided_at=await db.now(),
        decision=Decision.FUNDED,
        transfer_minor=paid,
        **{f"{name}_minor": 0 for name in sums},
    )
    db.add(closing)
    await db.flush()
    event = CampaignPaidOut(live_campaign.id)
    if paid:
        assert (await told(db, "payout.made", event))["amount"]["amount"] == "123.45"
    else:
        assert await BY_NAME["payout.made"].tell(db, event) is None


async def test_a_system_hears_of_a_campaign_from_the_first_contribution_to_the_decision(scene):
    async with receiving() as receiver:
        await add_webhook(scene, receiver.url)
        await scene.take_back(await scene.pledge(20))
        for _ in range(3):
            await scene.pledge(1_300)
        async with scene.house.database.unit_of_work() as db:
            await db.defer("funding.tell", timestamp=0)
        await scene.work()
        await past_the_deadline(scene)
        await close(scene)
    heard = [json.loads(body) for _, body in receiver.heard]
    for one in heard:
        assert set(one["data"]) == set(BY_NAME[one["type"]].example)
    assert Counter(one["type"] for one in heard) == {
        "pledge.confirmed": 4,
        "pledge.cancelled": 1,
        "pledge.refunded": 1,
        "campaign.threshold_reached": 1,
        "funds_call.issued": 2,
        "campaign.closed": 1,
    }
    (closed,) = [one["data"] for one in heard if one["type"] == "campaign.closed"]
    assert (closed["result"], closed["pledged"]["amount"]) == ("funded", "3900.00")
    assert await scene.violations() == set()


async def add_webhook(scene, url):
    async with scene.house.database.unit_of_work() as db:
        webhook = Webhook(
            territory_id=scene.campaign.territory_id,
            url=url,
            description="Agenda",
            kinds=list(BY_NAME),
            secret=uuid4(),
            created_at=await db.now(),
        )
        db.add(webhook)
