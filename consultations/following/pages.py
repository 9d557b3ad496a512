"""Follow and follow no more; what I follow; the link at the foot of a mail."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK

from consultations.following import digest, queries, service
from consultations.following.subjects import TheFollowed
from okote.identity.limited import UNLIMITED
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.platform.mail.wishes import refused_by
from okote.web.csrf import SIGNED_OTHERWISE
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from payments.sessions import ReadSession

MINE = "/my/following"
ONE = "/follows/{kind:str}/{subject_id:uuid}"
STOP = "/unsubscribe/digest/{token:str}"

ONE_CLICK = "List-Unsubscribe"
"""The field that mail programs send (RFC 8058)."""


async def bell(db: ReadSession, visitor: Visitor, kind: str, subject_id: UUID) -> dict[str, Any]:
    """What the button on a subject's page needs; its values go to the template as they are."""
    person = visitor.person
    follows = person is not None and await queries.follows(db, person.id, kind, subject_id)
    return {"bell": {"path": f"/follows/{kind}/{subject_id}", "follows": follows}}


@post(ONE, guards=[requires(signed_in)])
async def follow(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    followed: TheFollowed,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
) -> Redirect:
    found = await followed.subject(db, visitor, kind, subject_id)
    await service.follow(db, followed, kind, subject_id, by=visitor)
    text = say("You follow this: what is new of it comes by mail, once a day at most.")
    return said(to(request, found.path), "success", text)


@post(f"{ONE}/end", guards=[requires(signed_in)])
async def unfollow(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    followed: TheFollowed,
    kind: FromPath[str],
    subject_id: FromPath[UUID],
) -> Redirect:
    """Also of what can no longer be seen."""
    await service.unfollow(db, followed, kind, subject_id, by=visitor)
    return said(to(request, MINE), "success", say("You no longer follow this."))


@get(MINE, guards=[requires(signed_in)])
async def mine(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, followed: TheFollowed
) -> Response[str]:
    """What I follow here, each with the way to end it."""
    person = person_of(visitor)
    return page(
        request,
        "consultations/following/mine.html",
        followed=await queries.followed_by(reading, followed, visitor),
        labels={kind: one.label for kind, one in followed.kinds.items()},
        has_address=person.email is not None,
        refused=digest.DIGEST.name in await refused_by(reading, person.id),
    )


@get(STOP)
async def ask_stop(
    request: AnyRequest, reading: Reading, settings: TheSettings, token: FromPath[str]
) -> Response[str]:
    """Looking at it ends nothing: programs that check links for viruses look too."""
    person_id = digest.opened(settings, token)
    if person_id is None:
        raise NotFoundError
    ended = await digest.ended(reading, person_id)
    return page(request, "consultations/following/stop.html", token=token, ended=ended)


UNCOUNTED = "A mail program may press it for all its readers; it writes once for each link that we sent."


@post(STOP, opt={SIGNED_OTHERWISE: True, UNLIMITED: UNCOUNTED})
async def stop(
    request: AnyRequest, db: Writing, settings: TheSettings, token: FromPath[str]
) -> Response[str] | Redirect:
    """Without signing in, at once. A mail program is answered itself, since it may follow no redirect."""
    if not await digest.end_by_link(db, settings, token):
        raise NotFoundError
    if ONE_CLICK in await request.form():
        return Response("OK", media_type=MediaType.TEXT, status_code=HTTP_200_OK)
    return to(request, f"/unsubscribe/digest/{token}")


ROUTES = (follow, unfollow, mine, ask_stop, stop)
