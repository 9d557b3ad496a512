"""What is handed up of who may take part: where people live, their age, lists, letters and the counter."""

from pathlib import Path

from consultations.eligibility import (
    api,
    backoffice,
    deeds,
    guardians,
    invariants,
    letters,
    messages,
    pages,
    personal,
    register,
    service,
)
from consultations.eligibility.census import backoffice as census_desk
from consultations.eligibility.census import service as census
from consultations.eligibility.codes import backoffice as code_desk
from consultations.eligibility.events import ClaimDecided, GuardianAnswered
from okote.feature import Feature, Place, Section
from okote.identity.events import AccountClosed
from okote.identity.permissions import signed_in
from okote.platform.i18n import say

ROOM = Feature(
    name="eligibility",
    controllers=(
        *pages.ROUTES,
        *api.ROUTES,
        *backoffice.ROUTES,
        *census_desk.ROUTES,
        *code_desk.ROUTES,
    ),
    jobs=letters.JOBS,
    subscriptions={
        ClaimDecided: (letters.on_event,),
        GuardianAnswered: (letters.on_event,),
        AccountClosed: (service.on_account_closed,),
    },
    invariants=invariants.INVARIANTS,
    sections=(
        Section(Place.ACCOUNT, say("Where I live, my age"), letters.MINE, signed_in),
        *backoffice.SECTIONS,
    ),
    templates=(Path(__file__).parent / "templates",),
    messages=messages.MESSAGES,
    personal_data=personal.RECORDS,
    mails=letters.KINDS,
    deeds=deeds.DEEDS,
    kept=register.KEPT,
    impersonal=register.IMPERSONAL,
    forgets=personal.FORGETS,
    limits=(census.PROVING, guardians.ASKING),
)
