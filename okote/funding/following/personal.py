"""What is kept about who follows."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.following.models import Follow
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "follows",
        say("The campaigns that you follow, or want to hear no more of"),
        of=(Follow.person_id,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "since": Follow.since,
            "ended_at": Follow.ended_at,
        },
        joined=(
            (Campaign, Campaign.id == Follow.campaign_id),
            (Territory, Territory.id == Campaign.territory_id),
        ),
    ),
)
