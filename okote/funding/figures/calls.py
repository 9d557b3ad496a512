"""Calls for projects, for everyone: what each asks for, the projects that answer it, and its figures."""

from litestar import Response, get
from litestar.params import FromPath

from okote.funding.calls import queries
from okote.funding.calls.rules import Standing
from okote.funding.figures.pages import charts
from okote.funding.figures.queries import figures_of_call, outline_of_call
from okote.funding.figures.rules import LEAST
from okote.funding.permissions import may_write_campaigns
from okote.funding.showcase.finding import Wanted
from okote.funding.showcase.queries import campaigns
from okote.identity.visitors import TheVisitor
from okote.search import Typed
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.pagination import Number, numbered

PER_PAGE = 20
"""Calls that are over; the others are few."""


@get("/calls")
async def calls(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, number: Number = 1, q: Typed = ""
) -> Response[str]:
    """All of the territory, or those that say what is looked for."""
    typed = q.strip()
    found = await queries.published(reading, visitor.territory.id, typed)
    over = [one for one in found if one.standing is Standing.OVER][(number - 1) * PER_PAGE :]
    current = [one for one in found if one.standing is not Standing.OVER]
    return page(
        request,
        "funding/calls/calls.html",
        typed=typed,
        open=[one for one in reversed(current) if one.open],
        coming=[one for one in reversed(current) if not one.open],
        over=numbered(over, number, PER_PAGE),
    )


@get("/calls/{slug:str}")
async def call(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str], number: Number = 1
) -> Response[str]:
    """What it asks for, by which criteria, until when; then what came of it."""
    told = await queries.call_of(reading, visitor.territory.id, slug)
    answering = await campaigns(reading, visitor.territory.id, number, Wanted(call=told.call.id))
    outline = None
    if answering.rows:
        outline = await outline_of_call(reading, visitor.territory, told.call.id, language=visitor.language)
    return page(
        request,
        "funding/calls/call.html",
        told=told,
        campaigns=answering,
        figures=outline,
        least=LEAST,
        writes=visitor.person is not None and may_write_campaigns(visitor),
    )


@get("/calls/{slug:str}/figures")
async def figures_of(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """The territory's own, of the projects that answer it."""
    told = await queries.call_of(reading, visitor.territory.id, slug)
    found = await figures_of_call(reading, visitor.territory, told.call.id, language=visitor.language)
    return page(
        request,
        "funding/figures/figures.html",
        call=told.call,
        reports=(),
        **charts(wording_of(request), found),
    )


ROUTES = (calls, call, figures_of)
