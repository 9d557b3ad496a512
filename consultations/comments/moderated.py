"""Comments, as the desk of moderation knows them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.comments.events import CommentShown
from consultations.comments.models import Comment
from consultations.moderation.contents import Content, Hiding, Moderated
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession

KIND = "comment"
TITLE = 80
"""Characters of a comment by which it is known: it has no title."""


def as_content(one: Comment, title: str = "") -> Content:
    """`title` is that of what it is about, where that is known."""
    words = one.body if len(one.body) <= TITLE else one.body[: TITLE - 1] + "…"
    return Content(
        title=f"{title}: {words}" if title else words,
        text=one.body if one.note is None else f"{one.body}\n\n{one.note}",
        path=f"/comments/{one.id}",
        author_id=one.person_id,
        written_at=one.written_at,
        shown=one.shown,
        hidden=one.hidden_at is not None,
    )


async def _contents(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, Content]:
    statement = of_territory(select(Comment), Comment.territory_id, territory_id)
    found = await db.exec(statement.where(col(Comment.id).in_(ids), Comment.body != ""))
    return {one.id: as_content(one) for one in found}


async def _held(db: WriteSession, comment_id: UUID) -> Comment:
    statement = select(Comment).where(Comment.id == comment_id).with_for_update()
    return (await db.exec(statement.execution_options(populate_existing=True))).one()


async def _hide(db: WriteSession, comment_id: UUID, hiding: Hiding) -> None:
    """The reason stands with the decision; who agrees with it stays written down, and is not counted."""
    one = await _held(db, comment_id)
    one.hidden_at, one.held_at = hiding.at, None


async def _show(db: WriteSession, comment_id: UUID) -> None:
    one = await _held(db, comment_id)
    before, one.hidden_at, one.held_at = one.shown, None, None
    if one.shown and not before:
        await emit(db, CommentShown(one.id))


async def _written_by(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[UUID]:
    """Also what is held."""
    statement = of_territory(select(Comment.id), Comment.territory_id, territory_id).where(
        Comment.person_id == person_id,
        col(Comment.withdrawn_at).is_(None),
        col(Comment.hidden_at).is_(None),
    )
    return (await db.exec(statement.order_by(col(Comment.id).desc()))).all()


MODERATED = Moderated(KIND, say("A comment"), _contents, _hide, _show, _written_by)
