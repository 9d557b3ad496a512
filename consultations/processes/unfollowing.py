"""The link at the foot of a letter about a consultation, and the button that mail programs make of it."""

from uuid import UUID

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK
from sqlmodel import col, select

from consultations.processes.following import silence
from consultations.processes.models import Process, ProcessFollow
from okote.house import House, TheHouse
from okote.identity.limited import UNLIMITED
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.settings import Settings
from okote.territories.queries import one_of
from okote.web.csrf import SIGNED_OTHERWISE
from okote.web.pages import AnyRequest, Reading, Writing, page, to
from okote.web.seals import Seal
from payments.sessions import ReadSession

HERE = "/no-more-mails"
ONE_CLICK = "List-Unsubscribe"
"""The field that mail programs send."""

UNCOUNTED = "A mail program may press it for all its readers; it writes once for each link that we sent."
HEX = 32


def path_for(settings: Settings, person_id: UUID, process_id: UUID) -> str:
    """Without language. It never expires: an old letter must still be able to be the last."""
    return f"{HERE}/{_seal(settings).sealed(person_id.hex + process_id.hex)}"


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "process-unfollow")


@get(f"{HERE}/{{token:str}}")
async def ask(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, house: TheHouse, token: FromPath[str]
) -> Response[str]:
    """Looking at it ends nothing: programs that check links for viruses look too."""
    person_id, process = await _found(reading, visitor, house, token)
    ended = select(ProcessFollow.since).where(
        ProcessFollow.person_id == person_id,
        ProcessFollow.process_id == process.id,
        col(ProcessFollow.ended_at).is_not(None),
    )
    followed = (await reading.exec(ended)).first() is None
    return page(
        request, "consultations/processes/unfollow.html", process=process, token=token, followed=followed
    )


@post(f"{HERE}/{{token:str}}", opt={SIGNED_OTHERWISE: True, UNLIMITED: UNCOUNTED})
async def end(
    request: AnyRequest, visitor: TheVisitor, db: Writing, house: TheHouse, token: FromPath[str]
) -> Response[str] | Redirect:
    """Without signing in, at once. A mail program is answered itself, since it may follow no redirect."""
    person_id, process = await _found(db, visitor, house, token)
    await silence(db, process.id, person_id)
    if ONE_CLICK in await request.form():
        return Response("OK", media_type=MediaType.TEXT, status_code=HTTP_200_OK)
    return to(request, f"{HERE}/{token}")


async def _found(db: ReadSession, visitor: Visitor, house: House, token: str) -> tuple[UUID, Process]:
    """NotFoundError for what we did not seal, or for another territory."""
    said = _seal(house.settings).opened(token)
    if said is None:
        raise NotFoundError
    return UUID(said[:HEX]), await one_of(db, Process, visitor.territory.id, UUID(said[HEX:]))


ROUTES = (ask, end)
