"""Panels and their calls, for programs: nothing of who volunteers."""

from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.panels import queries
from consultations.panels.features import features_of
from consultations.panels.queries import Told
from consultations.panels.rules import FeatureDetails, PanelKind, PanelStanding
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Amount, Limit, Moment, Next
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE

PanelSlug = Annotated[str, PathParameter(description="The name of a panel in addresses.")]


class PanelFacts(Struct, frozen=True):
    """A panel, and the call by which people volunteer for it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Annotated[str, Meta(description="Its name in addresses.")]
    url: Annotated[str, Meta(description="Of its page.")]
    kind: Annotated[PanelKind, Meta(description="Testers rate procedures; citizens give an opinion.")]
    name: Annotated[str, Meta(description="What it is called.")]
    purpose: Annotated[str, Meta(description="What it is to change, for whom.")]
    asks: Annotated[str, Meta(description="What is asked of people.")]
    gives: Annotated[str, Meta(description="What is given back to them.")]
    seats: Annotated[int, Meta(description="How many people are drawn.")]
    service: Annotated[
        str | None, Meta(description="The service that it judges, whose agents are not drawn.")
    ]
    compensation: Annotated[Amount | None, Meta(description="For each meeting.")]
    travel: Annotated[str | None, Meta(description="How the way there is paid; null where it is not.")]
    state: Annotated[PanelStanding, Meta(description="Where its call stands at this moment.")]
    opens_at: Annotated[Moment, Meta(description="The first moment at which people volunteer.")]
    closes_at: Annotated[Moment, Meta(description="The first moment at which nobody can any more.")]

    @classmethod
    def of(cls, told: Told, site: str) -> Self:
        panel = told.panel
        return cls(
            id=panel.id,
            slug=panel.slug,
            url=f"{site}/panels/{panel.slug}",
            kind=panel.kind,
            name=panel.name,
            purpose=panel.purpose,
            asks=panel.asks,
            gives=panel.gives,
            seats=panel.seats,
            service=told.service,
            compensation=None if panel.compensation is None else Amount.of(panel.compensation),
            travel=panel.travel,
            state=told.standing,
            opens_at=panel.opens_at,
            closes_at=panel.closes_at,
        )


class PanelsPage(Struct, frozen=True):
    """The latest written first."""

    items: Annotated[list[PanelFacts], Meta(description="Those of this page.")]
    next: Next


class QuotaFacts(Struct, frozen=True):
    """How many of the panel are to have one answer, bounds included."""

    value: Annotated[str, Meta(description="The answer.")]
    least: Annotated[int, Meta(description="Of the panel's seats, at least.")]
    most: Annotated[int, Meta(description="Of the panel's seats, at most.")]


class FeatureFacts(Struct, frozen=True):
    """What is asked of volunteers."""

    name: Annotated[str, Meta(description="As those who run the panel say it.")]
    question: Annotated[str, Meta(description="As volunteers read it.")]
    quotas: Annotated[list[QuotaFacts], Meta(description="Each answer, in the order of the form.")]

    @classmethod
    def of(cls, feature: FeatureDetails) -> Self:
        return cls(
            feature.name,
            feature.question,
            [QuotaFacts(one.value, one.least, one.most) for one in feature.quotas],
        )


class PanelWithQuotas(Struct, frozen=True):
    """A panel, and the proportions that the draw keeps."""

    panel: Annotated[PanelFacts, Meta(description="As everyone sees it.")]
    features: Annotated[list[FeatureFacts], Meta(description="Empty where the draw treats all alike.")]


class PanelsApi(Api):
    path = V1

    @get(
        "/panels",
        summary="Panels",
        operation_id="listPanels",
        tags=["Panels"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> PanelsPage:
        """Those that everyone sees, whether they look for volunteers or not."""
        here = cursors(request, "panels")
        last = here.last(cursor)
        found = await queries.newest(reading, visitor.territory.id, before=last, most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.panel.id)
        return PanelsPage([PanelFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/panels/{slug:str}",
        summary="One panel",
        operation_id="getPanel",
        tags=["Panels"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: PanelSlug) -> PanelWithQuotas:
        """What is asked, what is given back, and whom the draw looks for."""
        told = await queries.panel_of(reading, visitor.territory.id, slug)
        asked = [FeatureFacts.of(one) for one in await features_of(reading, told.panel.id)]
        return PanelWithQuotas(PanelFacts.of(told, visitor.address), asked)


ROUTES = (PanelsApi,)
