"""What consultations themselves hand up: their phases, pages, mails, and what is kept of who follows."""

from collections.abc import Sequence
from pathlib import Path

from consultations.processes import (
    api,
    backoffice,
    datasets,
    deeds,
    elsewhere,
    following,
    invariants,
    letters,
    messages,
    pages,
    personal,
    register,
    unfollowing,
    webhooks,
)
from consultations.processes.events import ProcessChanged
from okote.feature import Feature, Place, SearchSource, Section
from okote.identity.events import AccountClosed
from okote.identity.permissions import anyone
from okote.platform.i18n import say


def room(
    *,
    doings: Sequence[pages.Doing] = (),
    says: Sequence[pages.Says] = (),
    takes: Sequence[letters.Taking] = (),
) -> Feature:
    """With what rooms above hang into its page, and who takes part by what they keep."""
    return Feature(
        name="processes",
        controllers=(
            *pages.routes(doings, says),
            *unfollowing.ROUTES,
            *api.ROUTES,
            *backoffice.ROUTES,
        ),
        jobs=letters.jobs(*takes),
        subscriptions={ProcessChanged: (letters.on_event,), AccountClosed: (following.on_account_closed,)},
        invariants=invariants.INVARIANTS,
        sections=(
            Section(
                Place.HOME,
                say("Consultations"),
                pages.PROCESSES,
                anyone,
                shows=elsewhere.latest,
                says=say("What your administration asks you now: propose, discuss, vote."),
            ),
            Section(Place.NAVIGATION, say("Consultations"), pages.PROCESSES, anyone),
            *backoffice.SECTIONS,
        ),
        templates=(Path(__file__).parent / "templates",),
        messages=messages.MESSAGES,
        personal_data=personal.RECORDS,
        mails=letters.KINDS,
        deeds=deeds.DEEDS,
        search=(SearchSource(say("Consultations"), pages.PROCESSES, elsewhere.found),),
        datasets=datasets.DATASETS,
        kept=register.KEPT,
        impersonal=register.IMPERSONAL,
        addresses=elsewhere.addresses,
        webhooks=webhooks.KINDS,
    )
