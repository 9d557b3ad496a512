"""What is kept about who writes news."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.news.models import News
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "news_written",
        say("The news that you wrote for campaigns"),
        of=(News.author_id,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "title": News.title,
            "text": News.body,
            "published_at": News.published_at,
            "corrected_at": News.corrected_at,
        },
        joined=(
            (Campaign, Campaign.id == News.campaign_id),
            (Territory, Territory.id == News.territory_id),
        ),
        once_closed=say(
            "The news that you wrote stays, in the name of the organisation that you wrote it for:"
            " donors gave because of what they read."
        ),
    ),
)
