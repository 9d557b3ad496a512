"""What people do for a territory about services and ideas, and what of it is told."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

SERVICE = Subject(
    "service",
    say("Service"),
    "/back-office/services/{}",
    fields={"name": say("Name"), "retired_at": say("Retired on")},
    untold=frozenset({"email"}),
)
IDEA = Subject(
    "idea",
    say("Idea"),
    "/back-office/ideas/{}",
    fields={"state": say("State"), "service_id": say("Service"), "hidden_at": say("Taken down on")},
    words={
        "published": say("published"),
        "studied": say("being studied"),
        "accepted": say("accepted"),
        "refused": say("not taken up"),
        "done": say("carried out"),
    },
    called="title",
)


class ConsultationDeed(Deed):
    SERVICE_ADDED = SERVICE, say("Added a service")
    SERVICE_CHANGED = SERVICE, say("Changed a service")
    SERVICE_RETIRED = SERVICE, say("Retired a service")
    SERVICE_TAKEN_UP = SERVICE, say("Took up a service again")
    IDEA_ENTRUSTED = IDEA, say("Entrusted an idea to a service")
    IDEA_ANSWERED = IDEA, say("Answered an idea")
    IDEA_HIDDEN = IDEA, say("Took an idea down")
    IDEA_SHOWN_AGAIN = IDEA, say("Showed an idea again")
    IDEA_KEPT = IDEA, say("Left an idea that was reported")


DEEDS = tuple(ConsultationDeed)
