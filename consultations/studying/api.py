"""The study of an idea, for programs."""

from datetime import date
from typing import Annotated, Self

from litestar import get
from msgspec import Meta, Struct

from consultations.ideas.api import IdeaId
from consultations.ideas.queries import idea
from consultations.studying.queries import Owed, Said, owed, shown_views
from consultations.studying.rules import Basis, Feasible
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.schemas import Amount, Moment
from okote.identity.visitors import TheVisitor
from okote.territories.models import Territory
from okote.web.pages import Reading


class OwedStudy(Struct, frozen=True):
    """A service that still owes something about an idea."""

    service: Annotated[str, Meta(description="Its name.")]
    answers: Annotated[bool, Meta(description="Whether it owes the answer, or its view alone.")]
    due_on: Annotated[date, Meta(description="The last day on which it is in time.")]
    overdue: Annotated[bool, Meta(description="Whether that day is over.")]

    @classmethod
    def of(cls, one: Owed, territory: Territory) -> Self:
        return cls(one.service, one.study.answers, territory.day(one.study.last_moment), one.late)


class ServiceView(Struct, frozen=True):
    """What a service makes of an idea."""

    service: Annotated[str, Meta(description="Its name.")]
    admissible: Annotated[bool, Meta(description="Whether the administration may take it up at all.")]
    feasible: Annotated[Feasible, Meta(description="`changed` is: with changes, which the reasons say.")]
    reasons: Annotated[str, Meta(description="Never empty where something is refused or changed.")]
    cost: Annotated[Amount | None, Meta(description="What it costs; null where it was not worked out.")]
    basis: Annotated[Basis | None, Meta(description="What the cost is based on.")]
    cost_on: Annotated[date | None, Meta(description="The day on which the cost was worked out.")]
    running: Annotated[Amount | None, Meta(description="What it costs each year, once it is there.")]
    version: Annotated[int, Meta(description="Of the idea's text that was studied.")]
    at: Moment

    @classmethod
    def of(cls, said: Said) -> Self:
        view = said.view
        return cls(
            service=said.service,
            admissible=view.admissible,
            feasible=view.feasible,
            reasons=view.reasons,
            cost=None if view.cost is None else Amount.of(view.cost),
            basis=view.basis,
            cost_on=view.cost_on,
            running=None if view.running is None else Amount.of(view.running),
            version=view.idea_version,
            at=view.at,
        )


class IdeaStudy(Struct, frozen=True):
    """Who studies an idea, and what they made of it."""

    owed: Annotated[list[OwedStudy], Meta(description="Empty once it has its answer.")]
    views: Annotated[list[ServiceView], Meta(description="The latest of each service, with the answer.")]


class StudyApi(Api):
    path = V1

    @get(
        "/ideas/{idea_id:uuid}/study",
        summary="Study of an idea",
        operation_id="getIdeaStudy",
        tags=["Ideas"],
        response_headers=FOR_EVERYONE,
    )
    async def study(self, visitor: TheVisitor, reading: Reading, idea_id: IdeaId) -> IdeaStudy:
        """By which day it is due and, with the answer, what each service made of it and what it costs."""
        shown = await idea(reading, visitor, idea_id)
        waiting = [one for one in await owed(reading, idea_id) if one.owes and shown.idea.shown]
        views = await shown_views(reading, shown.idea)
        return IdeaStudy(
            [OwedStudy.of(one, visitor.territory) for one in waiting], [ServiceView.of(one) for one in views]
        )


ROUTES = (StudyApi,)
