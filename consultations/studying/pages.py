"""What is overdue, for everyone: which idea, what is owed, by whom, since when."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from consultations.studying.lists import overdue
from consultations.studying.words import OWES
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, page

OVERDUE = "/ideas/overdue"

Number = Annotated[int, QueryParameter(name="number", ge=1, le=1_000)]


@get(OVERDUE)
async def overdue_ones(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number = 1
) -> Response[str]:
    """What has waited the longest stands first."""
    found = await overdue(reading, visitor.territory.id, number)
    return page(request, "consultations/studying/overdue.html", found=found, owes=OWES)


ROUTES = (overdue_ones,)
