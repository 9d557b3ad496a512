"""What is handed up of results: the count, pages for everyone, a desk, files, mails and open data."""

from pathlib import Path

from consultations.ballots.events import BallotClosed, BallotPublished, LotNoted
from consultations.ballots.results import (
    api,
    backoffice,
    counting,
    datasets,
    deeds,
    elsewhere,
    invariants,
    letters,
    pages,
    personal,
    service,
    webhooks,
)
from okote.feature import Feature

ROOM = Feature(
    name="ballots.results",
    controllers=(*pages.ROUTES, *api.ROUTES, *backoffice.ROUTES),
    jobs=(*counting.JOBS, *letters.JOBS),
    subscriptions={
        BallotClosed: (counting.on_closed,),
        LotNoted: (counting.on_lot,),
        BallotPublished: (service.on_published, letters.on_published),
    },
    invariants=invariants.INVARIANTS,
    templates=(Path(__file__).parent / "templates",),
    deeds=deeds.DEEDS,
    datasets=datasets.DATASETS,
    impersonal=personal.IMPERSONAL,
    addresses=elsewhere.addresses,
    webhooks=webhooks.KINDS,
)

DESK = backoffice.DESK
