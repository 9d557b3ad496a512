"""What is kept about who asks and who is the second person."""

from okote.approvals.models import Approval
from okote.feature import Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.models import Territory

_FIELDS = {
    "territory": Territory.name,
    "act": Approval.act,
    "about": Approval.called,
    "amount_minor": Approval.amount_minor,
    "reason": Approval.reason,
    "asked_at": Approval.asked_at,
    "verdict": Approval.verdict,
    "decided_at": Approval.decided_at,
    "answer": Approval.answer,
}
_JOINED = ((Territory, Territory.id == Approval.territory_id),)

RECORDS = (
    Records(
        "approvals_asked",
        say("What you asked a second person to approve"),
        of=(Approval.asked_by,),
        fields=_FIELDS,
        joined=_JOINED,
        once_closed=ACTS_STAY,
    ),
    Records(
        "approvals_decided",
        say("What you approved or refused as a second person"),
        of=(Approval.decided_by,),
        fields=_FIELDS,
        joined=_JOINED,
        once_closed=ACTS_STAY,
    ),
)
