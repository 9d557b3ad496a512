"""What is handed up of difficulties: pages and mails for who tells one, a desk, and figures for all."""

from pathlib import Path

from consultations.difficulties import (
    api,
    backoffice,
    datasets,
    deeds,
    invariants,
    letters,
    messages,
    pages,
    personal,
    register,
    service,
    terms_pages,
)
from consultations.difficulties.events import (
    DifficultyLate,
    DifficultyMoved,
    DifficultyTold,
    DifficultyUnseen,
)
from consultations.difficulties.models import DifficultyDocument
from okote.feature import Feature, Place, Section
from okote.identity.events import AccountClosed
from okote.identity.permissions import anyone, signed_in
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say

ROOM = Feature(
    name="difficulties",
    controllers=(*pages.ROUTES, *api.ROUTES, *backoffice.ROUTES, *terms_pages.ROUTES),
    jobs=letters.JOBS,
    subscriptions={
        **dict.fromkeys(
            (DifficultyTold, DifficultyMoved, DifficultyUnseen, DifficultyLate), (letters.on_event,)
        ),
        AccountClosed: (service.on_account_closed,),
    },
    invariants=invariants.INVARIANTS,
    sections=(
        Section(
            Place.HOME,
            say("A difficulty of daily life"),
            pages.DIFFICULTIES,
            anyone,
            says=say(
                "Money, care, an office that does not answer: tell it. Only the service in charge reads it."
            ),
        ),
        Section(Place.ACCOUNT, say("My difficulties"), pages.MINE, signed_in),
        *backoffice.SECTIONS,
    ),
    templates=(Path(__file__).parent / "templates",),
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    mails=letters.KINDS,
    deeds=deeds.DEEDS,
    datasets=datasets.DATASETS,
    kept=register.KEPT,
    impersonal=register.IMPERSONAL,
    forgets=personal.FORGETS,
    uploads={DifficultyDocument: kept_paper},
    limits=service.LIMITS,
)
