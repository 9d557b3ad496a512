"""What is handed up of merging and splitting: pages for everyone, a desk, mails to whoever is concerned."""

from pathlib import Path

from consultations.merging import (
    api,
    backoffice,
    deeds,
    invariants,
    letters,
    messages,
    pages,
    personal,
    service,
    webhooks,
)
from consultations.merging.events import IdeasMerged, IdeaSplitUp, MergeObjected, MergeProposed, MergeUndone
from okote.feature import Feature
from okote.identity.events import AccountClosed

ROOM = Feature(
    name="merging",
    controllers=(*pages.ROUTES, *api.ROUTES, *backoffice.ROUTES),
    jobs=letters.JOBS,
    subscriptions={
        **dict.fromkeys(
            (MergeProposed, MergeObjected, IdeasMerged, MergeUndone, IdeaSplitUp), (letters.on_event,)
        ),
        AccountClosed: (service.on_account_closed,),
    },
    invariants=invariants.INVARIANTS,
    sections=backoffice.SECTIONS,
    templates=(Path(__file__).parent / "templates",),
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    mails=letters.KINDS,
    deeds=deeds.DEEDS,
    kept=personal.KEPT,
    impersonal=personal.IMPERSONAL,
    webhooks=webhooks.KINDS,
)
