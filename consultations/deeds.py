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

ACTION = Subject(
    "action",
    say("Action of the administration"),
    "/back-office/actions/{}",
    fields={
        "title": say("Title"),
        "state": say("State"),
        "service_id": say("Service"),
        "deadline": say("Deadline"),
        "budget_minor": say("Planned budget"),
        "workstream_id": say("Workstream"),
        "published_at": say("Shown since"),
    },
    words={
        "proposed": say("proposed"),
        "decided": say("decided"),
        "in_progress": say("under way"),
        "finalising": say("being finalised"),
        "carried_over": say("carried over"),
        "abandoned": say("abandoned"),
        "done": say("carried out"),
    },
    called="title",
)
EVIDENCE = Subject("evidence", say("Evidence"), fields={"title": say("Title")}, called="title")
THEME = Subject(
    "theme",
    say("Workstream, aim or pillar"),
    "/back-office/action-themes/{}",
    fields={"name": say("Name"), "position": say("Place in the list"), "retired_at": say("Retired on")},
)
EDITION = Subject("edition", say("Edition"), fields={"year": say("Year")}, called="year")
ERRATUM = Subject("erratum", say("Erratum of an edition"), fields={"body": say("Its text")}, called="")


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
    ACTION_PROPOSED = ACTION, say("Wrote an action")
    ACTION_CHANGED = ACTION, say("Changed an action")
    ACTION_MOVED = ACTION, say("Told where an action stands")
    ACTION_ENTRUSTED = ACTION, say("Entrusted an action to another service")
    ACTION_PUBLISHED = ACTION, say("Showed an action to everyone")
    EVIDENCE_ADDED = EVIDENCE, say("Added evidence to an action")
    EVIDENCE_REMOVED = EVIDENCE, say("Removed evidence from an action")
    THEME_ADDED = THEME, say("Added a workstream, an aim or a pillar")
    THEME_CHANGED = THEME, say("Changed a workstream, an aim or a pillar")
    THEME_RETIRED = THEME, say("Retired a workstream, an aim or a pillar")
    THEME_TAKEN_UP = THEME, say("Took up a workstream, an aim or a pillar again")
    EDITION_FROZEN = EDITION, say("Froze the actions of a year")
    EDITION_CORRECTED = ERRATUM, say("Told a mistake of an edition")


DEEDS = tuple(ConsultationDeed)
