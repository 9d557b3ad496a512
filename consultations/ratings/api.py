"""What everyone made of a procedure, for programs; who rates opens the form, whose seal guards it."""

from decimal import Decimal
from typing import Annotated, Self

from litestar import get
from msgspec import Meta, Struct

from consultations.measures.pictures.drawing import told_or_none
from consultations.measures.statistics.axes import Answers, Axis
from consultations.measures.statistics.open_ratings import Grade, grade
from consultations.procedures.api import Slug
from consultations.procedures.queries import procedure_called
from consultations.procedures.rules import Channel
from consultations.ratings import queries
from consultations.ratings.queries import Apart
from consultations.ratings.rules import Figures
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading
from okote.web.shared import ALIKE

Count = Annotated[int, Meta(ge=0, description="How many.")]
Mean = Annotated[Decimal | None, Meta(description="Out of ten, to a tenth.")]


class RatedAxis(Struct, frozen=True):
    """What was answered to one of the three questions."""

    axis: Annotated[Axis, Meta(description="What was asked.")]
    mean: Mean
    grade: Annotated[Grade | None, Meta(description="As the State's surveys grade it.")]
    levels: Annotated[list[int], Meta(description="How many gave each of five levels, the worst first.")]

    @classmethod
    def of(cls, axis: Axis, answers: Answers) -> Self:
        return cls(axis, told_or_none(answers.mean), grade(answers), list(answers.counts))


class RatedPeriod(Struct, frozen=True):
    """Months that follow one another, told as one."""

    first: Annotated[str, Meta(description="The first month.", examples=["2026-03"])]
    last: Annotated[str, Meta(description="The last month.", examples=["2026-03"])]
    answers: Count
    means: Annotated[dict[Axis, Mean], Meta(description="By question.")]


class RatedChannel(Struct, frozen=True):
    """Those who went about it in one way."""

    channel: Annotated[Channel, Meta(description="How they went about it.")]
    answers: Count
    means: Annotated[dict[Axis, Mean] | None, Meta(description="By question; null where they are too few.")]


class ProcedureRatings(Struct, frozen=True):
    """Of whoever chose to answer: no sample. Months that are over, with enough answers."""

    enough: Annotated[
        bool, Meta(description="Whether there are a hundred answers: below, no result is told.")
    ]
    answers: Count
    waiting: Annotated[int, Meta(description="Answers of the month under way, or of months with too few.")]
    in_review: Annotated[int, Meta(description="Of hours with more than usual, until somebody decides.")]
    apart: Annotated[int, Meta(description="Of such hours, left apart by somebody's decision.")]
    axes: Annotated[list[RatedAxis], Meta(description="By question; empty where there is no result.")]
    periods: Annotated[list[RatedPeriod], Meta(description="The oldest first.")]
    channels: Annotated[list[RatedChannel], Meta(description="By channel.")]

    @classmethod
    def of(cls, found: Figures, apart: Apart) -> Self:
        told = found.enough
        return cls(
            enough=told,
            answers=found.number,
            waiting=found.waiting,
            in_review=apart.waiting,
            apart=apart.left,
            axes=[RatedAxis.of(axis, one.answers) for axis, one in found.axes.items()] if told else [],
            periods=_periods(found) if told else [],
            channels=_channels(found) if told else [],
        )


def _periods(found: Figures) -> list[RatedPeriod]:
    periods = zip(*(one.periods for one in found.axes.values()), strict=True)
    return [
        RatedPeriod(
            f"{one[0].first:%Y-%m}",
            f"{one[0].last:%Y-%m}",
            one[0].answers.number,
            {axis: told_or_none(period.answers.mean) for axis, period in zip(found.axes, one, strict=True)},
        )
        for one in periods
    ]


def _channels(found: Figures) -> list[RatedChannel]:
    return [
        RatedChannel(
            one.channel,
            one.number,
            None if one.answers is None else {a: told_or_none(b.mean) for a, b in one.answers.items()},
        )
        for one in found.channels
    ]


class RatingsApi(Api):
    path = V1

    @get(
        "/procedures/{slug:str}/ratings",
        summary="What everyone made of a procedure",
        operation_id="getProcedureRatings",
        tags=["Procedures"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: Slug) -> ProcedureRatings:
        """Open ratings of people who had just gone through it; retired ones too."""
        shown = await procedure_called(reading, visitor.territory.id, slug)
        key = shown.procedure.id
        found = (await queries.figures_of(reading, visitor.territory, key))[key]
        return ProcedureRatings.of(found, await queries.apart_of(reading, key))


ROUTES = (RatingsApi,)
