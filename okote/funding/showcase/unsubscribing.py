"""The link at the foot of a letter, and the button that mail programs make of it (RFC 8058)."""

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from okote.funding.campaigns.models import Campaign
from okote.funding.following.queries import is_silent
from okote.funding.following.service import silence
from okote.funding.letters.unsubscribing import Subscription, read
from okote.house import House, TheHouse
from okote.identity.limited import UNLIMITED
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import one_of
from okote.web.csrf import SIGNED_OTHERWISE
from okote.web.pages import AnyRequest, Reading, Writing, page, to
from payments.sessions import ReadSession

ONE_CLICK = "List-Unsubscribe"
"""The field that mail programs send."""


@get("/unsubscribe/{token:str}")
async def ask(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, house: TheHouse, token: FromPath[str]
) -> Response[str]:
    """Looking at it ends nothing: programs that check links for viruses look too."""
    subscription, campaign = await _found(reading, visitor, house, token)
    silent = await is_silent(reading, subscription.campaign_id, subscription.person_id)
    return page(request, "funding/unsubscribe.html", campaign=campaign, token=token, silent=silent)


UNCOUNTED = "A mail program may press it for all its readers; it writes once for each link that we sent."


@post("/unsubscribe/{token:str}", opt={SIGNED_OTHERWISE: True, UNLIMITED: UNCOUNTED})
async def end(
    request: AnyRequest, visitor: TheVisitor, db: Writing, house: TheHouse, token: FromPath[str]
) -> Response[str] | Redirect:
    """Without signing in, at once. A mail program is answered itself, since it may follow no redirect."""
    subscription, _ = await _found(db, visitor, house, token)
    await silence(db, subscription.campaign_id, subscription.person_id)
    if ONE_CLICK in await request.form():
        return Response("OK", media_type=MediaType.TEXT, status_code=HTTP_200_OK)
    return to(request, f"/unsubscribe/{token}")


async def _found(
    db: ReadSession, visitor: Visitor, house: House, token: str
) -> tuple[Subscription, Campaign]:
    """NotFoundError for what we did not seal, or for another territory."""
    subscription = read(house.settings, token)
    if subscription is None:
        raise NotFoundError
    return subscription, await one_of(db, Campaign, visitor.territory.id, subscription.campaign_id)


ROUTES = (ask, end)
