"""The first page of the site: what each feature shows of itself there."""

from collections.abc import Sequence

from litestar import Response, get

from okote.feature import Found, Place, Section
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.pages import AnyRequest, Reading, page, sections_of
from payments.sessions import ReadSession

HOME = "/"


@get(HOME)
async def home(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """Where no feature has a first page of its own."""
    return page(request, "home.html", shown=await shown_at_home(request, visitor, reading))


async def shown_at_home(
    request: AnyRequest, visitor: Visitor, reading: ReadSession
) -> Sequence[tuple[Section, Sequence[Found]]]:
    """Each section that stands on the first page, with a few things of it."""
    return [
        (section, await section.shows(reading, visitor) if section.shows else ())
        for section in sections_of(request, Place.HOME, visitor)
    ]
