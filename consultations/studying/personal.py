"""What is kept about who asks for views, gives them and notes; of notes their writers take the day alone."""

from consultations.ideas.models import Idea
from consultations.services.models import Service
from consultations.studying.models import Study, StudyNote, StudyView
from okote.feature import Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import INTEREST, ROLES

_CLOSING = "okote.identity.account.closing.close_account"

RECORDS = (
    Records(
        "studies_asked",
        say("The ideas that you had studied by services"),
        of=(Study.asked_by,),
        fields={"idea": Idea.title, "service": Service.name, "at": Study.asked_at},
        joined=((Idea, Idea.id == Study.idea_id), (Service, Service.id == Study.service_id)),
        once_closed=ACTS_STAY,
    ),
    Records(
        "study_views",
        say("The views on ideas that you gave for a service"),
        of=(StudyView.by,),
        fields={
            "idea": Idea.title,
            "service": Service.name,
            "admissible": StudyView.admissible,
            "feasible": StudyView.feasible,
            "reasons": StudyView.reasons,
            "at": StudyView.at,
        },
        joined=((Idea, Idea.id == StudyView.idea_id), (Service, Service.id == StudyView.service_id)),
        once_closed=ACTS_STAY,
    ),
    Records(
        "study_notes",
        say("The internal notes that you wrote about ideas"),
        of=(StudyNote.by,),
        fields={"idea": Idea.title, "at": StudyNote.at},
        joined=((Idea, Idea.id == StudyNote.idea_id),),
        once_closed=ACTS_STAY,
    ),
)

KEPT = (
    Kept(
        say("Who asks services to study ideas, gives their views, and writes notes about them"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the ideas; without your name once you close your account"),
        ROLES,
        {
            "idea_study": (
                "id territory_id idea_id service_id answers question asked_at asked_by due_at viewed_at "
                "ended_at ended told_soon told_late"
            ),
            "study_view": (
                "id territory_id idea_id service_id number idea_version admissible feasible reasons "
                "cost_minor running_minor currency basis cost_on at by"
            ),
            "study_note": "id territory_id idea_id service_id body at by",
        },
        (_CLOSING,),
    ),
)

IMPERSONAL = {"study_term": "id territory_id process_id days"}
