"""What is kept about who proposes, supports, reports, answers and moderates."""

from datetime import timedelta

from sqlmodel import col

from consultations.ideas.models import Idea, IdeaReport, IdeaStep, IdeaSupport
from consultations.services.models import Service
from okote.feature import Forgetting, Records
from okote.platform.i18n import say
from okote.territories.models import Territory

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "ideas",
        say("The ideas that you proposed"),
        of=(Idea.person_id,),
        fields={
            "territory": Territory.name,
            "public_name": Idea.public_name,
            "title": Idea.title,
            "idea": Idea.body,
            "language": Idea.language,
            "proposed_at": Idea.proposed_at,
            "state": Idea.state,
            "taken_back_at": Idea.withdrawn_at,
            "hidden_at": Idea.hidden_at,
            "hidden_because": Idea.hidden_because,
        },
        joined=((Territory, Territory.id == Idea.territory_id),),
        once_closed=say(
            "Your ideas stay without your name, since others support them; those that you took back go."
        ),
    ),
    Records(
        "idea_supports",
        say("The ideas that you support"),
        of=(IdeaSupport.person_id,),
        fields={"idea": Idea.title, "since": IdeaSupport.since},
        joined=((Idea, Idea.id == IdeaSupport.idea_id),),
    ),
    Records(
        "idea_reports",
        say("What you reported about ideas"),
        of=(IdeaReport.person_id,),
        fields={
            "idea": Idea.title,
            "reason": IdeaReport.reason,
            "at": IdeaReport.at,
            "handled_at": IdeaReport.handled_at,
            "idea_taken_down": IdeaReport.hidden,
        },
        joined=((Idea, Idea.id == IdeaReport.idea_id),),
    ),
    Records(
        "idea_reports_handled",
        say("The reports about ideas that you looked into"),
        of=(IdeaReport.handled_by,),
        fields={
            "idea": Idea.title,
            "handled_at": IdeaReport.handled_at,
            "idea_taken_down": IdeaReport.hidden,
        },
        joined=((Idea, Idea.id == IdeaReport.idea_id),),
        once_closed=_ACTS,
    ),
    Records(
        "ideas_hidden",
        say("The ideas that you took down"),
        of=(Idea.hidden_by,),
        fields={
            "idea": Idea.title,
            "hidden_at": Idea.hidden_at,
            "hidden_because": Idea.hidden_because,
        },
        once_closed=_ACTS,
    ),
    Records(
        "idea_answers",
        say("The ideas that you entrusted to services, or answered"),
        of=(IdeaStep.by,),
        fields={
            "idea": Idea.title,
            "service": Service.name,
            "state": IdeaStep.state,
            "answer": IdeaStep.answer,
            "at": IdeaStep.at,
        },
        joined=((Idea, Idea.id == IdeaStep.idea_id), (Service, Service.id == IdeaStep.service_id)),
        once_closed=_ACTS,
    ),
)

TAKEN_BACK_KEPT = timedelta(days=30)
"""While a moderator may still have to look into what was said of it."""

FORGETS = (
    Forgetting(
        "ideas-taken-back",
        "Ideas that were taken back, after 30 days",
        Idea,
        col(Idea.withdrawn_at),
        lambda at: col(Idea.withdrawn_at) <= at - TAKEN_BACK_KEPT,
    ),
)
