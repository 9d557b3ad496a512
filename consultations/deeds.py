"""What people do for a territory about services, ideas and panels, and what of it is told."""

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


PANEL = Subject(
    "panel",
    say("Panel"),
    "/back-office/panels/{}",
    fields={
        "name": say("Name"),
        "seats": say("Seats"),
        "opens_at": say("Opens on"),
        "closes_at": say("Closes on"),
        "published_at": say("Shown since"),
        "ended_at": say("Ended on"),
    },
)
PANEL_TERMS = Subject(
    "panel_terms",
    say("Panels of the territory"),
    "/back-office/panels",
    fields={"smallest_group": say("Smallest group that is told")},
    key="territory_id",
)
VOLUNTEER = Subject(
    "volunteer",
    say("Volunteer"),
    fields={"source": say("How they came"), "withdrawn_at": say("Withdrew on")},
    words={
        "self": say("by themselves"),
        "list": say("from a list"),
        "letter": say("with a letter"),
        "counter": say("at the counter"),
    },
    called="number",
)
SEAT = Subject(
    "seat",
    say("Seat of a panel"),
    fields={"state": say("State"), "answer_by": say("Answer by")},
    words={
        "waiting": say("in reserve"),
        "invited": say("invited"),
        "accepted": say("sits"),
        "declined": say("said no"),
        "silent": say("did not answer"),
        "dropped": say("dropped out"),
    },
    called="",
)
OBSERVER = Subject("observer", say("Observer of a panel"), fields={"function": say("Function")}, called="")
MEETING = Subject(
    "meeting",
    say("Meeting of a panel"),
    fields={
        "title": say("Title"),
        "starts_at": say("Begins on"),
        "ends_at": say("Ends on"),
        "place": say("Place"),
        "cancelled_at": say("Called off on"),
    },
    called="title",
)
ATTENDANCE = Subject(
    "attendance",
    say("Presence at a meeting"),
    fields={"state": say("State")},
    words={
        "expected": say("expected"),
        "came": say("came"),
        "excused": say("excused"),
        "missed": say("missed"),
    },
    called="",
)
COMPENSATION = Subject(
    "compensation",
    say("Compensation for a meeting"),
    fields={
        "amount_minor": say("Amount"),
        "travel_minor": say("Travel"),
        "paid_on": say("Paid on"),
        "reference": say("Reference"),
    },
    called="",
)
OPINION = Subject(
    "opinion",
    say("Opinion of a panel"),
    "/back-office/opinions/{}",
    fields={
        "title": say("Title"),
        "adopted_on": say("Adopted on"),
        "service_id": say("Service"),
        "due_on": say("Answer by"),
        "published_at": say("Shown since"),
        "answered_at": say("Answered on"),
    },
    called="title",
)
OPINION_CORRECTION = Subject(
    "opinion_correction",
    say("Correction of an opinion of a panel"),
    fields={"body": say("Its text")},
    called="",
)
PANEL_MESSAGE = Subject(
    "panel_message",
    say("Message in a panel"),
    fields={"removed_at": say("Taken away on")},
    called="",
)
PANEL_DOCUMENT = Subject(
    "panel_document",
    say("Document of a panel"),
    fields={"title": say("Title"), "removed_at": say("Taken away on")},
    called="title",
)
DRAW = Subject(
    "draw",
    say("Draw of a panel"),
    "/back-office/panels/{}/draw",
    fields={
        "state": say("State"),
        "pool_hash": say("Hash of the pool"),
        "lottery": say("Public draw"),
        "lottery_on": say("Day of the public draw"),
        "void_asked_at": say("Asked to be void on"),
    },
    words={
        "frozen": say("pool frozen"),
        "computing": say("lottery being made"),
        "computed": say("lottery sealed"),
        "drawn": say("drawn"),
        "void": say("void"),
    },
    key="panel_id",
    called="lottery",
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
    IDEA_ENTERED = IDEA, say("Entered an idea at the counter")
    IDEA_REDACTED = IDEA, say("Took names out of an idea")
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
    SMALLEST_GROUP_SET = PANEL_TERMS, say("Set the smallest group that panels tell of")
    PANEL_WRITTEN = PANEL, say("Wrote a panel")
    PANEL_CHANGED = PANEL, say("Changed a panel")
    PANEL_ASKS = PANEL, say("Changed what a panel asks of volunteers")
    PANEL_OPENED = PANEL, say("Published the call of a panel")
    PANEL_CLOSED = PANEL, say("Closed the call of a panel early")
    PANEL_REOPENED = PANEL, say("Opened the call of a panel again, for seats that are left")
    PANEL_ENDED = PANEL, say("Ended a panel")
    PANEL_REMOVED = PANEL, say("Threw away the draft of a panel")
    VOLUNTEER_ENTERED = VOLUNTEER, say("Entered a volunteer at the counter")
    VOLUNTEER_WITHDRAWN = VOLUNTEER, say("Took a volunteer out of a pool")
    VOLUNTEERS_IMPORTED = PANEL, say("Brought a list of volunteers")
    LETTER_CODES_MADE = PANEL, say("Made codes for letters")
    DRAW_FROZEN = DRAW, say("Froze the pool of a panel, and named the public draw")
    DRAW_ENTERED = DRAW, say("Typed the numbers of the public draw")
    DRAW_VOID_ASKED = DRAW, say("Asked that a draw be void")
    DRAW_VOID = DRAW, say("Declared a draw void")
    DRAW_KEPT = DRAW, say("Kept a draw that was asked to be void")
    DRAW_HANDED_OVER = DRAW, say("Took what a draw is made of, to check it")
    PANEL_SEATED = PANEL, say("Invited who was drawn for a panel")
    SEAT_ANSWER_ENTERED = SEAT, say("Entered the answer of somebody who was invited")
    SEAT_DROPPED = SEAT, say("Entered that somebody dropped out of a panel")
    SEAT_TIME_GIVEN = SEAT, say("Gave somebody another day to answer")
    OBSERVER_ADDED = OBSERVER, say("Added an observer to a panel")
    OBSERVER_REMOVED = OBSERVER, say("Removed an observer from a panel")
    MEETING_WRITTEN = MEETING, say("Wrote a meeting of a panel")
    MEETING_CHANGED = MEETING, say("Changed a meeting of a panel")
    MEETING_CANCELLED = MEETING, say("Called a meeting of a panel off")
    ATTENDANCE_NOTED = ATTENDANCE, say("Noted who came to a meeting")
    COMPENSATION_NOTED = COMPENSATION, say("Noted what somebody is paid for a meeting")
    COMPENSATION_PAID = COMPENSATION, say("Noted that somebody was paid for a meeting")
    PANEL_MESSAGE_WRITTEN = PANEL_MESSAGE, say("Wrote to the members of a panel")
    PANEL_MESSAGE_REMOVED = PANEL_MESSAGE, say("Took a message in a panel away")
    PANEL_DOCUMENT_ADDED = PANEL_DOCUMENT, say("Added a document for a panel")
    PANEL_DOCUMENT_REMOVED = PANEL_DOCUMENT, say("Took a document of a panel away")
    OPINION_WRITTEN = OPINION, say("Wrote an opinion of a panel")
    OPINION_CHANGED = OPINION, say("Changed an opinion of a panel")
    OPINION_PUBLISHED = OPINION, say("Published an opinion of a panel")
    OPINION_REMOVED = OPINION, say("Threw away the draft of an opinion")
    OPINION_ANSWERED = OPINION, say("Answered an opinion of a panel")
    OPINION_CORRECTED = OPINION_CORRECTION, say("Told a mistake of an opinion of a panel")


DEEDS = tuple(ConsultationDeed)
