"""What is kept about who thanked."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.thanks.models import DonorThanks, Thanks
from okote.platform.i18n import say

_TO_ONE = {"campaign": Campaign.title, "text": DonorThanks.body, "sent_at": DonorThanks.sent_at}
_JOINED = ((Campaign, Campaign.id == DonorThanks.campaign_id),)
_STAY = say("They stay, in the name of the organisation that you wrote them for.")

RECORDS = (
    Records(
        "thanks",
        say("The thanks that you wrote for a project"),
        of=(Thanks.author_id,),
        fields={"campaign": Campaign.title, "text": Thanks.body, "sent_at": Thanks.sent_at},
        joined=((Campaign, Campaign.id == Thanks.campaign_id),),
        once_closed=_STAY,
    ),
    Records(
        "thanks_to_one",
        say("The thanks that you wrote to one donor for a project"),
        of=(DonorThanks.author_id,),
        fields=_TO_ONE,
        joined=_JOINED,
        once_closed=_STAY,
    ),
    Records(
        "thanks_received",
        say("The thanks that projects wrote to you"),
        of=(DonorThanks.person_id,),
        fields=_TO_ONE | {"contribution": DonorThanks.pledge_id, "language": DonorThanks.language},
        joined=_JOINED,
    ),
)
