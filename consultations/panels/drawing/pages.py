"""The draw of a panel for everyone: what was frozen, which panels may sit, and how to draw it again."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from consultations.panels.drawing import queries
from consultations.panels.drawing.queries import Lottery, report_of
from consultations.panels.drawing.rules import DrawState
from consultations.panels.drawing.words import ALGORITHMS, ALGORITHMS_MEAN, STATES, TONES
from consultations.panels.pages import PANELS
from consultations.panels.queries import panel_of
from consultations.panels.sortition import draw as program
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.downloads import published
from okote.web.pages import AnyRequest, Reading, page
from okote.web.pagination import Number, numbered

HERE = f"{PANELS}/{{slug:str}}/draw"
AT_ONCE = 8
"""Candidate panels on one page."""
PROGRAM = Path(program.__file__).read_text(encoding="utf-8")

Looked = Annotated[str, QueryParameter(max_length=60)]
"""A private number, as somebody types it."""
Of = Annotated[int | None, QueryParameter(ge=1, le=1_000)]
"""Which draw of a panel that was drawn for several times, from one; the latest without it."""


@get(HERE)
async def draw(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    slug: FromPath[str],
    number: Number = 1,
    mine: Looked = "",
    of: Of = None,
) -> Response[str]:
    """Numbers, hash, chances and the way to replay it: never anything about anybody."""
    told = await panel_of(reading, visitor.territory.id, slug)
    draws = await queries.draws_of(reading, visitor.territory.id, told.panel.id)
    known = queries.counting(draws)
    if of is not None and of > len(known):
        raise NotFoundError
    which = of or len(known)
    live = known[which - 1] if known else None
    report = report_of(live) if live else None
    lottery = Lottery(report) if report else None
    candidates = lottery.panels((number - 1) * AT_ONCE, AT_ONCE + 1) if lottery else []
    return page(
        request,
        "consultations/panels/draw/public.html",
        told=told,
        draw=live,
        which=which,
        known=known,
        void=[one for one in draws if one.state is DrawState.VOID],
        report=report,
        lottery=lottery,
        candidates=numbered(candidates, number, AT_ONCE),
        mine=mine.strip(),
        chance=lottery.chance(mine) if lottery and mine.strip() else None,
        states=STATES,
        tones=TONES,
        algorithms=ALGORITHMS,
        meanings=ALGORITHMS_MEAN,
    )


@get(f"{HERE}/report.json")
async def report(visitor: TheVisitor, reading: Reading, slug: FromPath[str], of: Of = None) -> Stream:
    """As it was sealed and, once it is drawn, what followed; NotFoundError before."""
    told = await panel_of(reading, visitor.territory.id, slug)
    found = await queries.published(reading, visitor.territory.id, told.panel.id, of)
    if found.report is None:
        raise NotFoundError
    return published(_whole(found.report), "application/json", "report.json")


@get(f"{HERE}/draw.py")
async def replay(visitor: TheVisitor, reading: Reading, slug: FromPath[str]) -> Stream:
    """The last step, for anyone who has Python and nothing else."""
    await panel_of(reading, visitor.territory.id, slug)
    return published(_whole(PROGRAM), "text/x-python", "draw.py")


async def _whole(text: str) -> AsyncIterator[str]:
    yield text


ROUTES = (draw, report, replay)
