"""What is done about the study of ideas, and what of it is told: never a word of questions and notes."""

from consultations.studying.words import ENDS, FEASIBLE
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

STUDY = Subject(
    "idea_study",
    say("Study of an idea"),
    "/back-office/ideas/{}/study",
    fields={"service_id": say("Service"), "due_at": say("Late from"), "ended": say("How it ended")},
    words={end.value: label for end, label in ENDS.items()},
    key="idea_id",
    called="",
)
VIEW = Subject(
    "study_view",
    say("View of a service"),
    "/back-office/ideas/{}/study",
    fields={
        "service_id": say("Service"),
        "number": say("Which one"),
        "admissible": say("Admissible"),
        "feasible": say("Feasible"),
        "cost_minor": say("Cost, in cents"),
    },
    words={feasible.value: label for feasible, label in FEASIBLE.items()},
    key="idea_id",
    called="",
)
NOTE = Subject(
    "study_note",
    say("Internal note"),
    "/back-office/ideas/{}/study",
    fields={"service_id": say("Service")},
    key="idea_id",
    called="",
)
TERM = Subject(
    "study_term",
    say("Days for studies"),
    "/back-office/ideas/study/terms",
    fields={"process_id": say("Consultation"), "days": say("Days")},
    called="",
)


class StudyDeed(Deed):
    STUDY_ASKED = STUDY, say("Asked a service for its view of an idea")
    STUDY_RELEASED = STUDY, say("Released a service from the study of an idea")
    STUDY_PASSED_ON = STUDY, say("Passed the study of an idea on to another service")
    STUDY_DUE_SET = STUDY, say("Set another day for the study of an idea")
    STUDY_VIEWED = VIEW, say("Gave the view of a service on an idea")
    STUDY_NOTED = NOTE, say("Wrote an internal note about an idea")
    STUDY_TERM_SET = TERM, say("Set the days for studies")


DEEDS = tuple(StudyDeed)
