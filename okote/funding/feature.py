"""The manifest of funding: what it hands to the house."""

from pathlib import Path

from okote.feature import Feature, Place, SearchSource, Section
from okote.funding import bookkeeping, dashboards, explained, register, webhooks
from okote.funding.calls import backoffice as call_pages
from okote.funding.calls import invariants as of_calls
from okote.funding.calls.queries import found as found_calls
from okote.funding.campaigns import api as campaigns_api
from okote.funding.campaigns import backoffice as campaign_pages
from okote.funding.campaigns import invariants as of_campaigns
from okote.funding.campaigns import personal as about_writers
from okote.funding.campaigns.autosave import service as autosave
from okote.funding.campaigns.backoffice import editor
from okote.funding.campaigns.queries import holder_names
from okote.funding.campaigns.service import holders
from okote.funding.campaigns.service import life as cancelling
from okote.funding.categories import backoffice as category_pages
from okote.funding.cheques import backoffice as cheque_pages
from okote.funding.cheques import deeds as cheque_deeds
from okote.funding.cheques import invariants as of_cheques
from okote.funding.cheques import personal as about_cheques
from okote.funding.cheques import service as keeping_cheques
from okote.funding.cheques.models import ChequeScan
from okote.funding.cheques.service import returning as returning_cheques
from okote.funding.chosen import backoffice as chosen_pages
from okote.funding.chosen.invariants import INVARIANTS as OF_CHOSEN
from okote.funding.chosen.service import on_chosen
from okote.funding.closing import backoffice as closing_pages
from okote.funding.closing import invariants as of_closings
from okote.funding.closing import jobs as closing_jobs
from okote.funding.closing import service as closing
from okote.funding.closing.service import paying, reclaiming, recovering, undoing
from okote.funding.conditions import personal as about_terms
from okote.funding.deeds import DEEDS
from okote.funding.figures import api as calls_api
from okote.funding.figures import calls, datasets
from okote.funding.figures import pages as figures
from okote.funding.following import invariants as of_follows
from okote.funding.following import personal as about_followers
from okote.funding.following import service as followers
from okote.funding.letters import jobs as letters_jobs
from okote.funding.letters import service as letters
from okote.funding.letters.kinds import KINDS
from okote.funding.letters.table import LETTERS
from okote.funding.matching import api as commitments_api
from okote.funding.matching import backoffice as commitment_pages
from okote.funding.matching import invariants as of_matches
from okote.funding.matching import personal as about_signatories
from okote.funding.matching.models import FundsProof
from okote.funding.matching.service import receiving
from okote.funding.messages import MESSAGES
from okote.funding.milestones import invariants as of_milestones
from okote.funding.needs import backoffice as need_pages
from okote.funding.needs import invariants as of_needs
from okote.funding.needs import personal as about_helpers
from okote.funding.needs import service as helping
from okote.funding.news import api as news_api
from okote.funding.news import backoffice as news_pages
from okote.funding.news import invariants as of_news
from okote.funding.news import personal as about_authors
from okote.funding.news import service as news_service
from okote.funding.partners import backoffice as partner_pages
from okote.funding.partners.queries import partner_names
from okote.funding.pledges import backoffice as pledge_pages
from okote.funding.pledges import invariants as of_pledges
from okote.funding.pledges import personal as about_donors
from okote.funding.pledges import service as pledges
from okote.funding.pledges.events import (
    PledgeCancelled,
    PledgeChargedBack,
    PledgeDisputed,
    PledgeInForce,
    PledgeReclaimed,
    PledgeRefunded,
    PledgeRefundedAtStripe,
    PledgeRestored,
    PledgeTakenBack,
    PledgeTransferred,
    RefundRefused,
    RefundSuperseded,
)
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import backoffice as reward_pages
from okote.funding.pledges.rewards import invariants as of_rewards
from okote.funding.pledges.rewards import personal as about_rewards
from okote.funding.pledges.rewards import service as rewards
from okote.funding.pledges.service import returning
from okote.funding.pledges.vigilance import backoffice as vigilance_pages
from okote.funding.pledges.vigilance import deeds as vigilance_deeds
from okote.funding.pledges.vigilance import invariants as of_vigilance
from okote.funding.pledges.vigilance import personal as about_watchers
from okote.funding.progress.live import on_pledge
from okote.funding.questions import backoffice as question_pages
from okote.funding.questions import invariants as of_questions
from okote.funding.questions import personal as about_askers
from okote.funding.questions import service as asking
from okote.funding.refunds import backoffice as refund_pages
from okote.funding.refunds import invariants as of_refunds
from okote.funding.refunds import jobs as refund_jobs
from okote.funding.refunds import pages as refunds_of_mine
from okote.funding.refunds import personal as about_refunds
from okote.funding.refunds import service as refunds
from okote.funding.refunds.service import ordering
from okote.funding.reports import invariants as of_reports
from okote.funding.reports import pages as reports
from okote.funding.reports import personal as about_reporters
from okote.funding.reports.queries import addresses
from okote.funding.showcase import api as showcase_api
from okote.funding.showcase import (
    cheques,
    following,
    giving,
    mine,
    needs,
    news,
    pages,
    questions,
    sharing,
    unsubscribing,
)
from okote.funding.showcase import explained as explanations
from okote.funding.showcase import rewards as rewards_of_mine
from okote.funding.showcase.bodies import api as bodies_api
from okote.funding.showcase.queries import found as found_campaigns
from okote.funding.terms import backoffice as terms_pages
from okote.funding.thanks import backoffice as thanks_pages
from okote.funding.thanks import invariants as of_thanks
from okote.funding.thanks import personal as about_thankers
from okote.funding.thanks import service as thanking
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.permissions import anyone, signed_in
from okote.platform.chain.invariants import as_sealed
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.territories.events import ProjectChosen

