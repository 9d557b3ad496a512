"""Panels for everyone: all of them, and one with what it asks for."""

from litestar import Response, get
from litestar.params import FromPath

from consultations.panels import queries
from consultations.panels.features import features_of
from consultations.panels.rules import PanelStanding
from consultations.panels.words import KIND_POWERS, KINDS, STANDINGS, TONES
from okote.identity.visitors import TheVisitor
from okote.search import Typed
from okote.web.pages import AnyRequest, Reading, page
from okote.web.shared import ALIKE

PANELS = "/panels"


@get(PANELS, opt={ALIKE: True})
async def panels(request: AnyRequest, visitor: TheVisitor, reading: Reading, q: Typed = "") -> Response[str]:
    """Those that look for volunteers first, or those that are looked for."""
    found = await queries.published(reading, visitor.territory.id, q.strip())
    first = (PanelStanding.OPEN, PanelStanding.COMING, PanelStanding.OVER, PanelStanding.ENDED)
    return page(
        request,
        "consultations/panels/list.html",
        panels=sorted(found, key=lambda one: first.index(one.standing)),
        typed=q.strip(),
        kinds=KINDS,
        labels=STANDINGS,
        tones=TONES,
    )


@get(f"{PANELS}/{{slug:str}}", opt={ALIKE: True})
async def panel(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """What it is for, what is asked and given back, who is looked for, and until when."""
    told = await queries.panel_of(reading, visitor.territory.id, slug)
    person, size = visitor.person, await queries.pool_size(reading, told.panel.id)
    return page(
        request,
        "consultations/panels/panel.html",
        told=told,
        features=await features_of(reading, told.panel.id),
        size=size if size >= told.panel.smallest_group else None,
        own=person is not None and await queries.said_by(reading, told.panel.id, person.id) is not None,
        kinds=KINDS,
        powers=KIND_POWERS,
        labels=STANDINGS,
        tones=TONES,
    )


ROUTES = (panels, panel)
