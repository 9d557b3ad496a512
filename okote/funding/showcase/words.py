"""A donor takes down what others see of a contribution."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.pledges.words import hide as hide_words
from okote.funding.showcase import queries
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to


@get("/my/pledges/{pledge_id:uuid}/hide", guards=[requires(signed_in)])
async def confirm_hide(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, pledge_id: FromPath[UUID]
) -> Response[str]:
    """Says what goes and what stays: it can't be undone."""
    person = person_of(visitor)
    found = await queries.pledge_of(reading, visitor.territory.id, person.id, pledge_id)
    return page(request, "funding/hide.html", mine=found)


@post("/my/pledges/{pledge_id:uuid}/hide", guards=[requires(signed_in)])
async def hide(request: AnyRequest, visitor: TheVisitor, db: Writing, pledge_id: FromPath[UUID]) -> Redirect:
    await hide_words(db, pledge_id, by=visitor)
    return said(to(request, "/my/pledges"), "success", say("Your name and your message are no longer shown."))


ROUTES = (confirm_hide, hide)
