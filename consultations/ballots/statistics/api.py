"""Figures of a published vote, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.ballots.exchange.pages import published_one
from consultations.ballots.followup.queries import shown as followed
from consultations.ballots.queries import ShownBallot
from consultations.ballots.statistics.keeping import Kept, kept
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading
from okote.web.shared import ALIKE

BallotId = Annotated[UUID, PathParameter(description="The number of a ballot.")]
Count = Annotated[int, Meta(ge=0, description="How many votes.")]
Position = Annotated[int, Meta(ge=1, description="Number of the option on the ballot.")]


class OptionFigures(Struct, frozen=True):
    """How often an option was chosen."""

    option: Position
    title: Annotated[str, Meta(description="As it was voted on.")]
    votes: Count
    points: Annotated[int, Meta(ge=0, description="Points in all; as many as votes where none are given.")]
    action: Annotated[str | None, Meta(description="Path of the action that it became, once it is shown.")]


class PairFigures(Struct, frozen=True):
    """How often two options were chosen together."""

    option: Position
    other: Position
    votes: Count


class SizeFigures(Struct, frozen=True):
    """How many votes name so many options."""

    options: Annotated[int, Meta(ge=0, description="How many options a vote names; none is a blank vote.")]
    votes: Count


class BallotStatistics(Struct, frozen=True):
    """Of a published vote."""

    enough: Annotated[
        bool, Meta(description="Whether enough voted; below, the minutes alone are told, and nothing here.")
    ]
    votes: Annotated[int | None, Meta(description="Votes that count, blank ones too.")]
    blank: Annotated[int | None, Meta(description="Blank votes.")]
    options: Annotated[list[OptionFigures], Meta(description="In the order of the ballot.")]
    together: Annotated[list[PairFigures], Meta(description="Each two that somebody chose together.")]
    sizes: Annotated[list[SizeFigures], Meta(description="How many options were chosen at once.")]

    @classmethod
    def of(cls, shown: ShownBallot, found: Kept | None, actions: dict[int, str]) -> Self:
        if found is None:
            return cls(enough=False, votes=None, blank=None, options=[], together=[], sizes=[])
        figures = found.figures
        return cls(
            enough=True,
            votes=figures.votes,
            blank=figures.blank,
            options=[
                OptionFigures(
                    one.position,
                    one.title,
                    figures.supports[one.position],
                    figures.points[one.position],
                    actions.get(one.position),
                )
                for one in shown.options
            ],
            together=[PairFigures(*pair, votes) for pair, votes in figures.together.items()],
            sizes=[SizeFigures(size, votes) for size, votes in figures.sizes.items()],
        )


class BallotStatisticsApi(Api):
    path = V1

    @get(
        "/ballots/{ballot_id:uuid}/statistics",
        summary="Figures of a published vote",
        operation_id="getBallotStatistics",
        tags=["Consultations"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, ballot_id: BallotId) -> BallotStatistics:
        """How often each option was chosen, how many at once, and which together; never who chose what."""
        shown = await published_one(reading, visitor, ballot_id)
        actions = {position: one.path for position, one in (await followed(reading, ballot_id)).items()}
        return BallotStatistics.of(shown, await kept(reading, shown.ballot), actions)


ROUTES = (BallotStatisticsApi,)
