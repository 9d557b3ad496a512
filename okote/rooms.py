"""The manifest of the house itself: what every territory has, whichever features it runs."""

from pathlib import Path

from okote import site_map
from okote.accounting import api as accounting_api
from okote.accounting import deeds as accounting_deeds
from okote.accounting import pages as accounting
from okote.accounting.giving_back import ACTS as ACCOUNTING_ACTS
from okote.accounting.messages import MESSAGES as ACCOUNTING_MESSAGES
from okote.api import pages as api_pages
from okote.api.idempotency import service as api_answers
from okote.api.messages import MESSAGES as API_MESSAGES
from okote.api.territory import TerritoryApi
from okote.approvals import deeds as approval_deeds
from okote.approvals import invariants as of_approvals
from okote.approvals import jobs as approval_jobs
from okote.approvals import letters as approval_letters
from okote.approvals import pages as approval_pages
from okote.approvals import personal as about_approvers
from okote.approvals.messages import MESSAGES as APPROVAL_MESSAGES
from okote.backoffice import accessibility, alarms, places, settings, work
from okote.backoffice import deeds as work_deeds
from okote.backoffice.audit import pages as audit_pages
from okote.backoffice.pages import BackOfficePages
from okote.feature import Feature, MailKind, Place, Section
from okote.identity import deeds as identity_deeds
from okote.identity import limited, personal
from okote.identity import service as sign_in
from okote.identity.account import invariants as of_accounts
from okote.identity.account.address import AddressPages
from okote.identity.account.closing_pages import ClosingPages
from okote.identity.account.data import DataPages
from okote.identity.account.mails import MailPages
from okote.identity.account.pages import AccountPages
from okote.identity.account.ways_in import WaysInPages
from okote.identity.mail_codes import service as mail_codes
from okote.identity.mail_codes.pages import MailCodePages
from okote.identity.messages import MESSAGES as IDENTITY_MESSAGES
from okote.identity.pages import SignInPages
from okote.identity.permissions import anyone, may_administer, may_enter_back_office, signed_in
from okote.identity.roles import backoffice as people_pages
from okote.identity.roles.backoffice import PeoplePages
from okote.identity.roles.pages import InvitationPages
from okote.identity.tokens import backoffice as token_desk
from okote.identity.tokens.pages import TokenPages
from okote.identity.typed.pages import TypedPages
from okote.opendata import pages as opendata
from okote.pictures import picture
from okote.platform.audit import AuditEntry
from okote.platform.chain.invariants import INVARIANTS as CHAIN
from okote.platform.chain.invariants import as_sealed
from okote.platform.files.models import StoredFile
from okote.platform.files.pictures import picture_path
from okote.platform.i18n import say
from okote.platform.mail import jobs as mail_jobs
from okote.privacy import jobs as privacy_jobs
from okote.privacy import pages as register_pages
from okote.privacy import register
from okote.search import search
from okote.territories import deeds as territory_deeds
from okote.territories import explained
from okote.territories.messages import MESSAGES as TERRITORY_MESSAGES
from okote.territories.pages import TerritoryPages
from okote.watch import jobs as watch_jobs
from okote.web import health, problems
from okote.web.files import static
from okote.webhooks import backoffice as webhook_pages
from okote.webhooks import deeds as webhook_deeds
from okote.webhooks import delivering
from okote.webhooks import invariants as of_webhooks
from okote.webhooks import jobs as webhook_jobs
from okote.webhooks import letters as webhook_letters
from okote.webhooks import service as webhook_desk
from okote.webhooks.messages import MESSAGES as WEBHOOK_MESSAGES
from okote.witness import jobs as witness_jobs
from okote.witness import pages as witness
from payments.inbox.invariants import INVARIANTS as INBOX
from payments.inbox.jobs import JOBS as INBOX_JOBS
from payments.ledger.invariants import INVARIANTS as LEDGER
from payments.ledger.models import LedgerEntry, LedgerPosting
from payments.operations.invariants import INVARIANTS as OPERATIONS
from payments.operations.jobs import JOBS as PAYMENT_JOBS
from payments.reconciliation.jobs import JOBS as RECONCILIATION_JOBS

HERE = Path(__file__).parent

ROOMS_WITH_TEMPLATES = (
    "identity",
    "territories",
    "approvals",
    "backoffice",
    "accounting",
    "webhooks",
    "api",
    "opendata",
    "witness",
    "privacy",
)

