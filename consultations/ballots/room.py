"""What is handed up of ballots: their jobs, what must hold of them, what takes two people, what is kept."""

from consultations.ballots import closing, deeds, invariants, jobs, messages, personal, voting
from okote.feature import Feature
from okote.identity.events import AccountClosed

ROOM = Feature(
    name="ballots",
    jobs=jobs.JOBS,
    subscriptions={AccountClosed: (voting.on_account_closed,)},
    invariants=invariants.INVARIANTS,
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    deeds=deeds.DEEDS,
    acts=closing.ACTS,
    kept=personal.KEPT,
    impersonal=personal.IMPERSONAL,
)
