"""The draw of a panel, for programs: what was frozen, and the report that anyone can replay."""

from datetime import date
from typing import Annotated, Self

from litestar import get
from msgspec import Meta, Struct

from consultations.panels.api import PanelSlug
from consultations.panels.drawing import queries
from consultations.panels.drawing.models import Draw
from consultations.panels.drawing.queries import report_of
from consultations.panels.drawing.rules import DrawState
from consultations.panels.queries import panel_of
from consultations.panels.sortition.report import Algorithm, Report
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.schemas import Moment
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.pages import Reading
from okote.web.shared import ALIKE


class ReportFacts(Struct, frozen=True):
    """What a report comes to; the report itself lies at `report_url`."""

    seal: Annotated[str, Meta(description="SHA-256 of all that was fixed before the public draw.")]
    made_with: Annotated[str, Meta(description="The programs that made the lottery, with their versions.")]
    candidate_panels: Annotated[int, Meta(description="How many panels may sit, or might have.")]
    tickets: Annotated[int, Meta(description="Of the lottery over them.")]
    least_tickets: Annotated[int, Meta(description="On how many of them anybody within reach is at least.")]
    out_of_reach: Annotated[int, Meta(description="People whom no panel within the quotas can have.")]
    result: Annotated[str | None, Meta(description="The numbers of the public draw; null before.")]
    ticket: Annotated[int | None, Meta(description="Which one they make, counted from nought.")]
    panel: Annotated[list[str] | None, Meta(description="The private numbers of those who were drawn.")]

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls(
            seal=report.seal,
            made_with=report.made_with,
            candidate_panels=len(report.panels),
            tickets=report.smallest.of,
            least_tickets=report.smallest.tickets,
            out_of_reach=report.pool.out_of_reach,
            result=report.result,
            ticket=report.ticket,
            panel=None if report.panel is None else list(report.panel),
        )


class DrawFacts(Struct, frozen=True):
    """A draw: nothing about anybody but private numbers, which lead to nobody."""

    number: Annotated[
        int | None,
        Meta(
            description="Which of the draws that count, from 1; those after it are for seats that were left."
        ),
    ]
    state: Annotated[DrawState, Meta(description="Where it stands.")]
    algorithm: Annotated[Algorithm, Meta(description="How its lottery is made.")]
    seats: Annotated[int, Meta(description="How many it draws for.")]
    pool_size: Annotated[int, Meta(description="How many people may be drawn.")]
    excluded: Annotated[int, Meta(description="How many volunteers may not.")]
    pool_sha256: Annotated[str, Meta(description="Of the frozen pool, which holds a secret salt.")]
    frozen_at: Annotated[Moment, Meta(description="Since when nobody comes into the pool.")]
    lottery: Annotated[str, Meta(description="The public draw that decides.")]
    lottery_on: Annotated[date, Meta(description="Its day.")]
    which_numbers: Annotated[str, Meta(description="Of it, in which order.")]
    void_reason: Annotated[str | None, Meta(description="Why it is void; null where it is not.")]
    report_url: Annotated[str | None, Meta(description="Of the report to replay; null before it is sealed.")]
    report: Annotated[ReportFacts | None, Meta(description="What it comes to.")]

    @classmethod
    def of(cls, draw: Draw, here: str, number: int | None) -> Self:
        report = report_of(draw)
        return cls(
            number=number,
            state=draw.state,
            algorithm=draw.algorithm,
            seats=draw.size,
            pool_size=draw.pool_size,
            excluded=draw.excluded,
            pool_sha256=draw.pool_hash,
            frozen_at=draw.frozen_at,
            lottery=draw.lottery,
            lottery_on=draw.lottery_on,
            which_numbers=draw.which_numbers,
            void_reason=draw.void_reason if draw.state is DrawState.VOID else None,
            report_url=None if report is None or number is None else f"{here}/report.json?of={number}",
            report=None if report is None else ReportFacts.of(report),
        )


class DrawsOfPanel(Struct, frozen=True):
    """All of one panel, the first first."""

    items: Annotated[list[DrawFacts], Meta(description="Those that count; a void one is in the other list.")]
    void: Annotated[list[DrawFacts], Meta(description="Those that two people declared void.")]


class DrawApi(Api):
    path = V1

    @get(
        "/panels/{slug:str}/draw",
        summary="The draw of a panel",
        operation_id="getPanelDraw",
        tags=["Panels"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: PanelSlug) -> DrawFacts:
        """The latest that counts or, where each is void, the latest; not found before its pool is frozen."""
        told = await panel_of(reading, visitor.territory.id, slug)
        draws = await queries.draws_of(reading, visitor.territory.id, told.panel.id)
        if not draws:
            raise NotFoundError
        here = f"{visitor.address}/panels/{slug}/draw"
        return DrawFacts.of(draws[0], here, len(queries.counting(draws)) or None)

    @get(
        "/panels/{slug:str}/draws",
        summary="All draws of a panel",
        operation_id="listPanelDraws",
        tags=["Panels"],
        response_headers=FOR_EVERYONE,
        opt={ALIKE: True},
    )
    async def listed(self, visitor: TheVisitor, reading: Reading, slug: PanelSlug) -> DrawsOfPanel:
        """The first, and those that followed for seats that were left; each with a report of its own."""
        told = await panel_of(reading, visitor.territory.id, slug)
        draws = await queries.draws_of(reading, visitor.territory.id, told.panel.id)
        here = f"{visitor.address}/panels/{slug}/draw"
        return DrawsOfPanel(
            [DrawFacts.of(one, here, at) for at, one in enumerate(queries.counting(draws), 1)],
            [DrawFacts.of(one, here, None) for one in reversed(draws) if one.state is DrawState.VOID],
        )


ROUTES = (DrawApi,)