FEATURE = Feature(
    name="okote",
    controllers=(
        health.live,
        health.ready,
        static,
        picture,
        search,
        *site_map.ROUTES,
        SignInPages,
        MailCodePages,
        AccountPages,
        AddressPages,
        WaysInPages,
        DataPages,
        MailPages,
        TokenPages,
        TypedPages,
        ClosingPages,
        InvitationPages,
        TerritoryPages,
        BackOfficePages,
        PeoplePages,
        token_desk.TokenDesk,
        places.PlacePages,
        *accounting.ROUTES,
        *work.ROUTES,
        *alarms.ROUTES,
        *approval_pages.ROUTES,
        *audit_pages.ROUTES,
        *settings.ROUTES,
        *accessibility.ROUTES,
        *register_pages.ROUTES,
        *webhook_pages.ROUTES,
        TerritoryApi,
        *accounting_api.ROUTES,
        *api_pages.ROUTES,
        *opendata.ROUTES,
        *witness.ROUTES,
    ),
    jobs=(
        *mail_jobs.JOBS,
        *PAYMENT_JOBS,
        *RECONCILIATION_JOBS,
        *INBOX_JOBS,
        *approval_jobs.JOBS,
        *webhook_jobs.JOBS,
        *watch_jobs.JOBS,
        *witness_jobs.JOBS,
        *privacy_jobs.JOBS,
    ),
    invariants=(
        *LEDGER,
        *OPERATIONS,
        *INBOX,
        *CHAIN,
        *(as_sealed(table) for table in (LedgerEntry, LedgerPosting, AuditEntry)),
        *of_accounts.INVARIANTS,
        *of_approvals.INVARIANTS,
        *of_webhooks.INVARIANTS,
    ),
    sections=(
        Section(Place.NAVIGATION, say("Search"), "/search", anyone),
        Section(Place.NAVIGATION, say("Back office"), "/back-office", may_enter_back_office),
        Section(Place.ACCOUNT, say("My account"), "/account", signed_in),
        Section(Place.ACCOUNT, say("Mails that I want"), "/account/mails", signed_in),
        Section(Place.ACCOUNT, say("My data"), "/account/data", signed_in),
        Section(Place.ACCOUNT, say("Access tokens"), "/account/tokens", signed_in),
        Section(Place.SITE, say("People and invitations"), "/back-office/people", may_administer),
        *token_desk.SECTIONS,
        *places.SECTIONS,
        *accounting.SECTIONS,
        *work.SECTIONS,
        *alarms.SECTIONS,
        *approval_pages.SECTIONS,
        *audit_pages.SECTIONS,
        *settings.SECTIONS,
        *accessibility.SECTIONS,
        *register_pages.SECTIONS,
        *webhook_pages.SECTIONS,
        Section(Place.FOOTER, say("Legal notice"), "/legal", anyone),
        Section(Place.FOOTER, say("Your data"), "/privacy", anyone),
        Section(Place.FOOTER, say("Accessibility"), "/accessibility", anyone),
        *opendata.SECTIONS,
        *witness.SECTIONS,
        Section(Place.FOOTER, say("Help"), "/help", anyone),
        Section(Place.FOOTER, say("For programs (API)"), "/developers", anyone),
        Section(Place.FOOTER, say("Site map"), "/site-map", anyone),
        Section(Place.FOOTER, say("Contact"), "/contact", anyone),
    ),
    templates=tuple(HERE / room / "templates" for room in ROOMS_WITH_TEMPLATES),
    personal_data=(*personal.RECORDS, *about_approvers.RECORDS),
    deeds=(
        *identity_deeds.DEEDS,
        *territory_deeds.DEEDS,
        *work_deeds.DEEDS,
        *accounting_deeds.DEEDS,
        *approval_deeds.DEEDS,
        *webhook_deeds.DEEDS,
    ),
    limits=(
        *limited.TABLE,
        sign_in.BEGINNINGS,
        *mail_codes.LIMITS,
        people_pages.INVITATIONS,
        api_answers.WRITES,
        webhook_desk.BY_HAND,
    ),
    kept=register.KEPT,
    impersonal=register.IMPERSONAL,
    forgets=(*api_answers.FORGETS, *personal.FORGETS, *delivering.FORGETS, *register.FORGETS),
    uploads={StoredFile: lambda folder, stored: picture_path(folder, stored.id, "wide")},
    help=explained.HELP,
    acts=ACCOUNTING_ACTS,
    mails=(
        MailKind(
            "security",
            say("Signing in, and what changes in your account"),
            say("Your codes, and a warning whenever something changes, so that nobody acts in your name."),
            refusable=False,
        ),
        *approval_letters.KINDS,
        *webhook_letters.KINDS,
    ),
    messages={
        **problems.MESSAGES,
        **IDENTITY_MESSAGES,
        **TERRITORY_MESSAGES,
        **ACCOUNTING_MESSAGES,
        **APPROVAL_MESSAGES,
        **WEBHOOK_MESSAGES,
        **API_MESSAGES,
    },
)
