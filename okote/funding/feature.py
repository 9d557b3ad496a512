"""The manifest of funding: what it hands to the house."""

from collections.abc import Sequence
from pathlib import Path

from okote.feature import Feature, Place, Section
from okote.funding.campaigns import invariants as campaigns_invariants
from okote.funding.closing import backoffice as closing_pages
from okote.funding.closing import invariants as closing_invariants
from okote.funding.closing import jobs as closing_jobs
from okote.funding.closing import service as closing
from okote.funding.closing.events import CampaignFunded, CampaignPaidOut, CampaignUnfunded
from okote.funding.letters import jobs as letters_jobs
from okote.funding.letters import service as letters
from okote.funding.matching import invariants as matching_invariants
from okote.funding.messages import MESSAGES
from okote.funding.pledges import backoffice as pledge_pages
from okote.funding.pledges import invariants as pledges_invariants
from okote.funding.pledges import service as pledges
from okote.funding.pledges.events import PledgeCancelled, PledgeInForce, PledgeRefunded
from okote.funding.progress.live import on_pledge
from okote.funding.showcase import explained, giving, pages
from okote.identity.permissions import anyone, signed_in
from okote.platform.i18n import say

HERE = Path(__file__).parent

TEMPLATES: Sequence[Path] = tuple(
    HERE / room / "templates" for room in ("showcase", "letters", "closing", "pledges")
)

FEATURE = Feature(
    name="okote.funding",
    controllers=(
        *pages.ROUTES,
        *explained.ROUTES,
        *giving.ROUTES,
        *closing_pages.ROUTES,
        *pledge_pages.ROUTES,
    ),
    jobs=(*closing_jobs.JOBS, *letters_jobs.JOBS),
    subscriptions={
        PledgeInForce: (on_pledge, letters.on_event),
        PledgeCancelled: (on_pledge, letters.on_event),
        PledgeRefunded: (on_pledge, letters.on_event),
        CampaignFunded: (letters.on_event,),
        CampaignUnfunded: (letters.on_event,),
        CampaignPaidOut: (letters.on_event,),
    },
    invariants=(
        *campaigns_invariants.INVARIANTS,
        *matching_invariants.INVARIANTS,
        *pledges_invariants.INVARIANTS,
        *closing_invariants.INVARIANTS,
    ),
    purposes={pledges.PURPOSE: pledges.on_outcome, closing.PURPOSE: closing.on_outcome},
    sections=(
        Section(Place.NAVIGATION, say("Projects"), "/", anyone),
        Section(Place.FOOTER, say("How it works"), "/how-it-works", anyone),
        Section(Place.FOOTER, say("Fees and refunds"), "/fees-and-refunds", anyone),
        Section(Place.ACCOUNT, say("My contributions"), "/my/pledges", signed_in),
        *pledge_pages.SECTIONS,
        *closing_pages.SECTIONS,
    ),
    templates=TEMPLATES,
    messages=MESSAGES,
)
