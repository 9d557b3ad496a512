"""A campaign passed on: a poster for a wall, a card for another site."""

from litestar import Response, get
from litestar.params import FromPath

from okote.funding.showcase import queries
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.pages import AnyRequest, Reading, page
from okote.web.security import EMBEDDED
from payments.money import Money


@get("/campaigns/{slug:str}/poster")
async def poster(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """As long as scanning it leads to somewhere one can give."""
    shown = await queries.campaign(reading, visitor.territory.id, slug)
    if not shown.open:
        raise NotFoundError
    address = f"{visitor.address}/{visitor.language}/campaigns/{slug}"
    return page(request, "funding/poster.html", shown=shown, euro=Money.of(1), address=address)


@get("/embed/campaigns/{slug:str}", response_headers=EMBEDDED)
async def embedded(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Nothing in it is the visitor's, and nothing can be pressed but the way to the campaign."""
    shown = await queries.campaign(reading, visitor.territory.id, slug)
    card = page(request, "funding/embedded.html", shown=shown)
    card.cookies.clear()  # what was said last waits for a page that shows it
    return card


ROUTES = (poster, embedded)
