"""The manifest of consultations: what it hands to the house."""

from pathlib import Path

from consultations import explained, register
from consultations.deeds import DEEDS
from consultations.demo import story
from consultations.ideas import api as ideas_api
from consultations.ideas import backoffice as idea_desk
from consultations.ideas import invariants as of_ideas
from consultations.ideas import letters
from consultations.ideas import pages as idea_pages
from consultations.ideas import personal as about_ideas
from consultations.ideas import service as box
from consultations.ideas import service as ideas
from consultations.ideas import webhooks as idea_webhooks
from consultations.ideas.events import IdeaAnswered, IdeaEntrusted, IdeaHidden, ReportHandled
from consultations.ideas.queries import addresses as idea_addresses
from consultations.ideas.queries import found as found_ideas
from consultations.ideas.queries import latest as latest_ideas
from consultations.messages import MESSAGES
from consultations.services import backoffice as service_pages
from consultations.services.queries import service_names
from okote.feature import Feature, Place, SearchSource, Section
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.permissions import anyone, signed_in
from okote.platform.i18n import say

HERE = Path(__file__).parent

FEATURE = Feature(
    name="consultations",
    controllers=(*idea_pages.ROUTES, *ideas_api.ROUTES, *idea_desk.ROUTES, *service_pages.ROUTES),
    jobs=letters.JOBS,
    subscriptions={
        **dict.fromkeys((IdeaEntrusted, IdeaAnswered, IdeaHidden, ReportHandled), (letters.on_event,)),
        AccountClosed: (box.on_account_closed,),
    },
    invariants=of_ideas.INVARIANTS,
    sections=(
        Section(
            Place.HOME,
            say("Ideas of residents"),
            idea_pages.IDEAS,
            anyone,
            shows=latest_ideas,
            says=say("Propose what would make life here better. A service answers each idea, with reasons."),
        ),
        Section(Place.NAVIGATION, say("Ideas"), idea_pages.IDEAS, anyone),
        Section(Place.ACCOUNT, say("My ideas"), idea_pages.MINE, signed_in),
        *idea_desk.SECTIONS,
        *service_pages.SECTIONS,
    ),
    templates=tuple(HERE / room / "templates" for room in ("ideas", "services")),
    messages=MESSAGES,
    personal_data=about_ideas.RECORDS,
    mails=letters.KINDS,
    deeds=DEEDS,
    search=(SearchSource(say("Ideas"), idea_pages.IDEAS, found_ideas),),
    bodies={Role.SERVICE: service_names},
    story=story,
    limits=ideas.LIMITS,
    kept=register.KEPT,
    impersonal=register.IMPERSONAL,
    forgets=about_ideas.FORGETS,
    help=explained.HELP,
    addresses=idea_addresses,
    webhooks=idea_webhooks.KINDS,
)
