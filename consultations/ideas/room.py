"""What is handed up of ideas: drafts, files, versions, co-authors, lists, maps, the desk and the counter."""

from collections.abc import Sequence
from pathlib import Path

from consultations.ideas import (
    api,
    backoffice,
    commented,
    counter,
    counter_desk,
    datasets,
    invariants,
    letters,
    listing,
    pages,
    personal,
    queries,
    register,
    service,
    webhooks,
)
from consultations.ideas.authors import pages as author_pages
from consultations.ideas.authors.service import INVITING
from consultations.ideas.drafts import pages as draft_pages
from consultations.ideas.drafts.service import AUTOSAVES
from consultations.ideas.events import (
    AuthorInvited,
    IdeaAnswered,
    IdeaChanged,
    IdeaEntrusted,
    IdeaProposed,
)
from consultations.ideas.files import pages as file_pages
from consultations.ideas.files.models import IdeaFile
from consultations.ideas.files.service import kept_file
from consultations.ideas.versions import pages as version_pages
from okote.feature import Feature, Place, SearchSource, Section
from okote.identity.events import AccountClosed
from okote.identity.permissions import anyone, signed_in
from okote.platform.i18n import say


def room(*, says: Sequence[pages.Says] = ()) -> Feature:
    """With what rooms above say of an idea on its page."""
    return Feature(
        name="ideas",
        controllers=(
            *draft_pages.ROUTES,
            *file_pages.ROUTES,
            *version_pages.ROUTES,
            *author_pages.ROUTES,
            *listing.ROUTES,
            *pages.routes(says),
            *api.ROUTES,
            *backoffice.ROUTES,
            *counter_desk.ROUTES,
        ),
        jobs=letters.JOBS,
        subscriptions={
            **dict.fromkeys(
                (IdeaEntrusted, AuthorInvited, IdeaChanged),
                (letters.on_event,),
            ),
            IdeaAnswered: (letters.on_event, commented.on_idea_answered),
            IdeaProposed: (commented.on_idea_proposed,),
            AccountClosed: (service.on_account_closed,),
        },
        invariants=invariants.INVARIANTS,
        sections=(
            Section(
                Place.HOME,
                say("Ideas of residents"),
                pages.IDEAS,
                anyone,
                shows=queries.latest,
                says=say(
                    "Propose what would make life here better. A service answers each idea, with reasons."
                ),
            ),
            Section(Place.NAVIGATION, say("Ideas"), pages.IDEAS, anyone),
            Section(Place.ACCOUNT, say("My ideas"), pages.MINE, signed_in),
            *backoffice.SECTIONS,
        ),
        templates=(Path(__file__).parent / "templates",),
        personal_data=personal.RECORDS,
        mails=letters.KINDS,
        search=(SearchSource(say("Ideas"), pages.IDEAS, queries.found),),
        datasets=datasets.DATASETS,
        kept=register.KEPT,
        forgets=personal.FORGETS,
        uploads={IdeaFile: kept_file},
        addresses=queries.addresses,
        webhooks=webhooks.KINDS,
        limits=(*service.LIMITS, AUTOSAVES, INVITING, counter.CLAIMING),
    )
