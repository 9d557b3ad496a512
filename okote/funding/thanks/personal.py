"""What is kept about who thanked."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.thanks.models import Thanks
from okote.platform.i18n import say

RECORDS = (
    Records(
        "thanks",
        say("The thanks that you wrote for a project"),
        of=(Thanks.author_id,),
        fields={"campaign": Campaign.title, "text": Thanks.body, "sent_at": Thanks.sent_at},
        joined=((Campaign, Campaign.id == Thanks.campaign_id),),
        once_closed=say("They stay, in the name of the organisation that you wrote them for."),
    ),
)
