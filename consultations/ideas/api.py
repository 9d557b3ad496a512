"""The box of ideas, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from consultations.ideas import queries, service
from consultations.ideas.finding import Last, Wanted
from consultations.ideas.queries import Shown
from consultations.ideas.rules import BODY_MOST, TITLE_MOST, IdeaState
from consultations.ideas.versions.content import Content
from consultations.ideas.versions.models import IdeaVersion
from consultations.ideas.versions.queries import versions
from consultations.ideas.versions.service import Changed, edit
from consultations.ideas.where import Where
from consultations.processes.queries import process
from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.idempotency.service import Key, once
from okote.api.reading import line, texts
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.names import NAME_MOST, public_name
from okote.identity.permissions import person_of, signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor, Visitor
from okote.search import MOST_TYPED
from okote.web.pages import AnyRequest, Reading, Writing
from payments.sessions import ReadSession

IdeaId = Annotated[UUID, PathParameter(description="The number of an idea.")]


class IdeaFacts(Struct, frozen=True):
    """What a resident proposes."""

    id: Annotated[UUID, Meta(description="Its number.")]
    number: Annotated[int, Meta(description="By which people name it.")]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="In one line.")]
    body: Annotated[str, Meta(description="Plain text.")]
    state: Annotated[IdeaState, Meta(description="Where it stands.")]
    since: Annotated[Moment, Meta(description="Since when it is in that state.")]
    proposed_by: Annotated[str | None, Meta(description="The name that they chose to show, if any.")]
    proposed_at: Moment
    language: Annotated[str, Meta(description="In which it is written: ISO 639-1.")]
    process: Annotated[str | None, Meta(description="Of the consultation; null is the box of ideas.")]
    category: Annotated[str | None, Meta(description="What it is about, in the territory's words.")]
    place: Annotated[str | None, Meta(description="The name of the place; null is the whole territory.")]
    address: Annotated[str | None, Meta(description="Where it is, in words.")]
    latitude: Annotated[float | None, Meta(description="In degrees (WGS 84), where its author said it.")]
    longitude: Annotated[float | None, Meta(description="In degrees, east positive.")]
    version: Annotated[int, Meta(description="Of its text; see its versions.")]
    at_counter: Annotated[bool, Meta(description="Whether an agent typed it for somebody.")]
    supports: Annotated[int, Meta(description="People who support it.")]
    takes_supports: Annotated[bool, Meta(description="Until it is answered.")]
    service: Annotated[str | None, Meta(description="The service that answers for it.")]

    @classmethod
    def of(cls, shown: Shown, site: str) -> Self:
        idea = shown.idea
        return cls(
            id=idea.id,
            number=idea.number,
            url=f"{site}/ideas/{idea.id}",
            title=idea.title,
            body=idea.body,
            state=idea.state,
            since=idea.since,
            proposed_by=idea.public_name,
            proposed_at=idea.proposed_at,
            language=idea.language,
            process=shown.process and shown.process[0],
            category=shown.category,
            place=shown.place,
            address=idea.address or None,
            latitude=idea.latitude,
            longitude=idea.longitude,
            version=idea.version,
            at_counter=idea.entered_by is not None,
            supports=shown.supports,
            takes_supports=shown.takes_supports,
            service=shown.service,
        )


class IdeasPage(Struct, frozen=True):
    """The newest first."""

    items: Annotated[list[IdeaFacts], Meta(description="Those of this page.")]
    next: Next


class Step(Struct, frozen=True):
    """What a service did with an idea."""

    state: Annotated[IdeaState, Meta(description="The state that it led to.")]
    service: Annotated[str, Meta(description="Its name.")]
    answer: Annotated[str | None, Meta(description="With its reasons; null while it is being studied.")]
    at: Moment


class IdeaWithSteps(Struct, frozen=True):
    """An idea, and what was done with it, from the first step to the last."""

    idea: Annotated[IdeaFacts, Meta(description="As everyone sees it.")]
    steps: Annotated[list[Step], Meta(description="Empty until a service studies it.")]
    merged_into: Annotated[
        list[UUID],
        Meta(description="The ideas that stand in its place: one where it was merged, several where split."),
    ]
    merged_from: Annotated[list[UUID], Meta(description="The ideas in whose place it stands.")]


class MyIdeas(Struct, frozen=True):
    """The latest first; of those supported, a page at most."""

    proposed: Annotated[list[IdeaFacts], Meta(description="By the owner of the token.")]
    supported: Annotated[list[IdeaFacts], Meta(description="By the owner of the token.")]


class Version(Struct, frozen=True):
    """What an idea said, and what its SHA-256 is of."""

    number: Annotated[int, Meta(description="From 1 on.")]
    title: Annotated[str | None, Meta(description="Null where it told of somebody and was taken out.")]
    body: Annotated[str | None, Meta(description="Plain text; null likewise.")]
    canonical: Annotated[
        str | None,
        Meta(
            description="A JSON array: title, body, language, category, place, address, latitude, longitude, "
            "and of each file its kind, its SHA-256 and its title."
        ),
    ]
    sha256: Annotated[str, Meta(description="Of the canonical text in UTF-8, in hexadecimal digits.")]
    substantial: Annotated[bool, Meta(description="Whether supporters of an earlier one were told.")]
    at: Moment

    @classmethod
    def of(cls, version: IdeaVersion) -> Self:
        said = Content.read(version.content) if version.content else None
        return cls(
            number=version.number,
            title=said.title if said else None,
            body=said.body if said else None,
            canonical=said.canonical if said else None,
            sha256=version.sha256,
            substantial=version.substantial,
            at=version.at,
        )


class Versions(Struct, frozen=True):
    """The latest first."""

    items: Annotated[list[Version], Meta(description="All that it said.")]


class ChangedIdea(Struct, frozen=True, forbid_unknown_fields=True):
    """What an author makes of their idea."""

    version: Annotated[int, Meta(description="That was read: refused where there is a later one.", ge=1)]
    title: Annotated[str, Meta(description="In one line.", min_length=1, max_length=TITLE_MOST)]
    body: Annotated[str, Meta(description="Plain text.", min_length=1, max_length=BODY_MOST)]


class NewIdea(Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner of the token proposes."""

    title: Annotated[
        str,
        Meta(
            description="In one line.", min_length=1, max_length=TITLE_MOST, examples=["A bench by the river"]
        ),
    ]
    body: Annotated[str, Meta(description="Plain text.", min_length=1, max_length=BODY_MOST)]
    place: Annotated[UUID | None, Meta(description="One of the territory's places.")] = None
    process: Annotated[
        str | None, Meta(description="A consultation that takes ideas now; null is the box of ideas.")
    ] = None
    name: Annotated[
        Annotated[str, Meta(max_length=NAME_MOST)] | None,
        Meta(description="Shown to everyone; none is shown where it is left out."),
    ] = None


