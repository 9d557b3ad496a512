"""What is handed up of what goes in and out of ballots, of their figures, and of what follows them."""

from collections.abc import Callable
from pathlib import Path

from consultations.ballots.events import BallotPublished
from consultations.ballots.exchange import backoffice, messages, pages
from consultations.ballots.followup import backoffice as followup_pages
from consultations.ballots.followup.invariants import INVARIANTS
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import State
from consultations.ballots.statistics import api as statistics_api
from consultations.ballots.statistics import keeping
from consultations.ballots.statistics import pages as statistics_pages
from okote.feature import Feature
from okote.platform.i18n import say

DESK: tuple[tuple[str, Callable[[ShownBallot], str], Callable[[ShownBallot], bool]], ...] = (
    (
        say("Options in and out"),
        lambda shown: f"/back-office/ballots/{shown.ballot.id}/import",
        lambda shown: True,  # noqa: ARG005 (each link is asked of the ballot)
    ),
    (
        say("What becomes of the winners"),
        lambda shown: f"/back-office/ballots/{shown.ballot.id}/followup",
        lambda shown: shown.state is State.PUBLISHED,
    ),
)
"""Where the page of a ballot in the back office leads on."""

ROOM = Feature(
    name="ballots.exchange",
    controllers=(
        *pages.ROUTES,
        *backoffice.ROUTES,
        *statistics_pages.ROUTES,
        *statistics_api.ROUTES,
        *followup_pages.ROUTES,
    ),
    subscriptions={BallotPublished: (keeping.on_published,)},
    invariants=INVARIANTS,
    messages=messages.MESSAGES,
    templates=tuple(Path(__file__).parents[1] / room / "templates" for room in ("exchange", "statistics")),
    impersonal={
        "ballot_figures": "ballot_id figures at",
        "ballot_followup": "option_id territory_id ballot_id title action_id campaign_asked_at created_at",
    },
)
