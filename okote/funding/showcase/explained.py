"""How giving works here, what it costs and what binds whom: the territory's own figures, in words."""

from litestar import Response, get

from okote.funding.calls.queries import published as published_calls
from okote.funding.campaigns.checklist.queries import items as checklist
from okote.funding.conditions.rules import CURRENT
from okote.funding.terms.models import FundingTerms
from okote.funding.terms.queries import terms_of
from okote.funding.terms.rules import Example, Terms, example
from okote.identity.visitors import TheVisitor
from okote.territories.models import PlaceKind
from okote.territories.queries import places
from okote.web.pages import AnyRequest, Reading, page
from payments.money import Money

LATEST_CALLS = 12
"""Whose criteria stand on one page; those of all stand on their own."""

GOAL = Money.of(12_000)
"""Of the campaign that is made up."""


@get("/how-it-works")
async def how_it_works(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "funding/how_it_works.html", terms=terms)


@get("/fees-and-refunds")
async def fees_and_refunds(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """With a campaign made up as an example, worked out by the rules that decide on real ones."""
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "funding/fees_and_refunds.html", terms=terms, example=_example(terms))


def _example(terms: FundingTerms) -> Example:
    return example(
        Terms(
            goal=GOAL,
            threshold_bp=terms.threshold_bp,
            threshold_on=terms.threshold_on,
            commission_bp=terms.commission_bp,
            commission_on=terms.commission_on,
            vat_bp=terms.vat_bp,
        )
    )


@get("/terms-of-use")
async def terms_of_use(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "funding/terms_of_use.html", terms=terms, version=CURRENT)


@get("/selection-criteria")
async def selection_criteria(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """With the criteria of its latest calls, and the points of its own checklist."""
    found = await places(reading, visitor.territory.id)
    items = await checklist(reading, visitor.territory.id)
    return page(
        request,
        "funding/selection_criteria.html",
        places=[place.name for place in found if place.kind is PlaceKind.COMMUNE],
        calls=(await published_calls(reading, visitor.territory.id))[:LATEST_CALLS],
        checks=[item.name(visitor.language) for item in items],
    )


@get("/when-something-goes-wrong")
async def when_something_goes_wrong(request: AnyRequest) -> Response[str]:
    return page(request, "funding/wrong.html")


ROUTES = (how_it_works, fees_and_refunds, terms_of_use, selection_criteria, when_something_goes_wrong)
