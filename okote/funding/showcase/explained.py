"""How giving works here, and what it costs: the territory's own figures, in words."""

from litestar import Response, get

from okote.funding.terms.queries import terms_of
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page


@get("/how-it-works")
async def how_it_works(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "funding/how_it_works.html", terms=terms)


@get("/fees-and-refunds")
async def fees_and_refunds(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "funding/fees_and_refunds.html", terms=terms)


ROUTES = (how_it_works, fees_and_refunds)
