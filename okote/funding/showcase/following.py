"""Following: a button on each campaign, and what one follows."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.funding.following import service
from okote.funding.following.queries import followed_by
from okote.funding.showcase import queries
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to

MINE = "/my/follows"


@post("/campaigns/{slug:str}/follow", guards=[requires(signed_in)])
async def follow(request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]) -> Redirect:
    """Have its letters from now on."""
    shown = await queries.campaign(db, visitor.territory.id, slug)
    await service.follow(db, shown.campaign.id, by=visitor)
    text = say("You follow this campaign: you will have its news by mail.")
    return said(to(request, f"/campaigns/{slug}"), "success", text)


@post("/campaigns/{slug:str}/unfollow", guards=[requires(signed_in)])
async def unfollow(request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]) -> Redirect:
    """Back to where the button was: the campaign, or the list of one's own."""
    shown = await queries.campaign(db, visitor.territory.id, slug)
    await service.unfollow(db, shown.campaign.id, by=visitor)
    listed = (await request.form()).get("listed") == "yes"
    text = say("You no longer follow this campaign. Your contributions stay as they are.")
    return said(to(request, MINE if listed else f"/campaigns/{slug}"), "success", text)


@get(MINE, guards=[requires(signed_in)])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """All that I follow here."""
    person = person_of(visitor)
    followed = await followed_by(reading, visitor.territory.id, person.id)
    return page(request, "funding/my_follows.html", followed=followed, has_address=person.email is not None)


ROUTES = (follow, unfollow, mine)