WRITES = {"token": [Scope.WRITE.value]}
WRITER = opens(Scope.WRITE, signed_in)


class IdeasApi(Api):
    path = V1

    @get(
        "/ideas",
        summary="Ideas",
        operation_id="listIdeas",
        tags=["Ideas"],
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        standing: Annotated[
            IdeaState | None, QueryParameter(name="state", description="Where it stands.")
        ] = None,
        place: Annotated[
            UUID | None, QueryParameter(description="A place, with what lies within it.")
        ] = None,
        q: Annotated[str, QueryParameter(max_length=MOST_TYPED, description="Words to look for.")] = "",
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> IdeasPage:
        """Those that everyone sees, or those that are looked for."""
        here = cursors(request, "ideas")
        last = here.last(cursor)
        wanted = Wanted(q.strip(), place, standing, after=None if last is None else Last(last))
        found = await queries.newest(reading, visitor.territory.id, wanted, limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.idea.id)
        return IdeasPage([IdeaFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/ideas/{idea_id:uuid}",
        summary="One idea",
        operation_id="getIdea",
        tags=["Ideas"],
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, idea_id: IdeaId) -> IdeaWithSteps:
        """What is proposed, who supports it, and what was answered."""
        return await _with_steps(reading, visitor, idea_id)

    @post(
        "/ideas",
        summary="Propose an idea",
        operation_id="proposeIdea",
        tags=["Ideas"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def propose(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        data: JSONBody[NewIdea],
        idempotency_key: Key,
    ) -> Response[IdeaWithSteps]:
        """Everyone reads it at once. At most five a day."""

        async def proposed() -> IdeaWithSteps:
            within = await process(db, visitor, data.process) if data.process else None
            details = service.IdeaDetails(
                line(data.title, TITLE_MOST),
                texts({"body": data.body}, {"body": BODY_MOST}, required=frozenset({"body"}))["body"],
                data.place,
                public_name=public_name(data.name) if data.name else None,
                process_id=within.process.id if within else None,
            )
            idea = await service.propose(db, details, by=visitor)
            return await _with_steps(db, visitor, idea.id)

        return await once(request, visitor, db, idempotency_key, proposed, status=201)

    @get(
        "/ideas/{idea_id:uuid}/versions",
        summary="Versions of an idea",
        operation_id="listIdeaVersions",
        tags=["Ideas"],
        response_headers=FOR_EVERYONE,
    )
    async def versions(self, visitor: TheVisitor, reading: Reading, idea_id: IdeaId) -> Versions:
        """Each text that it had, with what anyone needs to compute its SHA-256 again."""
        shown = await queries.idea(reading, visitor, idea_id)
        return Versions([Version.of(one) for one in await versions(reading, shown.idea.id)])

    @put(
        "/ideas/{idea_id:uuid}",
        summary="Change an idea",
        operation_id="changeIdea",
        tags=["Ideas"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def change(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        idea_id: IdeaId,
        data: JSONBody[ChangedIdea],
        idempotency_key: Key,
    ) -> Response[IdeaWithSteps]:
        """By one of its authors, for fourteen days and until a service studies it. It makes a new version."""

        async def changed() -> IdeaWithSteps:
            kept = (await queries.idea(db, visitor, idea_id)).idea
            body = texts({"body": data.body}, {"body": BODY_MOST}, required=frozenset({"body"}))["body"]
            now = Changed(line(data.title, TITLE_MOST), body, Where.of(kept), kept.category_id)
            await edit(db, idea_id, now, expected=data.version, by=visitor)
            return await _with_steps(db, visitor, idea_id)

        return await once(request, visitor, db, idempotency_key, changed)

    @put(
        "/ideas/{idea_id:uuid}/support",
        summary="Support an idea",
        operation_id="supportIdea",
        tags=["Ideas"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def support(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: IdeaId, idempotency_key: Key
    ) -> Response[IdeaWithSteps]:
        """Each person supports it once, whatever they send; nobody their own."""

        async def supported() -> IdeaWithSteps:
            await service.support(db, idea_id, by=visitor)
            return await _with_steps(db, visitor, idea_id)

        return await once(request, visitor, db, idempotency_key, supported)

    @delete(
        "/ideas/{idea_id:uuid}/support",
        status_code=200,
        summary="Support an idea no more",
        operation_id="supportIdeaNoMore",
        tags=["Ideas"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def support_no_more(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, idea_id: IdeaId, idempotency_key: Key
    ) -> Response[IdeaWithSteps]:
        """At any time; whoever did not support it is answered the same."""

        async def withdrawn() -> IdeaWithSteps:
            await service.support_no_more(db, idea_id, by=visitor)
            return await _with_steps(db, visitor, idea_id)

        return await once(request, visitor, db, idempotency_key, withdrawn)

    @get(
        "/me/ideas",
        summary="My ideas",
        operation_id="listMyIdeas",
        tags=["Mine"],
        guards=[opens(Scope.READ_ME, signed_in)],
        security=[{"token": [Scope.READ_ME.value]}],
    )
    async def mine(self, visitor: TheVisitor, reading: Reading) -> MyIdeas:
        """What the owner of the token proposed here, and what they support."""
        here, person = visitor.territory.id, person_of(visitor).id
        proposed = await queries.ideas_of(reading, here, person)
        supported = await queries.supported_by(reading, here, person)
        return MyIdeas(
            [IdeaFacts.of(one, visitor.address) for one in proposed],
            [IdeaFacts.of(one, visitor.address) for one in supported],
        )


async def _with_steps(db: ReadSession, visitor: Visitor, idea_id: UUID) -> IdeaWithSteps:
    shown = await queries.idea(db, visitor, idea_id)
    steps = [Step(step.state, name, step.answer, step.at) for step, name in await queries.steps(db, idea_id)]
    into, since = await queries.replacing(db, idea_id), await queries.replaced_by(db, idea_id)
    return IdeaWithSteps(
        IdeaFacts.of(shown, visitor.address), steps, [one.id for one in into], [one.id for one in since]
    )


ROUTES = (IdeasApi,)
