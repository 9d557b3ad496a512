"""What is handed up of the second look: the office's desk, its voters' page, mails, what must hold."""

from pathlib import Path

from consultations.ballots.events import BallotClosed
from consultations.ballots.review import deeds, desk, invariants, letters, messages, pages, personal, service
from consultations.ballots.review.events import SetAsideDecided, VoteSetAside
from okote.feature import Feature
from okote.identity.events import AccountClosed

ROOM = Feature(
    name="ballots.review",
    controllers=(*pages.ROUTES, *desk.ROUTES),
    jobs=letters.JOBS,
    subscriptions={
        BallotClosed: (service.check_reviewed,),
        AccountClosed: (service.on_account_closed,),
        VoteSetAside: (letters.on_event,),
        SetAsideDecided: (letters.on_event,),
    },
    invariants=invariants.INVARIANTS,
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    deeds=deeds.DEEDS,
    kept=personal.KEPT,
    templates=(Path(__file__).parent / "templates",),
)

DESK = desk.DESK
