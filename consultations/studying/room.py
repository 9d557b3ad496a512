"""What is handed up of the study of ideas: a desk, what is overdue, views and costs with the answer."""

from pathlib import Path

from consultations.ideas.events import IdeaAnswered, IdeaEntrusted
from consultations.studying import (
    api,
    backoffice,
    datasets,
    deeds,
    invariants,
    letters,
    messages,
    pages,
    personal,
    service,
    terms_pages,
)
from consultations.studying.events import StudyAsked, StudyDueSoon, StudyLate
from okote.feature import Feature

ROOM = Feature(
    name="studying",
    controllers=(*pages.ROUTES, *api.ROUTES, *backoffice.ROUTES, *terms_pages.ROUTES),
    jobs=letters.JOBS,
    subscriptions={
        IdeaEntrusted: (service.on_idea_entrusted,),
        IdeaAnswered: (service.on_idea_answered,),
        **dict.fromkeys((StudyAsked, StudyDueSoon, StudyLate), (letters.on_event,)),
    },
    invariants=invariants.INVARIANTS,
    sections=backoffice.SECTIONS,
    templates=(Path(__file__).parent / "templates",),
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    deeds=deeds.DEEDS,
    datasets=datasets.DATASETS,
    kept=personal.KEPT,
    impersonal=personal.IMPERSONAL,
)
