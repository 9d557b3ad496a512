"""Opinions of a panel for everyone, each beside its answer."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from consultations.panels.opinions import queries
from consultations.panels.opinions.words import STATES, TONES
from consultations.panels.pages import PANELS
from consultations.panels.queries import panel_of
from okote.identity.visitors import TheVisitor
from okote.search import Typed
from okote.web.pages import AnyRequest, Reading, page
from okote.web.pagination import ONE_MORE, Before, latest
from okote.web.shared import ALIKE

OPINIONS = "/opinions"


@get(f"{PANELS}/{{slug:str}}/opinions", opt={ALIKE: True})
async def opinions(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """The latest first, with who answers and by when."""
    told = await panel_of(reading, visitor.territory.id, slug)
    found = await queries.published(reading, visitor.territory, slug)
    return page(
        request,
        "consultations/panels/opinions/list.html",
        panel=told.panel,
        opinions=found,
        states=STATES,
        tones=TONES,
    )


@get(f"{PANELS}/{{slug:str}}/opinions/{{opinion_id:uuid}}", opt={ALIKE: True})
async def opinion(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    slug: FromPath[str],
    opinion_id: FromPath[UUID],
) -> Response[str]:
    """What the panel says, how it voted, who thinks otherwise, and the answer."""
    told = await queries.one_published(reading, visitor.territory, slug, opinion_id)
    corrected = await queries.corrections(reading, [told.opinion.id])
    return page(
        request,
        "consultations/panels/opinions/one.html",
        told=told,
        corrections=corrected.get(told.opinion.id, ()),
        states=STATES,
        tones=TONES,
    )


@get(OPINIONS, opt={ALIKE: True})
async def every_opinion(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, q: Typed = "", before: Before = None
) -> Response[str]:
    """Of all panels, the latest first, or those that are looked for."""
    typed = q.strip()
    found = await queries.newest(reading, visitor.territory, typed=typed, before=before, most=ONE_MORE)
    return page(
        request,
        "consultations/panels/opinions/every.html",
        opinions=latest(found, before, key=lambda one: one.opinion.id),
        typed=typed,
        states=STATES,
        tones=TONES,
    )


ROUTES = (opinions, opinion, every_opinion)
