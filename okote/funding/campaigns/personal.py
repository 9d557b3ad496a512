"""What is kept about those who write campaigns and lead them."""

from datetime import timedelta

from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.checklist.models import CampaignCheck, CheckItem
from okote.funding.campaigns.comments.models import ReviewComment
from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

RECORDS = (
    Records(
        "campaign_steps",
        say("What you did with campaigns"),
        of=(CampaignStep.person_id,),
        fields={
            "campaign": Campaign.title,
            "at": CampaignStep.at,
            "state": CampaignStep.state,
            "kind": CampaignStep.kind,
            "actor": CampaignStep.actor,
            "reason": CampaignStep.reason,
        },
        joined=((Campaign, Campaign.id == CampaignStep.campaign_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "campaign_checks",
        say("What you ticked of the checklist of campaigns"),
        of=(CampaignCheck.checked_by,),
        fields={
            "campaign": Campaign.title,
            "item": CheckItem.names,
            "checked_at": CampaignCheck.checked_at,
            "expires_on": CampaignCheck.expires_on,
            "note": CampaignCheck.note,
        },
        joined=(
            (Campaign, Campaign.id == CampaignCheck.campaign_id),
            (CheckItem, CheckItem.id == CampaignCheck.item_id),
        ),
        once_closed=ACTS_STAY,
    ),
    Records(
        "campaign_checks_undone",
        say("The ticks that you took back"),
        of=(CampaignCheck.undone_by,),
        fields={"campaign": Campaign.title, "undone_at": CampaignCheck.undone_at},
        joined=((Campaign, Campaign.id == CampaignCheck.campaign_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "review_comments",
        say("What you said beside the lines of campaigns"),
        of=(ReviewComment.author_id,),
        fields={
            "campaign": Campaign.title,
            "at": ReviewComment.at,
            "line": ReviewComment.line,
            "excerpt": ReviewComment.excerpt,
            "text": ReviewComment.text,
            "done_at": ReviewComment.done_at,
        },
        joined=((Campaign, Campaign.id == ReviewComment.campaign_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "review_comments_done",
        say("The comments that you marked as done"),
        of=(ReviewComment.done_by,),
        fields={
            "campaign": Campaign.title,
            "line": ReviewComment.line,
            "done_at": ReviewComment.done_at,
        },
        joined=((Campaign, Campaign.id == ReviewComment.campaign_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "offers_unsaved",
        say("What you were writing for campaigns and had not saved"),
        of=(KeptOffer.person_id,),
        fields={"campaign": Campaign.title, "kept_at": KeptOffer.kept_at, "typed": KeptOffer.typed},
        joined=((Campaign, Campaign.id == KeptOffer.campaign_id),),
    ),
)

UNSAVED_KEPT = timedelta(days=90)

FORGETS = (
    Forgetting(
        "offers-unsaved",
        "What was typed for campaigns and never saved, after 90 days",
        KeptOffer,
        col(KeptOffer.kept_at),
        lambda at: col(KeptOffer.kept_at) <= at - UNSAVED_KEPT,
    ),
)
