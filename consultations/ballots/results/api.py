"""Published results for programs."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.ballots.results import queries
from consultations.ballots.results.queries import Published
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.schemas import Moment
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading
from okote.web.shared import ALIKE

BallotId = Annotated[UUID, PathParameter(description="The number of a ballot.")]


class OptionResult(Struct, frozen=True):
    """What one option received."""

    position: Annotated[int, Meta(description="On the ballot, from 1 on.")]
    title: Annotated[str, Meta(description="As it was announced.")]
    votes: Annotated[int, Meta(description="How many chose it.")]
    points: Annotated[int | None, Meta(description="How many points it has; null where there are none.")]
    won: Annotated[bool, Meta(description="Whether it won.")]
    withdrawn: Annotated[bool, Meta(description="Whether it was withdrawn during the vote.")]


class PartResult(Struct, frozen=True):
    """The result of an envelope, or of the whole."""

    envelope: Annotated[str | None, Meta(description="What it is called; null where there is one result.")]
    sha256: Annotated[str, Meta(description="Of the result as `tally.py` prints it.")]
    winners: Annotated[list[int], Meta(description="Their positions, in the order in which they were taken.")]


class ResultFile(Struct, frozen=True):
    """A file with which anybody counts again."""

    name: Annotated[str, Meta(description="What it is called.")]
    url: Annotated[str, Meta(description="Where it is.")]
    bytes: Annotated[int, Meta(description="Its size.")]


class BallotOutcome(Struct, frozen=True):
    """What came of a ballot, published by two people."""

    id: Annotated[UUID, Meta(description="The number of the ballot.")]
    url: Annotated[str, Meta(description="Of the page that explains it.")]
    title: Annotated[str, Meta(description="What it is called.")]
    rule: Annotated[str, Meta(description="By which it was counted, as `okote tally` names it.")]
    registered: Annotated[
        int | None, Meta(description="How many could vote; null where no list says who may.")
    ]
    voted: Annotated[int, Meta(description="How many people voted.")]
    void: Annotated[int, Meta(description="Papers that showed no choice that can be counted.")]
    valid: Annotated[int, Meta(description="Votes that the rule counted.")]
    blank: Annotated[int, Meta(description="Blank votes.")]
    annulled: Annotated[
        int,
        Meta(description="Votes that two people annulled or that were set aside, each with its reason."),
    ]
    options: Annotated[list[OptionResult], Meta(description="In the order of the ballot.")]
    parts: Annotated[list[PartResult], Meta(description="One for each envelope, or one.")]
    files: Annotated[list[ResultFile], Meta(description="The minutes, and of enough voters all else.")]
    published_at: Moment


class ResultsApi(Api):
    path = V1

    @get(
        "/ballots/{ballot_id:uuid}/result",
        summary="The published result of a ballot",
        operation_id="getBallotResult",
        tags=["Consultations"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def result(self, visitor: TheVisitor, reading: Reading, ballot_id: BallotId) -> BallotOutcome:
        """Not found until two people have published it, and of what is for partners or agents alone."""
        told = await queries.published(reading, visitor.stranger, ballot_id)
        return outcome(told, await queries.files_of(reading, ballot_id), visitor.address)


def outcome(told: Published, files: list[queries.Kept], site: str) -> BallotOutcome:
    ballot, minutes = told.shown.ballot, told.minutes
    if ballot.published_at is None:
        raise ValueError("nobody reads it yet")
    names = {one.position: one.name for one in told.shown.envelopes}
    here = f"{site}/ballots/{ballot.id}/result"
    return BallotOutcome(
        id=ballot.id,
        url=here,
        title=ballot.title,
        rule=ballot.rule.value,
        registered=minutes.registered,
        voted=minutes.sums["voted"],
        void=minutes.void,
        valid=minutes.urn.valid,
        blank=minutes.urn.blank,
        annulled=minutes.urn.annulled,
        options=[
            OptionResult(one.position, one.title, one.votes, one.points, one.won, one.withdrawn)
            for one in minutes.options
        ],
        parts=[
            PartResult(
                names.get(one.part),
                one.sha256.hex(),
                [int(one.explained["projects"][place][0]) for place in one.explained["winners"]],
            )
            for one in told.results
        ],
        files=[ResultFile(one.name, f"{here}/{one.name}", one.size) for one in files],
        published_at=ballot.published_at,
    )


ROUTES = (ResultsApi,)
