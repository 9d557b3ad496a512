"""For everyone: how procedures fare over time, and what was done of what people said."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromQuery

from consultations.actions.words import ORIGINS, STATES, TONES
from consultations.measures.words import QUESTIONS
from consultations.observatory import queries
from consultations.procedures.pages import chosen
from consultations.procedures.queries import Wanted, catalogue
from consultations.procedures.rules import Channel
from consultations.procedures.words import CHANNELS
from consultations.services.queries import services
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, page_for_all, wording_of
from okote.web.pagination import Number, Paged
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

OBSERVATORY = "/observatory"

PER_PAGE = 8
"""Each with up to six pictures: more are slow to draw on a phone."""


@get(OBSERVATORY, opt={ALIKE: True})
async def observatory(
    request: AnyRequest,
    visitor: TheVisitor,
    service: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    number: Number = 1,
) -> Response[str]:
    """By name, never by how well they fare: services are not ranked."""
    wanted = Wanted(service=chosen(UUID, service), channel=chosen(Channel, channel))
    here, words = visitor.territory, wording_of(request)

    async def read(db: ReadSession) -> Mapping[str, Any]:
        listed = await catalogue(db, here.id, wanted, number, PER_PAGE)
        found = await queries.observed(db, here, listed.rows)
        return {
            "procedures": Paged(found, listed.first, listed.previous, listed.next),
            "wanted": wanted,
            "questions": QUESTIONS,
            "services": [(str(one.id), one.name) for one in await services(db, here.id)],
            "channels": [(one.value, words.say(label)) for one, label in CHANNELS.items()],
        }

    return await page_for_all(request, "consultations/observatory/observatory.html", read)


@get(f"{OBSERVATORY}/heard", opt={ALIKE: True})
async def heard(request: AnyRequest, visitor: TheVisitor, number: Number = 1) -> Response[str]:
    """You said, we did: what is done first, what was given up last."""

    async def read(db: ReadSession) -> Mapping[str, Any]:
        kept = await queries.kept(db, visitor.territory.id, number)
        return {"kept": kept, "states": STATES, "tones": TONES, "origins": ORIGINS}

    return await page_for_all(request, "consultations/observatory/heard.html", read)


ROUTES: Sequence[Any] = (observatory, heard)
