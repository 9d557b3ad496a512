"""The search of the whole site: what its features find, and the pages of its menus."""

from collections.abc import Sequence
from typing import Annotated, cast

from litestar import Response, get
from litestar.params import QueryParameter

from okote.feature import Found, Place, SearchSource
from okote.identity.limited import LIMITS, SEARCHES
from okote.identity.visitors import TheVisitor
from okote.platform.search import mentions, question
from okote.web.pages import AnyRequest, Reading, page, sections_of, wording_of

MOST_TYPED = 100

Typed = Annotated[str, QueryParameter(name="q", max_length=MOST_TYPED)]
"""As a route asks what was typed."""


@get("/search", opt={LIMITS: (SEARCHES,)})
async def search(request: AnyRequest, visitor: TheVisitor, reading: Reading, q: Typed = "") -> Response[str]:
    """By words, in everything that the visitor may see."""
    typed = q.strip()
    answered: list[tuple[SearchSource, Sequence[Found]]] = []
    if question(typed) is not None:
        sources = cast("Sequence[SearchSource]", request.app.state["search"])
        answered = [(source, await source.find(reading, visitor, typed)) for source in sources]
    return page(
        request,
        "search.html",
        typed=typed,
        answered=[(source, found) for source, found in answered if found],
        pages=_pages(request, typed),
        asked=question(typed) is not None,
    )


def _pages(request: AnyRequest, typed: str) -> Sequence[Found]:
    """The entries of the menus whose names have these words."""
    if question(typed) is None:
        return []
    wording = wording_of(request)
    entries = {
        section.path: wording.say(section.label) for place in Place for section in sections_of(request, place)
    }
    return [Found(label, path) for path, label in entries.items() if mentions(label, typed)]
