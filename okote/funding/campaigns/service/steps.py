"""One way from each state to the next, and the record of who led there."""

from datetime import datetime
from uuid import UUID

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState, StepKind, check_transition
from okote.platform.live import announce
from payments.sessions import WriteSession


def record(
    db: WriteSession,
    campaign: Campaign,
    at: datetime,
    kind: StepKind,
    actor: Actor,
    *,
    person_id: UUID | None = None,
    reason: str = "",
) -> CampaignStep:
    """Note what happened and as whom someone did it, in the state to which it led."""
    step = CampaignStep(
        campaign_id=campaign.id,
        at=at,
        state=campaign.state,
        kind=kind,
        actor=actor,
        person_id=person_id,
        reason=reason,
    )
    db.add(step)
    return step


async def lead(
    db: WriteSession,
    campaign: Campaign,
    to: CampaignState,
    actor: Actor,
    *,
    person_id: UUID | None = None,
    reason: str = "",
) -> CampaignStep:
    """Bring a campaign that the caller holds to a next state; TransitionRefusedError if none leads there."""
    check_transition(campaign.state, to, actor)
    campaign.state = to
    await announce(db, f"campaign:{campaign.id}")
    return record(db, campaign, await db.now(), StepKind.LED, actor, person_id=person_id, reason=reason)


def forget_terms(campaign: Campaign) -> None:
    """A draft promises nothing: the next approval fixes them anew."""
    campaign.opens_at = campaign.ends_at = None
    campaign.threshold_bp = campaign.commission_bp = campaign.vat_bp = None
    campaign.threshold_on = campaign.commission_on = campaign.own_people = None
