"""Comments, for programs."""

from typing import Annotated, Self
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from consultations.comments import queries, service
from consultations.comments.models import Comment
from consultations.comments.rules import BODY_MOST, Stance, Written
from consultations.comments.subjects import TheCommented
from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.idempotency.service import Key, once
from okote.api.reading import texts
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.names import NAME_MOST, public_name
from okote.identity.permissions import signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.forms import MissingError
from okote.web.pages import AnyRequest, Reading, Writing

Kind = Annotated[str, PathParameter(description="What is commented on, such as `idea`.", max_length=40)]
SubjectId = Annotated[UUID, PathParameter(description="Its number.")]
CommentId = Annotated[UUID, PathParameter(description="The number of a comment.")]


class CommentFacts(Struct, frozen=True):
    """A comment as everyone sees it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    url: Annotated[str, Meta(description="Of its page.")]
    answers: Annotated[UUID | None, Meta(description="The comment that it answers.")]
    stance: Annotated[Stance | None, Meta(description="Null of an answer.")]
    body: Annotated[str, Meta(description="Plain text.")]
    correction: Annotated[str | None, Meta(description="What its author put right below it.")]
    written_by: Annotated[str | None, Meta(description="The name that they chose to show, if any.")]
    written_at: Moment
    agreed: Annotated[int, Meta(description="People who agree with it.")]

    @classmethod
    def of(cls, one: Comment, agreed: int, site: str) -> Self:
        return cls(
            id=one.id,
            url=f"{site}/comments/{one.id}",
            answers=one.parent_id,
            stance=one.stance,
            body=one.body,
            correction=one.note,
            written_by=one.public_name,
            written_at=one.written_at,
            agreed=agreed,
        )


class CommentsPage(Struct, frozen=True):
    """The newest first, answers among them."""

    items: Annotated[list[CommentFacts], Meta(description="Those of this page.")]
    next: Next


class NewComment(Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner of the token writes."""

    body: Annotated[str, Meta(description="Plain text.", min_length=1, max_length=BODY_MOST)]
    stance: Annotated[
        Stance | None, Meta(description="Counts for nothing in an answer; needed otherwise.")
    ] = None
    answers: Annotated[UUID | None, Meta(description="The comment that it answers.")] = None
    name: Annotated[
        Annotated[str, Meta(max_length=NAME_MOST)] | None,
        Meta(description="Shown to everyone; none is shown where it is left out."),
    ] = None


class WrittenComment(Struct, frozen=True):
    """A comment that was just written."""

    comment: Annotated[CommentFacts, Meta(description="As everyone sees it.")]
    shown: Annotated[bool, Meta(description="False while somebody has to look first.")]


WRITES = {"token": [Scope.WRITE.value]}
WRITER = opens(Scope.WRITE, signed_in)
ON = "/comments/on/{kind:str}/{subject_id:uuid}"


class CommentsApi(Api):
    path = V1

    @get(
        ON,
        summary="Comments on a subject",
        operation_id="listComments",
        tags=["Comments"],
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        commented: TheCommented,
        kind: Kind,
        subject_id: SubjectId,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> CommentsPage:
        """Those that everyone sees."""
        await commented.topic(reading, visitor, kind, subject_id)
        here = cursors(request, f"comments-{subject_id}")
        found = await queries.flat(reading, kind, subject_id, here.last(cursor), limit + 1)
        rows, following = here.cut(found, limit, lambda row: row[0].id)
        return CommentsPage([CommentFacts.of(*row, visitor.address) for row in rows], following)

    @post(
        ON,
        summary="Comment on a subject",
        operation_id="writeComment",
        tags=["Comments"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def write(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        commented: TheCommented,
        kind: Kind,
        subject_id: SubjectId,
        data: JSONBody[NewComment],
        idempotency_key: Key,
    ) -> Response[WrittenComment]:
        """Everyone reads it at once, unless the account is new and it links elsewhere."""
        if data.answers is None and data.stance is None:
            raise MissingError

        async def written() -> WrittenComment:
            sent = texts({"body": data.body}, {"body": BODY_MOST}, required=frozenset({"body"}))
            name = public_name(data.name) if data.name else None
            made = await service.comment(
                *(db, commented, kind, subject_id),
                Written(sent["body"], data.stance, name),
                by=visitor,
                parent_id=data.answers,
            )
            return WrittenComment(CommentFacts.of(made, 0, visitor.address), made.shown)

        return await once(request, visitor, db, idempotency_key, written, status=201)

    @delete(
        "/comments/{comment_id:uuid}",
        status_code=200,
        summary="Take a comment back",
        operation_id="takeCommentBack",
        tags=["Comments"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def take_back(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        comment_id: CommentId,
        idempotency_key: Key,
    ) -> Response[WrittenComment]:
        """One's own, at any time."""

        async def taken_back() -> WrittenComment:
            made = await service.take_back(db, comment_id, by=visitor)
            return WrittenComment(CommentFacts.of(made, 0, visitor.address), made.shown)

        return await once(request, visitor, db, idempotency_key, taken_back)

    @put(
        "/comments/{comment_id:uuid}/agreement",
        summary="Agree with a comment",
        operation_id="agreeWithComment",
        tags=["Comments"],
        guards=[WRITER],
        security=[WRITES],
    )
    async def agree(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        comment_id: CommentId,
        idempotency_key: Key,
    ) -> Response[CommentFacts]:
        """Each person agrees once, whatever they send; nobody with themselves."""

        async def agreed() -> CommentFacts:
            made = await service.agree(db, comment_id, by=visitor)
            return CommentFacts.of(made, await queries.agreed_with(db, made.id), visitor.address)

        return await once(request, visitor, db, idempotency_key, agreed)


ROUTES = (CommentsApi,)
