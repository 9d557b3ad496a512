"""What is kept about who helps, and about who answers them."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.needs.models import Help, Need
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

_JOINED = ((Need, Need.id == Help.need_id), (Campaign, Campaign.id == Help.campaign_id))

RECORDS = (
    Records(
        "help",
        say("The help that you offered to projects"),
        of=(Help.person_id,),
        fields={
            "campaign": Campaign.title,
            "need": Need.title,
            "quantity": Help.quantity,
            "name": Help.name,
            "contact": Help.contact,
            "message": Help.message,
            "language": Help.language,
            "state": Help.status,
            "offered_at": Help.offered_at,
            "answer": Help.answer,
            "answered_at": Help.answered_at,
            "ended_at": Help.ended_at,
        },
        joined=_JOINED,
        once_closed=say(
            "That help was found stays, since the project counts on it; your name, how to reach you and what"
            " you wrote go. What nobody has answered yet goes altogether."
        ),
    ),
    Records(
        "help_answered",
        say("The help that you answered for a project"),
        of=(Help.answered_by,),
        fields={
            "campaign": Campaign.title,
            "need": Need.title,
            "state": Help.status,
            "answer": Help.answer,
            "answered_at": Help.answered_at,
        },
        joined=_JOINED,
        once_closed=ACTS_STAY,
    ),
)
