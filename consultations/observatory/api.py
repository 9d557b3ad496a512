"""Procedures with all that is told of them, for programs."""

from typing import Annotated, Self

from litestar import get
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from consultations.measures.statistics.axes import Axis
from consultations.observatory import queries
from consultations.observatory.queries import Observed, Tried
from consultations.procedures.api import ProcedureFacts
from consultations.procedures.queries import Wanted, newest
from consultations.procedures.rules import Channel
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE

Count = Annotated[int, Meta(ge=0, description="How many.")]


class TriedVersion(Struct, frozen=True):
    """A published test, where enough testers answered."""

    url: Annotated[str, Meta(description="Of its page.")]
    version: Annotated[int, Meta(description="The number of the version that was tried.")]
    published_at: Moment
    testers: Count
    favourable: Annotated[
        dict[Axis, int], Meta(description="By question, how many gave one of the two upper of five levels.")
    ]

    @classmethod
    def of(cls, tried: Tried, site: str) -> Self:
        return cls(
            url=f"{site}/tests/{tried.slug}",
            version=tried.version,
            published_at=tried.published_at,
            testers=tried.testers,
            favourable={axis: share.count for axis, share in tried.favourable.items()},
        )


class ObservedProcedure(Struct, frozen=True):
    """What is told of a procedure; its ratings themselves are at `/procedures/{slug}/ratings`."""

    procedure: Annotated[ProcedureFacts, Meta(description="As everyone sees it.")]
    ratings: Count
    tests: Annotated[list[TriedVersion], Meta(description="The oldest first.")]
    findings: Count
    answered: Annotated[int, Meta(description="Findings that the service has answered.")]
    promised: Annotated[int, Meta(description="Actions that came of them, once they are decided.")]
    done: Annotated[int, Meta(description="Such actions that are carried out.")]

    @classmethod
    def of(cls, one: Observed, site: str) -> Self:
        heard = one.heard
        return cls(
            procedure=ProcedureFacts.of(one.shown, site),
            ratings=one.figures.number,
            tests=[TriedVersion.of(tried, site) for tried in one.tests],
            findings=heard.told,
            answered=heard.answered,
            promised=heard.promised,
            done=heard.done,
        )


class ObservatoryPage(Struct, frozen=True):
    """The latest made first."""

    items: Annotated[list[ObservedProcedure], Meta(description="Those of this page.")]
    next: Next


class ObservatoryApi(Api):
    path = V1

    @get(
        "/observatory",
        summary="The observatory of procedures",
        operation_id="listObservedProcedures",
        tags=["Procedures"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        channel: Annotated[Channel | None, QueryParameter(description="That can be gone about so.")] = None,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> ObservatoryPage:
        """What panels found, and what was done of it, procedure by procedure."""
        here, territory = cursors(request, "observatory"), visitor.territory
        wanted = Wanted(channel=channel)
        found = await newest(reading, territory.id, wanted, before=here.last(cursor), most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.procedure.id)
        told = await queries.observed(reading, territory, rows)
        return ObservatoryPage([ObservedProcedure.of(one, visitor.address) for one in told], following)


ROUTES = (ObservatoryApi,)
