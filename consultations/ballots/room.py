"""What is handed up of ballots: their jobs, what must hold of them, what takes two people, what is kept."""

from pathlib import Path

from consultations.ballots import closing, deeds, invariants, jobs, messages, personal, voting
from consultations.ballots.pictures import samples
from consultations.ballots.tally.command import COMMAND as TALLY
from consultations.processes.events import PhasesSet
from okote.feature import Feature, Samples
from okote.identity.events import AccountClosed
from okote.platform.i18n import say

ROOM = Feature(
    name="ballots",
    jobs=jobs.JOBS,
    subscriptions={AccountClosed: (voting.on_account_closed,), PhasesSet: (closing.check_ends,)},
    invariants=invariants.INVARIANTS,
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    unfindable=personal.UNFINDABLE,
    deeds=deeds.DEEDS,
    acts=closing.ACTS,
    kept=personal.KEPT,
    impersonal=personal.IMPERSONAL,
    forgets=personal.FORGETS,
    templates=(Path(__file__).parent / "templates",),
    commands=(TALLY,),
    samples=(
        Samples("votes", say("Pictures of a vote"), "consultations/ballots/design.html", samples.VALUES),
    ),
)
