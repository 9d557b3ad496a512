"""The law of a campaign: its period, what it must say, who holds it, how it lives."""

from okote.funding.campaigns.rules.holders import HolderIdentifier, IdentifierKind, parse_identifier
from okote.funding.campaigns.rules.life import (
    PUBLIC_STATES,
    Actor,
    CampaignEndedError,
    CampaignState,
    StepKind,
    check_cancellation,
    check_editable,
    check_reviewer,
    check_takes_pledges,
    check_transition,
    takes_pledges,
)
from okote.funding.campaigns.rules.offer import HolderFacts, Missing, Offer, TaxReceipt, missing
from okote.funding.campaigns.rules.period import Period
from okote.funding.campaigns.rules.rewards import RewardItem, check_may_reward
from okote.platform.links import NotAPublicLinkError, host, public_link

__all__ = [
    "PUBLIC_STATES",
    "Actor",
    "CampaignEndedError",
    "CampaignState",
    "HolderFacts",
    "HolderIdentifier",
    "IdentifierKind",
    "Missing",
    "NotAPublicLinkError",
    "Offer",
    "Period",
    "RewardItem",
    "StepKind",
    "TaxReceipt",
    "check_cancellation",
    "check_editable",
    "check_may_reward",
    "check_reviewer",
    "check_takes_pledges",
    "check_transition",
    "host",
    "missing",
    "parse_identifier",
    "public_link",
    "takes_pledges",
]
