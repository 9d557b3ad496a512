"""What of funding a territory's own systems may be told: identifiers, sums and times, nobody's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from okote.feature import Announced, WebhookKind
from okote.funding.campaigns.events import CampaignCancelled, CampaignOpened
from okote.funding.campaigns.models import Campaign
from okote.funding.closing.events import CampaignFunded, CampaignPaidOut, CampaignUndone, CampaignUnfunded
from okote.funding.closing.models import Closing
from okote.funding.matching.events import FundsCalled, FundsReceived
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.milestones.events import MilestoneReached
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone
from okote.funding.news.events import NewsDue
from okote.funding.news.models import News
from okote.funding.pledges.events import (
    PledgeCancelled,
    PledgeInForce,
    PledgeReclaimed,
    PledgeRefunded,
    PledgeTransferred,
)
from okote.funding.pledges.models import Pledge
from okote.platform.i18n import say
from payments.money import Money
from payments.sessions import ReadSession

PledgeEvent = PledgeInForce | PledgeCancelled | PledgeReclaimed | PledgeRefunded | PledgeTransferred


def _about(campaign: Campaign, **data: Any) -> Announced:
    told = {"campaign": str(campaign.id)} | {name: _plain(value) for name, value in data.items()}
    return Announced(campaign.territory_id, f"/campaigns/{campaign.slug}", told)


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return {"amount": str(value.major), "currency": value.currency}
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case int() | None:
            return value
        case _:
            return str(value)


async def _opened(db: ReadSession, event: CampaignOpened) -> Announced:
    campaign = await db.get_one(Campaign, event.campaign_id)
    period = campaign.period
    return _about(
        campaign,
        holder=campaign.holder_id,
        goal=campaign.goal,
        opens_at=period.opens_at,
        ends_at=period.ends_at,
    )


async def _cancelled(db: ReadSession, event: CampaignCancelled | CampaignUndone) -> Announced:
    campaign = await db.get_one(Campaign, event.campaign_id)
    return _about(campaign, holder=campaign.holder_id)


async def _closed(db: ReadSession, event: CampaignFunded | CampaignUnfunded) -> Announced:
    campaign = await db.get_one(Campaign, event.campaign_id)
    closing = await db.get_one(Closing, event.campaign_id)
    return _about(
        campaign,
        holder=campaign.holder_id,
        result=closing.decision,
        pledged=closing.money(closing.pledged_minor),
        public_match=closing.money(closing.public_minor),
        private_match=closing.money(closing.private_minor),
        threshold=closing.money(closing.threshold_minor),
        commission=closing.money(closing.commission_minor),
    )


async def _reached(db: ReadSession, event: MilestoneReached) -> Announced | None:
    noted = await db.get_one(CampaignMilestone, event.milestone)
    if noted.milestone is not Milestone.THRESHOLD:
        return None
    campaign = await db.get_one(Campaign, noted.campaign_id)
    return _about(campaign, raised=noted.raised, pledges=noted.pledges)


async def _pledge(db: ReadSession, event: PledgeEvent) -> Announced:
    pledge = await db.get_one(Pledge, event.pledge_id)
    campaign = await db.get_one(Campaign, event.campaign_id)
    return _about(campaign, pledge=pledge.id, amount=pledge.amount)


async def _paid_out(db: ReadSession, event: CampaignPaidOut) -> Announced | None:
    """Of a campaign that was paid by cheque alone nothing left."""
    campaign = await db.get_one(Campaign, event.campaign_id)
    closing = await db.get_one(Closing, event.campaign_id)
    amount = closing.money(closing.transfer_minor)
    return _about(campaign, holder=campaign.holder_id, amount=amount) if amount else None


async def _funds(db: ReadSession, event: FundsCalled | FundsReceived) -> Announced:
    call = await db.get_one(FundsCall, event.commitment)
    signed = await db.get_one(SignedCommitment, event.commitment)
    return _about(
        await db.get_one(Campaign, signed.campaign_id),
        commitment=signed.id,
        partner=signed.partner_id,
        amount=call.amount,
        due_on=call.due_on,
        received_on=call.received_on,
    )


async def _news(db: ReadSession, event: NewsDue) -> Announced:
    news = await db.get_one(News, event.news)
    campaign = await db.get_one(Campaign, news.campaign_id)
    return _about(campaign, news=news.id, published_at=news.published_at)


ONE, OTHER = UUID("019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f50"), UUID("019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f51")


def _sum(amount: str) -> Mapping[str, str]:
    return {"amount": amount, "currency": "EUR"}


def _example(**data: Any) -> Mapping[str, Any]:
    return {"campaign": str(ONE), **data, "path": "/campaigns/la-conserverie-du-quai"}


_PLEDGE = _example(pledge=str(OTHER), amount=_sum("20.00"))
_CALL = {"commitment": str(OTHER), "partner": str(OTHER), "amount": _sum("1500.00"), "due_on": "2026-04-15"}

KINDS = (
    WebhookKind(
        "campaign.opened",
        say("A campaign takes contributions"),
        (CampaignOpened,),
        _opened,
        _example(
            holder=str(OTHER),
            goal=_sum("15000.00"),
            opens_at="2026-01-14T23:00:00Z",
            ends_at="2026-03-15T23:00:00Z",
        ),
    ),
    WebhookKind(
        "campaign.threshold_reached",
        say("A campaign has reached its threshold (told within a day)"),
        (MilestoneReached,),
        _reached,
        _example(raised=_sum("11250.00"), pledges=212),
    ),
    WebhookKind(
        "campaign.closed",
        say("The rule has decided: the project receives the money, or everyone is refunded"),
        (CampaignFunded, CampaignUnfunded),
        _closed,
        _example(
            holder=str(OTHER),
            result="funded",
            pledged=_sum("9200.00"),
            public_match=_sum("4600.00"),
            private_match=_sum("1200.00"),
            threshold=_sum("11250.00"),
            commission=_sum("736.00"),
        ),
    ),
    WebhookKind(
        "campaign.cancelled",
        say("A campaign is cancelled, and every contribution goes back"),
        (CampaignCancelled, CampaignUndone),
        _cancelled,
        _example(holder=str(OTHER)),
    ),
    WebhookKind("pledge.confirmed", say("A contribution counts"), (PledgeInForce,), _pledge, _PLEDGE),
    WebhookKind(
        "pledge.cancelled",
        say("A contribution was taken back by its donor, or given back by the operator"),
        (PledgeCancelled, PledgeReclaimed),
        _pledge,
        _PLEDGE,
    ),
    WebhookKind(
        "pledge.refunded",
        say("A contribution is back with its donor"),
        (PledgeRefunded, PledgeTransferred),
        _pledge,
        _PLEDGE,
    ),
    WebhookKind(
        "payout.made",
        say("The money has left for the holder’s bank"),
        (CampaignPaidOut,),
        _paid_out,
        _example(holder=str(OTHER), amount=_sum("8464.00")),
    ),
    WebhookKind(
        "funds_call.issued",
        say("A partner is called for the funds that it promised"),
        (FundsCalled,),
        _funds,
        _example(**_CALL, received_on=None),
    ),
    WebhookKind(
        "funds_call.paid",
        say("A partner’s payment is noted"),
        (FundsReceived,),
        _funds,
        _example(**_CALL, received_on="2026-04-09"),
    ),
    WebhookKind(
        "news.published",
        say("A campaign has told news, and it can’t be corrected any more"),
        (NewsDue,),
        _news,
        _example(news=str(OTHER), published_at="2026-02-03T08:30:00Z"),
    ),
)
