"""What is handed up of who signs for a ballot: naming them, what they say yes to, and their page."""

from pathlib import Path

from consultations.ballots.events import SignatureAsked
from consultations.ballots.scrutineers import deeds, invariants, letters, messages, pages, personal, service
from okote.feature import Feature
from okote.identity.events import AccountClosed

ROOM = Feature(
    name="ballots.scrutineers",
    controllers=pages.ROUTES,
    jobs=letters.JOBS,
    subscriptions={
        SignatureAsked: (letters.on_asked,),
        AccountClosed: (service.on_account_closed,),
    },
    invariants=invariants.INVARIANTS,
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    mails=(letters.KIND,),
    deeds=deeds.DEEDS,
    kept=personal.KEPT,
    forgets=personal.FORGETS,
    templates=(Path(__file__).parent / "templates",),
)

DESK = pages.DESK
