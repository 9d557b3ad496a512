"""Mergings of ideas, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.merging import queries
from consultations.merging.queries import ShownMerge
from consultations.merging.rules import MergeState
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.schemas import Moment
from okote.identity.visitors import TheVisitor
from okote.web.pages import Reading

MergeId = Annotated[UUID, PathParameter(description="The number of a merging.")]


class IdeaMerging(Struct, frozen=True):
    """That ideas which say the same become one."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page.")]
    state: Annotated[MergeState, Meta(description="Where it stands now.")]
    title: Annotated[str, Meta(description="Of the new idea.")]
    body: Annotated[str, Meta(description="Of the new idea: plain text.")]
    because: Annotated[str, Meta(description="Why it is proposed.")]
    sources: Annotated[list[UUID], Meta(description="The ideas that become one.")]
    objections_until: Annotated[Moment, Meta(description="When authors may no longer object.")]
    objections: Annotated[int, Meta(description="Authors who object.")]
    decided_because: Annotated[str | None, Meta(description="What was decided about it, in words.")]
    idea: Annotated[UUID | None, Meta(description="What became of them.")]
    merged_at: Annotated[Moment | None, Meta(description="When they became one.")]
    undone_at: Annotated[Moment | None, Meta(description="When that was taken back.")]

    @classmethod
    def of(cls, shown: ShownMerge, site: str) -> Self:
        merge = shown.merge
        return cls(
            id=merge.id,
            url=f"{site}/ideas/merges/{merge.id}",
            state=shown.state,
            title=merge.title,
            body=merge.body,
            because=merge.because,
            sources=[one.id for one in shown.sources],
            objections_until=merge.objections_until,
            objections=len(shown.objections),
            decided_because=merge.decided_because,
            idea=merge.idea_id,
            merged_at=merge.merged_at,
            undone_at=merge.undone_at,
        )


class MergesApi(Api):
    path = V1

    @get(
        "/ideas/merges/{merge_id:uuid}",
        summary="One merging of ideas",
        operation_id="getIdeaMerging",
        tags=["Ideas"],
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, merge_id: MergeId) -> IdeaMerging:
        """What is proposed or was done, why, and until when authors may object."""
        return IdeaMerging.of(await queries.merge(reading, visitor, merge_id), visitor.address)


ROUTES = (MergesApi,)
