"""The catalogue of procedures, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from consultations.procedures import queries
from consultations.procedures.models import ProcedureFile, ProcedureStep
from consultations.procedures.papers.rules import FileKind
from consultations.procedures.queries import Shown, Wanted, Whole
from consultations.procedures.rules import Channel, ProcedureKind, VersionState
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.visitors import TheVisitor
from okote.search import MOST_TYPED
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE

Slug = Annotated[str, PathParameter(description="The last part of the address of its page.")]
Papers = Annotated[list[str], Meta(description="Documents that people are asked for.")]
Day = Annotated[str, Meta(description="ISO 8601.", examples=["2026-06-01"])]


class ProcedureFacts(Struct, frozen=True):
    """What people go through with the administration."""

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Annotated[str, Meta(description="The last part of the address of its page.")]
    url: Annotated[str, Meta(description="Of its page.")]
    name: Annotated[str, Meta(description="In one line.")]
    summary: Annotated[str, Meta(description="What it is for.")]
    audience: Annotated[str, Meta(description="Whom it is for.")]
    kind: Annotated[ProcedureKind, Meta(description="What people have to do with.")]
    channels: Annotated[list[Channel], Meta(description="How one can go about it.")]
    papers: Papers
    service: Annotated[str, Meta(description="The service that answers for it.")]
    since: Annotated[Day | None, Meta(description="The day since when its version in use is.")]
    version: Annotated[int | None, Meta(description="The number of that version.")]
    retired: Annotated[bool, Meta(description="Whether it is no longer offered.")]

    @classmethod
    def of(cls, shown: Shown, site: str) -> Self:
        one = shown.procedure
        return cls(
            id=one.id,
            slug=one.slug,
            url=f"{site}/procedures/{one.slug}",
            name=one.name,
            summary=one.summary,
            audience=one.audience,
            kind=one.kind,
            channels=[Channel(channel) for channel in one.channels],
            papers=one.papers,
            service=shown.service,
            since=shown.since.isoformat() if shown.since else None,
            version=shown.current.number if shown.current else None,
            retired=one.retired_at is not None,
        )


class ProceduresPage(Struct, frozen=True):
    """The latest first."""

    items: Annotated[list[ProcedureFacts], Meta(description="Those of this page.")]
    next: Next


class ProcedureStepFacts(Struct, frozen=True):
    """What one does."""

    title: Annotated[str, Meta(description="In one line.")]
    says: Annotated[str, Meta(description="Plain text; may be empty.")]
    papers: Papers

    @classmethod
    def of(cls, step: ProcedureStep) -> Self:
        return cls(step.title, step.says, step.papers)


class ProcedureFileFacts(Struct, frozen=True):
    """A letter, a form, a picture of one."""

    url: Annotated[str, Meta(description="Where it is handed out.")]
    kind: Annotated[FileKind, Meta(description="By the ending of its name.")]
    size: Annotated[int, Meta(description="In bytes.")]
    sha256: Annotated[str, Meta(description="Of its bytes, in hexadecimal digits.")]
    words: Annotated[str, Meta(description="What it says, for whoever can't see it.")]

    @classmethod
    def of(cls, file: ProcedureFile, page: str) -> Self:
        url = f"{page}/files/{file.id}"
        return cls(url, file.kind, file.size, file.sha256.hex(), file.words)


class ProcedureVersionFacts(Struct, frozen=True):
    """How a procedure is from one day on."""

    number: Annotated[int, Meta(description="The first is 1.")]
    since: Day
    published_at: Moment
    changed: Annotated[str, Meta(description="What is no longer as it was before; plain text.")]
    text: Annotated[str, Meta(description="Of the letter or the form, where it was typed; plain text.")]
    steps: Annotated[list[ProcedureStepFacts], Meta(description="What one does, in its order.")]
    files: Annotated[list[ProcedureFileFacts], Meta(description="In the order in which they came.")]

    @classmethod
    def of(cls, whole: Whole, page: str) -> Self:
        kept = whole.version
        if kept.published_at is None:
            raise ValueError("nobody reads it yet")
        return cls(
            number=kept.number,
            since=kept.since.isoformat(),
            published_at=kept.published_at,
            changed=kept.changed,
            text=kept.text,
            steps=[ProcedureStepFacts.of(one) for one in whole.steps],
            files=[ProcedureFileFacts.of(one, page) for one in whole.files],
        )


class ProcedureWithVersions(Struct, frozen=True):
    """A procedure, and all of its versions that everyone reads."""

    procedure: Annotated[ProcedureFacts, Meta(description="As everyone sees it.")]
    versions: Annotated[
        list[ProcedureVersionFacts], Meta(description="The latest first, which is the one in use.")
    ]


class ProceduresApi(Api):
    path = V1

    @get(
        "/procedures",
        summary="Procedures",
        operation_id="listProcedures",
        tags=["Procedures"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        kind: Annotated[ProcedureKind | None, QueryParameter(description="Of one kind.")] = None,
        channel: Annotated[Channel | None, QueryParameter(description="That can be gone about so.")] = None,
        q: Annotated[str, QueryParameter(max_length=MOST_TYPED, description="Words to look for.")] = "",
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> ProceduresPage:
        """Those of the catalogue, or those that are looked for."""
        here = cursors(request, "procedures")
        wanted = Wanted(q.strip(), kind=kind, channel=channel)
        found = await queries.newest(
            reading, visitor.territory.id, wanted, before=here.last(cursor), most=limit + 1
        )
        rows, following = here.cut(found, limit, lambda row: row.procedure.id)
        return ProceduresPage([ProcedureFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/procedures/{slug:str}",
        summary="One procedure",
        operation_id="getProcedure",
        tags=["Procedures"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: Slug) -> ProcedureWithVersions:
        """With its versions: their steps, their files, and what changed. Retired ones too; versions that were
        taken down are left out.
        """
        shown = await queries.procedure_called(reading, visitor.territory.id, slug)
        versions = await queries.versions_of(reading, shown.procedure.id, published=True)
        facts = ProcedureFacts.of(shown, visitor.address)
        readable = [one for one in versions if one.state is VersionState.PUBLISHED]
        wholes = await queries.wholes(reading, readable)
        return ProcedureWithVersions(facts, [ProcedureVersionFacts.of(one, facts.url) for one in wholes])


ROUTES = (ProceduresApi,)