HERE = Path(__file__).parent

ROOMS_WITH_TEMPLATES = (
    "showcase",
    "letters",
    "campaigns",
    "calls",
    "chosen",
    "categories",
    "partners",
    "matching",
    "pledges",
    "cheques",
    "refunds",
    "needs",
    "news",
    "questions",
    "closing",
    "terms",
    "thanks",
    "dashboards",
    "figures",
    "reports",
)

FEATURE = Feature(
    name="okote.funding",
    controllers=(
        *pages.ROUTES,
        *explanations.ROUTES,
        *giving.ROUTES,
        *mine.ROUTES,
        *following.ROUTES,
        *news.ROUTES,
        *questions.ROUTES,
        *sharing.ROUTES,
        *unsubscribing.ROUTES,
        *campaign_pages.ROUTES,
        *news_pages.ROUTES,
        *question_pages.ROUTES,
        *need_pages.ROUTES,
        *needs.ROUTES,
        *category_pages.ROUTES,
        *call_pages.ROUTES,
        *chosen_pages.ROUTES,
        *partner_pages.ROUTES,
        *commitment_pages.ROUTES,
        *pledge_pages.ROUTES,
        *vigilance_pages.ROUTES,
        *reward_pages.ROUTES,
        *rewards_of_mine.ROUTES,
        *cheque_pages.ROUTES,
        *cheques.ROUTES,
        *refund_pages.ROUTES,
        *refunds_of_mine.ROUTES,
        *closing_pages.ROUTES,
        *terms_pages.ROUTES,
        *thanks_pages.ROUTES,
        *dashboards.ROUTES,
        *showcase_api.ROUTES,
        *bodies_api.ROUTES,
        *campaigns_api.ROUTES,
        *news_api.ROUTES,
        *commitments_api.ROUTES,
        *figures.ROUTES,
        *calls.ROUTES,
        *calls_api.ROUTES,
        *reports.ROUTES,
    ),
    jobs=(*closing_jobs.JOBS, *letters_jobs.JOBS, *refund_jobs.JOBS),
    subscriptions={
        **dict.fromkeys(LETTERS, (letters.on_event,)),
        **dict.fromkeys(
            (PledgeInForce, PledgeCancelled, PledgeReclaimed, PledgeRefunded), (on_pledge, letters.on_event)
        ),
        **dict.fromkeys((PledgeDisputed, PledgeRestored, PledgeChargedBack, PledgeTransferred), (on_pledge,)),
        RefundRefused: (refunds.on_refused, letters.on_event),
        RefundSuperseded: (refunds.on_superseded,),
        PledgeTakenBack: (on_pledge, closing.on_taken_back),
        PledgeRefundedAtStripe: (closing.on_refunded_at_stripe,),
        ProjectChosen: (on_chosen,),
        AccountClosed: (
            letters.on_account_closed,
            pledges.on_account_closed,
            rewards.on_account_closed,
            keeping_cheques.on_account_closed,
            thanking.on_account_closed,
            autosave.on_account_closed,
            asking.on_account_closed,
            helping.on_account_closed,
            followers.on_account_closed,
        ),
    },
    purposes={
        pledges.PURPOSE: pledges.on_outcome,
        holders.PURPOSE: holders.on_account_updated,
        closing.PURPOSE: closing.on_outcome,
    },
    limits=(
        *giving.LIMITED,
        asking.DAILY,
        helping.DAILY,
        news_service.DAILY,
        editor.AUTOSAVES,
    ),
    invariants=(
        *of_campaigns.INVARIANTS,
        *of_calls.INVARIANTS,
        *OF_CHOSEN,
        *of_matches.INVARIANTS,
        *of_pledges.INVARIANTS,
        as_sealed(Pledge),
        *of_rewards.INVARIANTS,
        *of_cheques.INVARIANTS,
        *of_vigilance.INVARIANTS,
        *of_refunds.INVARIANTS,
        *of_closings.INVARIANTS,
        *of_news.INVARIANTS,
        *of_questions.INVARIANTS,
        *of_needs.INVARIANTS,
        *of_follows.INVARIANTS,
        *of_thanks.INVARIANTS,
        *of_milestones.INVARIANTS,
        *of_reports.INVARIANTS,
    ),
    sections=(
        Section(Place.NAVIGATION, say("Projects"), "/", anyone),
        Section(Place.FOOTER, say("How it works"), "/how-it-works", anyone),
        Section(Place.FOOTER, say("Fees and refunds"), "/fees-and-refunds", anyone),
        Section(Place.FOOTER, say("How projects are chosen"), "/selection-criteria", anyone),
        Section(Place.FOOTER, say("When something goes wrong"), "/when-something-goes-wrong", anyone),
        Section(Place.FOOTER, say("Terms of use"), "/terms-of-use", anyone),
        Section(Place.ACCOUNT, say("My contributions"), "/my/pledges", signed_in),
        Section(Place.ACCOUNT, say("My offers of help"), "/my/help", signed_in),
        Section(Place.ACCOUNT, say("My cheques"), "/my/cheques", signed_in),
        Section(Place.ACCOUNT, say("Campaigns that I follow"), "/my/follows", signed_in),
        *campaign_pages.SECTIONS,
        *question_pages.SECTIONS,
        *need_pages.SECTIONS,
        *partner_pages.SECTIONS,
        *pledge_pages.SECTIONS,
        *cheque_pages.SECTIONS,
        *vigilance_pages.SECTIONS,
        *refund_pages.SECTIONS,
        *closing_pages.SECTIONS,
        *commitment_pages.SECTIONS,
        *call_pages.SECTIONS,
        *chosen_pages.SECTIONS,
        *category_pages.SECTIONS,
        *dashboards.SECTIONS,
        *reports.SECTIONS,
        *terms_pages.SECTIONS,
        *figures.SECTIONS,
    ),
    templates=tuple(HERE / room / "templates" for room in ROOMS_WITH_TEMPLATES),
    messages=MESSAGES,
    bookkeeping=bookkeeping.BOOKKEEPING,
    personal_data=(
        *about_donors.RECORDS,
        *about_terms.RECORDS,
        *about_rewards.RECORDS,
        *about_cheques.RECORDS,
        *about_refunds.RECORDS,
        *about_watchers.RECORDS,
        *about_writers.RECORDS,
        *about_signatories.RECORDS,
        *about_authors.RECORDS,
        *about_askers.RECORDS,
        *about_helpers.RECORDS,
        *about_followers.RECORDS,
        *about_thankers.RECORDS,
        *about_reporters.RECORDS,
    ),
    forgets=(
        *about_donors.FORGETS,
        *about_rewards.FORGETS,
        *about_cheques.FORGETS,
        *about_refunds.FORGETS,
        *about_watchers.FORGETS,
        *about_writers.FORGETS,
        *about_helpers.FORGETS,
    ),
    uploads={ChequeScan: kept_paper, FundsProof: kept_paper},
    impersonal=register.IMPERSONAL,
    datasets=datasets.DATASETS,
    mails=KINDS,
    kept=register.KEPT,
    help=explained.HELP,
    addresses=addresses,
    deeds=(*DEEDS, *vigilance_deeds.DEEDS, *cheque_deeds.DEEDS),
    acts={
        **cancelling.ACTS,
        **returning.ACTS,
        **paying.ACTS,
        **recovering.ACTS,
        **reclaiming.ACTS,
        **undoing.ACTS,
        **receiving.ACTS,
        **returning_cheques.ACTS,
        **ordering.ACTS,
    },
    search=(
        SearchSource(say("Projects"), "/", found_campaigns),
        SearchSource(say("Calls for projects"), "/calls", found_calls),
    ),
    webhooks=webhooks.KINDS,
    bodies={Role.HOLDER: holder_names, Role.PARTNER: partner_names},
)
