"""What people do for a territory about processes, and what of it is told."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

PROCESS = Subject(
    "process",
    say("Consultation"),
    "/back-office/processes/{}",
    fields={
        "title": say("Title"),
        "audience": say("Whom it is for"),
        "service_id": say("Service"),
        "published_at": say("Shown since"),
        "archived_at": say("Archived on"),
    },
    words={"public": say("everyone"), "partners": say("partners"), "agents": say("agents")},
    called="title",
)


class ProcessDeed(Deed):
    PROCESS_WRITTEN = PROCESS, say("Wrote a consultation")
    PROCESS_CHANGED = PROCESS, say("Changed what is said of a consultation")
    PHASES_SET = PROCESS, say("Set the phases of a consultation")
    PROCESS_PUBLISHED = PROCESS, say("Published a consultation")
    PROCESS_ARCHIVED = PROCESS, say("Archived a consultation")
    PROCESS_TAKEN_UP = PROCESS, say("Took a consultation out of the archive")
    PROCESS_COPIED = PROCESS, say("Copied a consultation")
    PROCESS_REMOVED = PROCESS, say("Threw away the draft of a consultation")


DEEDS = tuple(ProcessDeed)
