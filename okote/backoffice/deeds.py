"""What administrators and accountants do where something failed."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

MAIL = Subject(
    "mail",
    say("Mail"),
    "/back-office/work",
    fields={"state": say("State"), "failure": say("Failure")},
    called="key",
)
JOB = Subject(
    "job", say("Job"), "/back-office/work", fields={"id": say("Number"), "tries": say("Tries")}, key=""
)


class WorkDeed(Deed):
    JOB_RETRIED = JOB, say("Had a job run again")
    MAIL_SENT_AGAIN = MAIL, say("Had a mail sent again")


DEEDS = tuple(WorkDeed)
