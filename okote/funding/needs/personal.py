"""What is kept about who helps, and about who answers them."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.models import Campaign
from okote.funding.needs.models import Help, Need
from okote.funding.needs.rules import KEPT, KEPT_UNDONE, HelpStatus
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


def _nobody_needs_it(at: datetime) -> ColumnElement[bool]:
    """Of what is still known: it was done a while ago, or nobody ever said so, or nobody ever answered."""
    status = col(Help.status)
    long_ago = at - KEPT_UNDONE
    over = or_(
        (status == HelpStatus.DONE) & (col(Help.ended_at) <= at - KEPT),
        (status == HelpStatus.ACCEPTED) & (col(Help.answered_at) <= long_ago),
        (status == HelpStatus.OFFERED) & (col(Help.offered_at) <= long_ago),
    )
    return over & or_(*(told.is_not(None) for told in (col(Help.name), col(Help.contact), col(Help.message))))


FORGETS = (
    Forgetting(
        "help",
        "How to reach people who helped, 60 days after it was done or a year after the last that was heard",
        Help,
        col(Help.offered_at),
        _nobody_needs_it,
        instead={"name": None, "contact": None, "message": None},
    ),
)
