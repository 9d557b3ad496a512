"""What is handed up of voting: pages, the API, and what voters read when something is refused."""

from pathlib import Path

from consultations.ballots.polling import (
    api,
    casting,
    entering,
    messages,
    pages,
    queries,
    receipts,
    receipts_api,
)
from okote.feature import Feature, Place, Section
from okote.identity.permissions import anyone, signed_in
from okote.platform.i18n import say

ROOM = Feature(
    name="ballots.polling",
    controllers=(
        *pages.ROUTES,
        *casting.ROUTES,
        *entering.ROUTES,
        *receipts.ROUTES,
        *api.ROUTES,
        *receipts_api.ROUTES,
    ),
    sections=(
        Section(
            Place.HOME,
            say("Public votes"),
            pages.BALLOTS,
            anyone,
            shows=queries.latest,
            says=say("What is put to the vote: open now, to come, and what came out."),
        ),
        Section(Place.FOOTER, say("Public votes"), pages.BALLOTS, anyone),
        Section(Place.ACCOUNT, say("My votes"), pages.MINE, signed_in),
    ),
    templates=(Path(__file__).parent / "templates",),
    messages=messages.MESSAGES,
    addresses=queries.addresses,
    limits=(receipts.CHECKS, entering.TRIES),
)
