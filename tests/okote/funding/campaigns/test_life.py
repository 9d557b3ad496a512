"""A campaign opens by the clock, and is cancelled by an administrator with a reason that all may read."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.events import CampaignCancelled, CampaignOpened, CampaignSentBack
from okote.funding.campaigns.models import CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignEndedError, CampaignState, StepKind
from okote.funding.campaigns.rules.life import ReasonMissingError, TransitionRefusedError
from okote.funding.campaigns.service import cancel, open_due_campaigns
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError


async def test_a_campaign_opens_on_its_first_day_and_once(db, approved, picture, heard):
    assert await open_due_campaigns(db) == []
    await set_offset(db, timedelta(days=1))

    assert await open_due_campaigns(db) == [approved]
    assert await open_due_campaigns(db) == []

    assert approved.state is CampaignState.LIVE
    assert picture.public
    step = (await db.exec(select(CampaignStep).where(CampaignStep.state == "live"))).one()
    assert (step.person_id, step.at) == (None, await db.now())
    assert heard[-1] == CampaignOpened(approved.id, approved.territory_id, step.id)


async def test_what_nobody_could_pay_does_not_open(db, approved, holder):
    """Stripe may stop an account between the approval and the first day."""
    await set_offset(db, timedelta(days=1))
    holder.account_ready = False
    assert await open_due_campaigns(db) == []
    holder.account_ready = True
    assert await open_due_campaigns(db) == [approved]


async def test_what_missed_its_last_day_is_given_back(db, approved, holder, heard):
    """Stripe let its holder be paid one day too late; or our own service was down for as long."""
    holder.account_ready = False
    await set_offset(db, approved.period.ends_at - await db.now())
    assert await open_due_campaigns(db) == []
    assert (approved.state, approved.opens_at, approved.threshold_bp) == (CampaignState.DRAFT, None, None)
    step = (await db.exec(select(CampaignStep).order_by(CampaignStep.id.desc()).limit(1))).one()
    assert (step.state, step.actor, step.person_id) == (CampaignState.DRAFT, Actor.RULE, None)
    assert heard[-1] == CampaignSentBack(approved.id, approved.territory_id, step.id)

    holder.account_ready = True
    assert await open_due_campaigns(db) == []


async def test_on_its_last_day_it_still_opens(db, approved, holder):
    await set_offset(db, approved.period.ends_at - await db.now() - timedelta(seconds=1))
    assert await open_due_campaigns(db) == [approved]


async def test_a_draft_does_not_open(db, submitted):
    await set_offset(db, timedelta(days=1))
    assert await open_due_campaigns(db) == []


async def test_an_administrator_cancels_with_a_public_reason(db, approved, administrator, heard):
    await set_offset(db, timedelta(days=1))
    await open_due_campaigns(db)

    campaign = await cancel(db, approved.id, " L’association a été dissoute. ", by=administrator)

    assert (campaign.state, campaign.cancel_reason) == (
        CampaignState.CANCELLED,
        "L’association a été dissoute.",
    )
    step = (await db.exec(select(CampaignStep).where(CampaignStep.state == "cancelled"))).one()
    assert (step.person_id, step.reason) == (administrator.person.id, campaign.cancel_reason)
    assert (step.actor, step.kind) == (Actor.ADMINISTRATOR, StepKind.LED)
    assert heard[-1] == CampaignCancelled(approved.id, approved.territory_id, step.id)


async def test_nobody_cancels_without_a_reason(db, approved, administrator):
    with pytest.raises(ReasonMissingError):
        await cancel(db, approved.id, " ", by=administrator)


async def test_from_the_deadline_on_only_the_rule_acts(db, approved, administrator):
    """Also before the job that closes it has run."""
    await set_offset(db, timedelta(days=1))
    await open_due_campaigns(db)
    await set_offset(db, timedelta(days=32))
    with pytest.raises(CampaignEndedError) as refused:
        await cancel(db, approved.id, "Trop tard", by=administrator)
    assert refused.value.parameters == {"last_minute": approved.period.last_minute}
    approved.state = CampaignState.CLOSING
    with pytest.raises(TransitionRefusedError):
        await cancel(db, approved.id, "Trop tard", by=administrator)


async def test_others_do_not_cancel(db, draft, reviewer, writer, administrator, elsewhere, someone):
    for visitor in (reviewer, writer):
        with pytest.raises(ForbiddenError):
            await cancel(db, draft.id, "Parce que", by=visitor)
    stranger = await someone(*(held.role for held in administrator.roles), at=elsewhere)
    with pytest.raises(NotFoundError):
        await cancel(db, draft.id, "Parce que", by=stranger)
