"""What everyone may take away about campaigns, and what partners add to them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from okote.feature import Column, Dataset
from okote.funding.figures.queries import Listed, each_listed, figures
from okote.funding.figures.rules import Sums
from okote.funding.figures.subventions import SUBVENTIONS
from okote.funding.matching.queries import commitments
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.money import BASIS_POINTS, Money
from payments.sessions import ReadSession

Row = Mapping[str, Any]

ADDRESS = Column("campaign", say("Last part of the address of the campaign’s page, after /campaigns/."))
AMOUNTS = (
    Column("given", say("What residents and bodies gave and is in force, in euros.")),
    Column("public", say("What public partners add to it, in euros.")),
    Column("companies", say("What companies and foundations add to it, in euros.")),
)


def _amounts(sums: Sums) -> dict[str, object]:
    return {"given": sums.given.major, "public": sums.public.major, "companies": sums.companies.major}


def _own(territory: Territory) -> str:
    """The language in which categories are told, whoever asks."""
    return territory.languages[0]


async def _campaigns(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    async for one in each_listed(db, territory.id):
        yield _campaign(one, territory)


def _campaign(one: Listed, territory: Territory) -> Row:
    campaign = one.campaign
    return {
        "campaign": campaign.slug,
        "title": campaign.title,
        "holder": one.holder.name,
        "holder_number": one.holder.identifier,
        "place": one.place,
        "category": one.category.name(_own(territory)) if one.category else None,
        "call": one.call.slug if one.call else None,
        "outcome": one.outcome,
        "first_day": campaign.first_day,
        "last_day": campaign.last_day,
        "goal": campaign.goal.major,
        "threshold": campaign.terms.threshold.major,
        **_amounts(one.sums),
        "contributions": one.given.pledges,
        "donors": one.given.donors,
    }


async def _months(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    for month in (await figures(db, territory, language=_own(territory))).months:
        yield {
            "from_month": f"{month.first:%Y-%m}",
            "to_month": f"{month.last:%Y-%m}",
            "given": month.given.major,
            "contributions": month.pledges,
        }


async def _places(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    for place, sums in (await figures(db, territory, language=_own(territory))).by_place:
        yield {"place": place, "projects": sums.projects, **_amounts(sums)}


async def _categories(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    for category, sums in (await figures(db, territory, language=_own(territory))).by_category:
        yield {"category": category, "projects": sums.projects, **_amounts(sums)}


async def _matches(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    called = {
        one.signed.id: one.funds_call
        for one in await commitments(db, territory.id, called=True)
        if one.funds_call and not one.is_called_off
    }
    async for one in each_listed(db, territory.id):
        for backing in one.given.backings:
            promised = backing.standing.commitment
            call = called.get(promised.id)
            yield {
                "campaign": one.campaign.slug,
                "partner": backing.partner,
                "kind": promised.kind,
                "added": backing.standing.owed.major,
                "called": call.amount.major if call else None,
                "called_on": territory.day(call.called_at) if call else None,
            }


async def _commitments(db: ReadSession, territory: Territory) -> AsyncIterator[Row]:
    seen = {one.campaign.id: one.campaign.slug async for one in each_listed(db, territory.id)}
    for one in await commitments(db, territory.id):
        signed = one.signed
        if signed.campaign_id in seen:
            rate = signed.rate_bp
            yield {
                "campaign": seen[signed.campaign_id],
                "partner": one.partner.name,
                "kind": one.partner.kind,
                "decision": one.envelope.decision,
                "signed_on": territory.day(signed.signed_at),
                "rule": signed.rule,
                "rate": rate and Decimal(rate) / BASIS_POINTS,
                "condition_on": signed.condition_on,
                "condition_least": signed.condition_least,
                "ceiling_signed": Money(signed.ceiling_minor, signed.currency).major,
                "ceiling": one.ceiling.major,
            }


PARTNER = (
    ADDRESS,
    Column("partner", say("The partner’s name.")),
    Column("kind", say("public, or private for a company or a foundation.")),
)

DATASETS: Sequence[Dataset] = (
    Dataset(
        "campaigns",
        say("Campaigns"),
        say("Every campaign that has been open, with what its page says. What was given back is left out."),
        (
            ADDRESS,
            Column("title", say("Its title.")),
            Column("holder", say("The organisation that it pays.")),
            Column("holder_number", say("Its number: RNA, SIREN, SIRET, or in a court’s register.")),
            Column("place", say("The commune.")),
            Column("category", say("What it is about, as the territory calls it.")),
            Column("call", say("Last part of the address of the page of its call, after /calls/; or empty.")),
            Column(
                "outcome",
                say(
                    "open, deciding (its last day is over), funded, missed (below the threshold), cancelled."
                ),
            ),
            Column("first_day", say("On which people could give.")),
            Column("last_day", say("On which people could give.")),
            Column("goal", say("In euros.")),
            Column("threshold", say("From which the project receives the money, in euros.")),
            *AMOUNTS,
            Column("contributions", say("How many are in force.")),
            Column("donors", say("How many people gave them; who also gives for a body counts once more.")),
        ),
        _campaigns,
    ),
    Dataset(
        "matches",
        say("What partners add"),
        say("For each partner of each campaign that has been open."),
        (
            *PARTNER,
            Column("added", say("To what is in force now, in euros.")),
            Column("called", say("What it was called to pay once the campaign had succeeded, in euros.")),
            Column("called_on", say("The day of that call.")),
        ),
        _matches,
    ),
    Dataset(
        "commitments",
        say("What partners have promised"),
        say("For each partner of each campaign that has been open: by which rule, and up to how much."),
        (
            *PARTNER,
            Column("decision", say("Number of the deliberation or of the agreement.")),
            Column("signed_on", say("The day of the signature.")),
            Column(
                "rule",
                say("per_euro, lump (once residents did their part) or completion (what is then missing)."),
            ),
            Column("rate", say("What it adds to each euro, where the rule is per_euro.")),
            Column("condition_on", say("What lump and completion wait for: share, amount or donors.")),
            Column(
                "condition_least",
                say("From how much on: in hundredths of a percent of the goal, in cents, or in people."),
            ),
            Column("ceiling_signed", say("At most, as it was signed, in euros.")),
            Column("ceiling", say("At most, as it is now, in euros.")),
        ),
        _commitments,
    ),
    Dataset(
        "contributions-by-month",
        say("Contributions by month"),
        say("Of the whole territory, by the month of the payment. Months of few people stand together."),
        (
            Column("from_month", say("The first month of the row (YYYY-MM).")),
            Column("to_month", say("Its last month; the same, unless too few people gave in one.")),
            AMOUNTS[0],
            Column("contributions", say("How many are in force.")),
        ),
        _months,
    ),
    Dataset(
        "sums-by-place",
        say("Sums by place"),
        say("For each commune with a project, its sectors among it; empty for the whole territory."),
        (
            Column("place", say("The commune.")),
            Column("projects", say("How many have been open.")),
            *AMOUNTS,
        ),
        _places,
    ),
    Dataset(
        "sums-by-category",
        say("Sums by subject"),
        say("For each category with a project; empty for projects without one."),
        (
            Column("category", say("What it is about, as the territory calls it.")),
            Column("projects", say("How many have been open.")),
            *AMOUNTS,
        ),
        _categories,
    ),
    SUBVENTIONS,
)
