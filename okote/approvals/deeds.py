"""What people do about what takes two of them."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

APPROVAL = Subject(
    "approval",
    say("Approval"),
    "/back-office/approvals/{}",
    fields={"amount_minor": say("Amount"), "verdict": say("Decision")},
    words={"approved": say("approved"), "refused": say("refused"), "lapsed": say("lapsed")},
    called="called",
)
SUM = Subject(
    "approval_terms",
    say("Four eyes"),
    "/back-office/approvals",
    fields={"above_minor": say("Above")},
    key="territory_id",
)


class ApprovalDeed(Deed):
    SECOND_PERSON_ASKED = APPROVAL, say("Asked for a second person’s approval")
    SECOND_PERSON_APPROVED = APPROVAL, say("Approved what someone else had asked for")
    SECOND_PERSON_REFUSED = APPROVAL, say("Refused what someone else had asked for")
    FOUR_EYES_SET = SUM, say("Set the sum above which two people are needed")


DEEDS = tuple(ApprovalDeed)
