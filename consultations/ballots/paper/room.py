"""What is handed up of voting without an account: booths, papers, codes by letter, help at the counter."""

from pathlib import Path

from consultations.ballots.events import BallotClosed
from consultations.ballots.paper import api, batches, code_desk, deeds, desk, invariants, messages, personal
from okote.feature import Feature

ROOM = Feature(
    name="ballots.paper",
    controllers=(*desk.ROUTES, *code_desk.ROUTES, *api.ROUTES),
    subscriptions={BallotClosed: (batches.check_all_in,)},
    invariants=invariants.INVARIANTS,
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    unfindable=personal.UNFINDABLE,
    deeds=deeds.DEEDS,
    acts=batches.ACTS,
    kept=personal.KEPT,
    impersonal=personal.IMPERSONAL,
    templates=(Path(__file__).parent / "templates",),
)

DESK = desk.DESK
