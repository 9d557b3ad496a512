"""Opinions of panels and their answers, for programs."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from litestar import get
from msgspec import Meta, Struct

from consultations.panels.api import PanelSlug
from consultations.panels.opinions import queries
from consultations.panels.opinions.models import OpinionCorrection
from consultations.panels.opinions.queries import Adopted
from consultations.panels.opinions.rules import OpinionState
from consultations.panels.queries import panel_of
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE
from payments.sessions import ReadSession


class CorrectionFacts(Struct, frozen=True):
    """A mistake that was found once everyone had read an opinion; what was read stays as it was."""

    at: Annotated[Moment, Meta(description="When it was told.")]
    text: Annotated[str, Meta(description="What is wrong, and what is right.")]


class OpinionFacts(Struct, frozen=True):
    """What a panel adopted, and what was answered."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="What it is about.")]
    text: Annotated[str, Meta(description="What the panel says, in Markdown.")]
    adopted_on: Annotated[date, Meta(description="The day on which the panel adopted it.")]
    in_favour: Annotated[int, Meta(description="How many members were for it.")]
    against: Annotated[int, Meta(description="How many were against it.")]
    abstained: Annotated[int, Meta(description="How many were neither.")]
    dissent: Annotated[str | None, Meta(description="What those say who think otherwise, in Markdown.")]
    service: Annotated[str | None, Meta(description="Who answers.")]
    due_on: Annotated[date | None, Meta(description="The last day on which the answer is in time.")]
    state: Annotated[OpinionState, Meta(description="Whether the answer is awaited, late, or there.")]
    published_at: Annotated[Moment | None, Meta(description="Since when everyone reads it.")]
    answer: Annotated[str | None, Meta(description="What the service answers, in Markdown.")]
    answered_at: Annotated[Moment | None, Meta(description="When it did; null where it has not.")]
    panel: Annotated[str, Meta(description="The name of the panel in addresses.")]
    corrections: Annotated[list[CorrectionFacts], Meta(description="From the first to the last.")]

    @classmethod
    def of(cls, told: Adopted, site: str, corrections: Sequence[OpinionCorrection]) -> Self:
        one = told.opinion
        return cls(
            id=one.id,
            url=f"{site}{told.path}",
            title=one.title,
            text=one.text,
            adopted_on=one.adopted_on,
            in_favour=one.in_favour,
            against=one.against,
            abstained=one.abstained,
            dissent=one.dissent or None,
            service=told.service,
            due_on=one.due_on,
            state=told.state,
            published_at=one.published_at,
            answer=one.answer or None,
            answered_at=one.answered_at,
            panel=told.panel.slug,
            corrections=[CorrectionFacts(each.at, each.body) for each in corrections],
        )


class OpinionsOfPanel(Struct, frozen=True):
    """All of one panel, the latest first."""

    items: Annotated[list[OpinionFacts], Meta(description="Those that are published.")]


class OpinionsPage(Struct, frozen=True):
    """Of all panels, the latest written first."""

    items: Annotated[list[OpinionFacts], Meta(description="Those of this page.")]
    next: Next


class OpinionsApi(Api):
    path = V1

    @get(
        "/panels/{slug:str}/opinions",
        summary="Opinions of a panel",
        operation_id="listOpinions",
        tags=["Panels"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(self, visitor: TheVisitor, reading: Reading, slug: PanelSlug) -> OpinionsOfPanel:
        """Each with its votes, and the answer of the service where there is one."""
        await panel_of(reading, visitor.territory.id, slug)
        found = await queries.published(reading, visitor.territory, slug)
        return OpinionsOfPanel(await _facts(reading, visitor, found))

    @get(
        "/opinions",
        summary="Opinions of all panels",
        operation_id="listAllOpinions",
        tags=["Panels"],
        response_headers=FOR_EVERYONE,
        opt={ALIKE: True},
    )
    async def all(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> OpinionsPage:
        """Each with its votes, its answer, and what corrects it."""
        here = cursors(request, "opinions")
        found = await queries.newest(reading, visitor.territory, before=here.last(cursor), most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.opinion.id)
        return OpinionsPage(await _facts(reading, visitor, rows), following)


async def _facts(db: ReadSession, visitor: Visitor, found: Sequence[Adopted]) -> list[OpinionFacts]:
    corrected = await queries.corrections(db, [one.opinion.id for one in found])
    return [OpinionFacts.of(one, visitor.address, corrected.get(one.opinion.id, ())) for one in found]


ROUTES = (OpinionsApi,)
