"""For everyone: how procedures fare over time, and what was done of what people said."""

from collections.abc import Sequence
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
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.pagination import Number, Paged

OBSERVATORY = "/observatory"

PER_PAGE = 8
"""Each with up to six pictures: more are slow to draw on a phone."""


@get(OBSERVATORY)
async def observatory(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    service: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    number: Number = 1,
) -> Response[str]:
    """By name, never by how well they fare: services are not ranked."""
    wanted = Wanted(service=chosen(UUID, service), channel=chosen(Channel, channel))
    here, words = visitor.territory, wording_of(request)
    listed = await catalogue(reading, here.id, wanted, number, PER_PAGE)
    found = await queries.observed(reading, here, listed.rows)
    return page(
        request,
        "consultations/observatory/observatory.html",
        procedures=Paged(found, listed.first, listed.previous, listed.next),
        wanted=wanted,
        questions=QUESTIONS,
        services=[(str(one.id), one.name) for one in await services(reading, here.id)],
        channels=[(one.value, words.say(label)) for one, label in CHANNELS.items()],
    )


@get(f"{OBSERVATORY}/heard")
async def heard(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number = 1
) -> Response[str]:
    """You said, we did: what is done first, what was given up last."""
    return page(
        request,
        "consultations/observatory/heard.html",
        kept=await queries.kept(reading, visitor.territory.id, number),
        states=STATES,
        tones=TONES,
        origins=ORIGINS,
    )


ROUTES: Sequence[Any] = (observatory, heard)
