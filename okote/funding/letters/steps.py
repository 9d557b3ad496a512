"""What a holder is told of its offer before the deadline, and partners of one that was cancelled."""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.events import (
    CampaignApproved,
    CampaignCancelled,
    CampaignEvent,
    CampaignOpened,
    CampaignSentBack,
)
from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import Actor
from okote.funding.letters.posting import post_notice, words_of
from okote.funding.letters.texts import Notice
from okote.funding.matching.models import SignedCommitment
from okote.funding.partners.models import Partner
from okote.house import House
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.web.formatting import Wording
from payments.money import Money
from payments.sessions import WriteSession

WRITE = "funding.write-step"

KINDS: Mapping[type[CampaignEvent], str] = {
    CampaignSentBack: "campaign-sent-back",
    CampaignApproved: "campaign-approved",
    CampaignOpened: "campaign-opened",
    CampaignCancelled: "campaign-cancelled",
}


async def on_step(db: WriteSession, event: CampaignEvent) -> None:
    """Promise the letters; they are set outside this transaction."""
    await db.defer(WRITE, kind=KINDS[type(event)], step=str(event.step))


async def write(house: House, kind: str, step_id: UUID) -> None:
    """All letters about one step, each once; none about what no longer holds."""
    async with house.database.unit_of_work() as db:
        step = await db.get_one(CampaignStep, step_id)
        campaign = await db.get_one(Campaign, step.campaign_id)
        holder = await db.get_one(Holder, campaign.holder_id)
        territory = await db.get_one(Territory, campaign.territory_id)
        notice = TO_HOLDER[kind](words_of(house, holder.language, territory), campaign, step)
        if notice is not None:
            key = f"{kind}:{step.id}:holder"
            await post_notice(house, db, key, territory, holder.email, holder.language, notice)
        if kind == KINDS[CampaignCancelled]:
            await _to_partners(house, db, kind, campaign, territory)


async def _to_partners(
    house: House, db: WriteSession, kind: str, campaign: Campaign, territory: Territory
) -> None:
    statement = (
        select(SignedCommitment, Partner)
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .where(SignedCommitment.campaign_id == campaign.id)
        .order_by(col(SignedCommitment.id))
    )
    for promise, partner in (await db.exec(statement)).all():
        notice = _freed(words_of(house, partner.language, territory), campaign, promise)
        key = f"{kind}:{campaign.id}:partner:{partner.id}"
        await post_notice(house, db, key, territory, partner.email, partner.language, notice)


def _sent_back(words: Wording, campaign: Campaign, step: CampaignStep) -> Notice:
    """By a reviewer who says why; or by the rule, because the dates have passed."""
    why = [
        words.say(say("We have read your campaign. Before it can open, please change this:")),
        step.reason,
    ]
    late = say("Its last day passed before it could open. Choose new dates, and send it in again.")
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” needs changes"), title=campaign.title),
        paragraphs=[words.say(late)] if step.actor is Actor.RULE else why,
        action=words.say(say("Write on")),
        path=f"/back-office/campaigns/{campaign.id}/edit",
    )


def _approved(words: Wording, campaign: Campaign, _step: CampaignStep) -> Notice | None:
    """Nothing where it was taken back since: it then has no dates."""
    if campaign.opens_at is None or campaign.ends_at is None:
        return None
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is approved"), title=campaign.title),
        paragraphs=[
            words.say(
                say("It opens by itself on %(opening)s and takes contributions until %(deadline)s."),
                opening=campaign.opens_at,
                deadline=words.deadline(campaign.ends_at),
            ),
            words.say(say("If you change anything now, it must be reviewed again.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def _opened(words: Wording, campaign: Campaign, _step: CampaignStep) -> Notice:
    deadline = words.deadline(campaign.period.ends_at)
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is open"), title=campaign.title),
        paragraphs=[
            words.say(say("It takes contributions until %(deadline)s."), deadline=deadline),
            words.say(say("Tell everyone: most people give because someone they know asks them.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def _cancelled(words: Wording, campaign: Campaign, step: CampaignStep) -> Notice:
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is cancelled"), title=campaign.title),
        paragraphs=[
            words.say(say("We have cancelled it, for a reason that everyone can read:")),
            step.reason,
            words.say(say("Everyone who gave gets their money back in full.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def _freed(words: Wording, campaign: Campaign, promise: SignedCommitment) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” is cancelled: nothing is due"), title=campaign.title),
        paragraphs=[
            words.say(
                say("The %(amount)s that you had set aside for it are free again in your envelope."),
                amount=Money(promise.ceiling_minor, promise.currency),
            )
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}/commitments",
    )


TO_HOLDER: Mapping[str, Callable[[Wording, Campaign, CampaignStep], Notice | None]] = {
    "campaign-sent-back": _sent_back,
    "campaign-approved": _approved,
    "campaign-opened": _opened,
    "campaign-cancelled": _cancelled,
}
