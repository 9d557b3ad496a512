"""The manifest of consultations: what it hands to the house."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from consultations import explained, register
from consultations.actions import api as actions_api
from consultations.actions import backoffice as action_desk
from consultations.actions import invariants as of_actions
from consultations.actions import letters as action_letters
from consultations.actions import pages as action_pages
from consultations.actions import personal as about_actions
from consultations.actions import service as promises
from consultations.actions import webhooks as action_webhooks
from consultations.actions.datasets import DATASETS
from consultations.actions.events import ActionEntrusted, ActionLate
from consultations.actions.models import Evidence
from consultations.actions.queries.elsewhere import addresses as action_addresses
from consultations.actions.queries.elsewhere import found as found_actions
from consultations.actions.queries.elsewhere import latest as latest_actions
from consultations.ballots.exchange.room import DESK as EXCHANGE_DESK
from consultations.ballots.exchange.room import ROOM as EXCHANGE
from consultations.ballots.office.linking import DeskLink
from consultations.ballots.office.room import room as ballot_office
from consultations.ballots.paper.room import DESK as PAPER_DESK
from consultations.ballots.paper.room import ROOM as PAPER
from consultations.ballots.polling import hung as voting
from consultations.ballots.polling.room import ROOM as POLLING
from consultations.ballots.results.room import DESK as RESULTS_DESK
from consultations.ballots.results.room import ROOM as RESULTS
from consultations.ballots.review.room import DESK as REVIEW_DESK
from consultations.ballots.review.room import ROOM as REVIEW
from consultations.ballots.room import ROOM as BALLOTS
from consultations.ballots.scrutineers.room import DESK as SCRUTINEERS_DESK
from consultations.ballots.scrutineers.room import ROOM as SCRUTINEERS
from consultations.deeds import DEEDS
from consultations.demo import story
from consultations.difficulties.room import ROOM as DIFFICULTIES
from consultations.discussion import ROOM as DISCUSSION
from consultations.eligibility.room import ROOM as ELIGIBILITY
from consultations.ideas import hung
from consultations.ideas.room import room as ideas
from consultations.joining import joined
from consultations.measures import samples as test_samples
from consultations.merging.room import ROOM as MERGING
from consultations.messages import MESSAGES
from consultations.observatory import api as observatory_api
from consultations.observatory import datasets as observatory_data
from consultations.observatory import pages as observatory_pages
from consultations.panels import pages as panel_pages
from consultations.panels import rooms as panels
from consultations.panels.members import observers
from consultations.panels.members.events import SeatFreed
from consultations.panels.opinions import pages as opinion_pages
from consultations.panels.opinions.queries import found as found_opinions
from consultations.panels.queries import found as found_panels
from consultations.panels.queries import looking as looking_panels
from consultations.panels.recruiting import pages as volunteer_pages
from consultations.panels.recruiting import service as recruiting
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.space.models import PanelDocument
from consultations.panels.terms import SmallestGroupSet
from consultations.procedures import api as procedures_api
from consultations.procedures import backoffice as procedure_desk
from consultations.procedures import datasets as procedure_data
from consultations.procedures import deeds as procedure_deeds
from consultations.procedures import invariants as of_procedures
from consultations.procedures import pages as procedure_pages
from consultations.procedures import personal as about_procedures
from consultations.procedures import webhooks as procedure_webhooks
from consultations.procedures.models import ProcedureFile
from consultations.procedures.papers.storing import kept_file
from consultations.procedures.queries import addresses as procedure_addresses
from consultations.procedures.queries import found as found_procedures
from consultations.procedures.queries import latest as latest_procedures
from consultations.procedures.readability.command import COMMAND as READABILITY
from consultations.processes.room import room as processes
from consultations.ratings import api as ratings_api
from consultations.ratings import backoffice as rating_desk
from consultations.ratings import datasets as rating_data
from consultations.ratings import deeds as rating_deeds
from consultations.ratings import invariants as of_ratings
from consultations.ratings import pages as rating_pages
from consultations.ratings import personal as about_ratings
from consultations.ratings import service as ratings
from consultations.services import backoffice as service_pages
from consultations.services.queries import service_names
from consultations.studying.part import on_idea
from consultations.studying.room import ROOM as STUDYING
from consultations.testing import api as tests_api
from consultations.testing import backoffice as test_desk
from consultations.testing import datasets as test_data
from consultations.testing import deeds as test_deeds
from consultations.testing import finding_pages, result_pages
from consultations.testing import invariants as of_tests
from consultations.testing import letters as test_letters
from consultations.testing import pages as test_pages
from consultations.testing import personal as about_tests
from consultations.testing import webhooks as test_webhooks
from consultations.testing.events import FindingAnswered, ResultsHandedOver, ResultsPublished, TestOpened
from consultations.testing.models import FindingPicture
from consultations.testing.queries.elsewhere import addresses as test_addresses
from consultations.testing.queries.elsewhere import found as found_tests
from consultations.testing.service import campaigns, sittings
from consultations.testing.service.findings import kept_picture
from okote.feature import Feature, Place, Samples, SearchSource, Section
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.permissions import anyone, signed_in
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from payments.sessions import ReadSession

HERE = Path(__file__).parent


async def _addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    of_each = (
        action_addresses,
        procedure_addresses,
        *panels.ADDRESSES,
        test_addresses,
    )
    return [one for addresses in of_each for one in await addresses(db, territory_id)]


OTHERS = Feature(
    name="others",
    controllers=(
        *action_pages.ROUTES,
        *actions_api.ROUTES,
        *action_desk.ROUTES,
        *procedure_pages.routes(result_pages.on_procedure, rating_pages.on_procedure),
        *procedures_api.ROUTES,
        *procedure_desk.ROUTES,
        *rating_pages.ROUTES,
        *ratings_api.ROUTES,
        *rating_desk.ROUTES,
        *panels.ROUTES,
        *test_pages.ROUTES,
        *finding_pages.ROUTES,
        *result_pages.ROUTES,
        *tests_api.ROUTES,
        *test_desk.ROUTES,
        *observatory_pages.ROUTES,
        *observatory_api.ROUTES,
        *service_pages.ROUTES,
    ),
    jobs=(
        *action_letters.JOBS,
        *panels.JOBS,
        *test_letters.JOBS,
    ),
    subscriptions={
        **dict.fromkeys((ActionEntrusted, ActionLate), (action_letters.on_event,)),
        **panels.SUBSCRIPTIONS,
        SeatFreed: (*panels.SUBSCRIPTIONS[SeatFreed], sittings.on_seat_freed),
        VolunteerWithdrew: (*panels.SUBSCRIPTIONS[VolunteerWithdrew], sittings.on_volunteer_withdrew),
        SmallestGroupSet: (campaigns.on_smallest_group_set,),
        **dict.fromkeys(
            (TestOpened, ResultsHandedOver, ResultsPublished, FindingAnswered), (test_letters.on_event,)
        ),
        AccountClosed: (
            sittings.on_account_closed,
            promises.on_account_closed,
            observers.on_account_closed,
            recruiting.on_account_closed,
        ),
    },
    invariants=(
        *of_actions.INVARIANTS,
        *of_procedures.INVARIANTS,
        *of_ratings.INVARIANTS,
        *panels.INVARIANTS,
        *of_tests.INVARIANTS,
    ),
    sections=(
        Section(
            Place.HOME,
            say("Actions of the administration"),
            action_pages.ACTIONS,
            anyone,
            shows=latest_actions,
            says=say("What was promised, by whom, until when, and what became of it."),
        ),
        Section(
            Place.HOME,
            say("Procedures"),
            procedure_pages.PROCEDURES,
            anyone,
            shows=latest_procedures,
            says=say("What each letter, form and call is for, what to bring, and how it was made simpler."),
        ),
        Section(
            Place.HOME,
            say("Panels"),
            panel_pages.PANELS,
            anyone,
            shows=looking_panels,
            says=say(
                "Test procedures, or give an opinion with others: people volunteer, and are drawn by lot."
            ),
        ),
        Section(Place.NAVIGATION, say("Actions"), action_pages.ACTIONS, anyone),
        Section(Place.NAVIGATION, say("Procedures"), procedure_pages.PROCEDURES, anyone),
        Section(Place.NAVIGATION, say("Panels"), panel_pages.PANELS, anyone),
        Section(Place.FOOTER, say("Tests of procedures"), result_pages.TESTS, anyone),
        Section(Place.ACCOUNT, say("My panels"), volunteer_pages.MINE, signed_in),
        Section(Place.ACCOUNT, say("My tests"), test_pages.MINE, signed_in),
        Section(Place.FOOTER, say("Observatory of procedures"), observatory_pages.OBSERVATORY, anyone),
        Section(Place.FOOTER, say("Tell us what you made of it"), rating_pages.SITE, anyone),
        *action_desk.SECTIONS,
        *procedure_desk.SECTIONS,
        *rating_desk.SECTIONS,
        *panels.SECTIONS,
        *test_desk.SECTIONS,
        *service_pages.SECTIONS,
    ),
    templates=tuple(
        HERE / room / "templates"
        for room in (
            *("actions", "measures", "observatory", "panels"),
            *("procedures", "ratings", "services", "testing"),
        )
    ),
    messages=MESSAGES,
    personal_data=(
        *about_actions.RECORDS,
        *about_procedures.RECORDS,
        *about_ratings.RECORDS,
        *panels.RECORDS,
        *about_tests.RECORDS,
    ),
    mails=(
        *panels.MAILS,
        *test_letters.KINDS,
    ),
    deeds=(*DEEDS, *procedure_deeds.DEEDS, *rating_deeds.DEEDS, *test_deeds.DEEDS),
    search=(
        SearchSource(say("Actions"), action_pages.ACTIONS, found_actions),
        SearchSource(say("Procedures"), procedure_pages.PROCEDURES, found_procedures),
        SearchSource(say("Panels"), panel_pages.PANELS, found_panels),
        SearchSource(say("Tests of procedures"), result_pages.TESTS, found_tests),
        SearchSource(say("Opinions of panels"), opinion_pages.OPINIONS, found_opinions),
    ),
    datasets=(
        *DATASETS,
        *procedure_data.DATASETS,
        *rating_data.DATASETS,
        *test_data.DATASETS,
        *observatory_data.DATASETS,
    ),
    bodies={Role.SERVICE: service_names},
    story=story,
    limits=(*ratings.LIMITS, *panels.LIMITS),
    kept=register.KEPT,
    impersonal=register.IMPERSONAL,
    forgets=(
        *about_actions.FORGETS,
        *about_procedures.FORGETS,
        *about_ratings.FORGETS,
        *panels.FORGETS,
        *about_tests.FORGETS,
    ),
    uploads={
        Evidence: about_actions.kept_evidence,
        ProcedureFile: kept_file,
        PanelDocument: kept_paper,
        FindingPicture: kept_picture,
    },
    help=explained.HELP,
    addresses=_addresses,
    webhooks=(
        *action_webhooks.KINDS,
        *procedure_webhooks.KINDS,
        *test_webhooks.KINDS,
        *panels.WEBHOOKS,
    ),
    commands=(READABILITY, *panels.COMMANDS),
    samples=(
        Samples(
            "tests", say("Pictures of a test"), "consultations/measures/design.html", test_samples.VALUES
        ),
    ),
)
"""Rooms that hand up through no manifest of their own."""

IDEAS = ideas(says=(on_idea,))
PROCESSES = processes(
    doings=hung.DOINGS,
    says=(voting.hung, hung.counted),
    takes=(hung.taking, voting.taking),
)

FEATURE = joined(
    "consultations",
    PROCESSES,
    IDEAS,
    STUDYING,
    DISCUSSION,
    OTHERS,
    DIFFICULTIES,
    ELIGIBILITY,
    BALLOTS,
    ballot_office(
        links=[
            DeskLink(*one)
            for one in (*RESULTS_DESK, *PAPER_DESK, *REVIEW_DESK, *EXCHANGE_DESK, *SCRUTINEERS_DESK)
        ]
    ),
    POLLING,
    PAPER,
    REVIEW,
    RESULTS,
    EXCHANGE,
    SCRUTINEERS,
    MERGING,
)
