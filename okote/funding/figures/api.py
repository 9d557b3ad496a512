"""Calls for projects and what came of each, for programs."""

from datetime import datetime
from functools import partial
from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Amount, Limit, Next
from okote.funding.calls import queries
from okote.funding.calls.queries import Told, path_of
from okote.funding.calls.rules import Standing
from okote.funding.figures.queries import outline_of_call
from okote.funding.figures.rules import LEAST, Figures
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading


class CallFacts(Struct, frozen=True):
    """A call for projects: until when people may apply, and by which criteria projects are chosen."""

    id: Annotated[UUID, Meta(description="What `call` takes where campaigns are narrowed.")]
    slug: Annotated[str, Meta(description="Its name in addresses.", examples=["se-nourrir-d-ici"])]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="In one line.")]
    text: Annotated[str, Meta(description="What it is about, plain text.")]
    criteria: Annotated[list[str], Meta(description="By which projects are chosen.")]
    state: Annotated[Standing, Meta(description="Whether it takes applications now; drafts are not told.")]
    opens_at: Annotated[datetime, Meta(description="From then on people may apply, UTC, ISO 8601.")]
    closes_at: Annotated[datetime, Meta(description="The first moment at which nobody may any more.")]

    @classmethod
    def of(cls, told: Told, site: str) -> Self:
        call = told.call
        return cls(
            id=call.id,
            slug=call.slug,
            url=f"{site}{path_of(call)}",
            title=call.title,
            text=call.text,
            criteria=call.criteria_listed,
            state=told.standing,
            opens_at=call.opens_at,
            closes_at=call.closes_at,
        )


class CallPage(Struct, frozen=True):
    """The latest made first."""

    items: Annotated[list[CallFacts], Meta(description="Those of this page.")]
    next: Next


class CallSums(Struct, frozen=True):
    """What came of the projects that answer a call, as their own pages show it."""

    projects: Annotated[int, Meta(description="Whose campaign has been open.")]
    succeeded: Annotated[int, Meta(description="That receive the money.")]
    decided: Annotated[int, Meta(description="Of which it is known whether they do.")]
    given: Annotated[Amount, Meta(description="What residents and bodies gave and is in force.")]
    public_partners: Annotated[Amount, Meta(description="What public partners add.")]
    companies: Annotated[Amount, Meta(description="What companies add.")]
    donors: Annotated[int | None, Meta(description=f"Who gave; null of fewer than {LEAST} people.")]

    @classmethod
    def of(cls, figures: Figures) -> Self:
        sums, people = figures.all_, figures.givers.people
        return cls(
            projects=sums.projects,
            succeeded=figures.funded,
            decided=figures.decided,
            given=Amount.of(sums.given),
            public_partners=Amount.of(sums.public),
            companies=Amount.of(sums.companies),
            donors=people if people >= LEAST else None,
        )


class CallWithSums(Struct, frozen=True):
    """A call as its page tells it."""

    call: Annotated[CallFacts, Meta(description="What lists show of it.")]
    figures: Annotated[CallSums, Meta(description="What came of it by now.")]


class CallsApi(Api):
    path = f"{V1}/calls"

    @get(
        summary="Calls for projects",
        operation_id="listCalls",
        tags=["Campaigns"],
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> CallPage:
        """Those that are coming, open or over, with their criteria."""
        found = partial(queries.newest, reading, visitor.territory.id)
        rows, following = await cursors(request, "calls").page(found, cursor, limit, lambda row: row.call.id)
        return CallPage([CallFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/{slug:str}",
        summary="One call for projects",
        operation_id="getCall",
        tags=["Campaigns"],
        response_headers=FOR_EVERYONE,
    )
    async def one(
        self,
        visitor: TheVisitor,
        reading: Reading,
        slug: Annotated[str, PathParameter(description="A call's name in addresses.")],
    ) -> CallWithSums:
        """With its figures; its campaigns are in `listCampaigns`."""
        told = await queries.call_of(reading, visitor.territory.id, slug)
        territory = visitor.territory
        figures = await outline_of_call(reading, territory, told.call.id, language=territory.languages[0])
        return CallWithSums(CallFacts.of(told, visitor.address), CallSums.of(figures))


ROUTES = (CallsApi,)
