"""Threads: the comments on a subject with the answers below them, page by page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from consultations.comments.models import Comment, CommentAgreement, CommentVersion
from consultations.comments.rules import Order, Stance
from consultations.comments.subjects import AllCommented, Topic
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from okote.web.pagination import Paged
from payments.sessions import ReadSession

PER_PAGE = 10
ANSWERS = 3
"""Shown below a comment of a thread; all of them stand on its own page."""

MOST_DIGITS = 9

AGREED: ColumnElement[int] = (
    select(func.count())
    .select_from(CommentAgreement)
    .where(col(CommentAgreement.comment_id) == Comment.id)
    .correlate(Comment)
    .scalar_subquery()
)
"""Of a comment, counted from their rows."""


@dataclass(frozen=True, slots=True)
class Last:
    """Of a page of comments; in an address, its number and how many agreed with it, a full stop between."""

    comment: UUID
    agreed: int = 0

    @classmethod
    def read(cls, written: str) -> Self:
        """ValueError where it is none."""
        comment, _, agreed = written.partition(".")
        if len(agreed) > MOST_DIGITS:
            raise ValueError(agreed)
        return cls(UUID(comment), int(agreed or 0))

    def __str__(self) -> str:
        return f"{self.comment}.{self.agreed}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`after` is the last comment of the page before."""

    order: Order = Order.NEWEST
    after: Last | None = None

    @property
    def address(self) -> Mapping[str, object]:
        """As an address says it, but for the page."""
        return {"order": None if self.order is Order.NEWEST else self.order.value}


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as people see it; of one that is gone, only that there was one."""

    comment: Comment
    agreed: int
    mine: bool = False
    agree: bool = False
    """Whether the visitor agrees with it."""
    answers: Sequence["Shown"] = ()
    more: int = 0
    """Answers that stand on its own page alone."""

    @property
    def gone(self) -> bool:
        return not self.comment.shown


@dataclass(frozen=True, slots=True)
class Counts:
    """Comments that people see: of each stance, and answers to them."""

    stances: Mapping[Stance, int] = field(default_factory=dict)
    answers: int = 0

    @property
    def all(self) -> int:
        return sum(self.stances.values()) + self.answers


@dataclass(frozen=True, slots=True)
class Thread:
    kind: str
    subject_id: UUID
    topic: Topic
    counts: Counts
    wanted: Wanted
    rows: Paged[Shown]

    @property
    def path(self) -> str:
        """Of the thread alone."""
        return f"/comments/on/{self.kind}/{self.subject_id}"


def is_shown(table: Any = Comment) -> ColumnElement[bool]:
    return col(table.withdrawn_at).is_(None) & col(table.held_at).is_(None) & col(table.hidden_at).is_(None)


async def thread(
    db: ReadSession,
    visitor: Visitor,
    commented: AllCommented,
    kind: str,
    subject_id: UUID,
    wanted: Wanted | None = None,
) -> Thread:
    """NotFoundError of a subject that the visitor does not see."""
    asked = wanted or Wanted()
    topic = await commented.topic(db, visitor, kind, subject_id)
    counts = (await counts_of(db, kind, [subject_id])).get(subject_id, Counts())
    found = await _page(db, kind, subject_id, asked) if counts.all else []
    rows = await _with_answers(db, visitor, found[:PER_PAGE])
    following = Last(rows[-1].comment.id, rows[-1].agreed) if len(found) > PER_PAGE else None
    paged = Paged(
        rows,
        first={"after": None} if asked.after else None,
        next={"after": following} if following else None,
    )
    return Thread(kind, subject_id, topic, counts, asked, paged)


async def _page(
    db: ReadSession, kind: str, subject_id: UUID, wanted: Wanted
) -> Sequence[tuple[Comment, int]]:
    """On the subject itself: what is seen, and what is gone but has answers that are seen."""
    answer = aliased(Comment)
    answered = select(answer.id).where(answer.parent_id == Comment.id, is_shown(answer)).exists()
    statement: Any = select(Comment, AGREED).where(
        Comment.kind == kind,
        Comment.subject_id == subject_id,
        col(Comment.parent_id).is_(None),
        or_(is_shown(), answered),
    )
    keys: tuple[Any, ...] = (AGREED, col(Comment.id)) if wanted.order is Order.AGREED else (col(Comment.id),)
    if wanted.after is not None:
        key, agreed = wanted.after.comment, wanted.after.agreed
        last = (agreed, key) if wanted.order is Order.AGREED else (key,)
        before = tuple_(*keys) < tuple_(*last)
        statement = statement.where(tuple_(*keys) > tuple_(*last) if wanted.order is Order.OLDEST else before)
    ordered = keys if wanted.order is Order.OLDEST else tuple(one.desc() for one in keys)
    return list(await db.exec(statement.order_by(*ordered).limit(PER_PAGE + 1)))


async def _with_answers(
    db: ReadSession, visitor: Visitor, found: Sequence[tuple[Comment, int]]
) -> list[Shown]:
    answers = await _answers(db, [comment.id for comment, _ in found])
    rows = [*found, *(row for each, _ in answers.values() for row in each)]
    seen = _seen_by(visitor, await _agreed_by(db, visitor, [comment.id for comment, _ in rows]))
    return [
        seen(
            *row,
            [seen(*one) for one in answers.get(row[0].id, ((), 0))[0]],
            answers.get(row[0].id, ((), 0))[1],
        )
        for row in found
    ]


def _seen_by(visitor: Visitor, agreed: Collection[UUID]) -> Any:
    person = visitor.person.id if visitor.person else None

    def seen(comment: Comment, number: int, answers: Sequence[Shown] = (), more: int = 0) -> Shown:
        return Shown(comment, number, comment.person_id == person, comment.id in agreed, answers, more)

    return seen


async def _answers(
    db: ReadSession, ids: Sequence[UUID], most: int = ANSWERS
) -> Mapping[UUID, tuple[Sequence[tuple[Comment, int]], int]]:
    """The first of each that are seen, and how many more there are."""
    if not ids:
        return {}
    place = func.row_number().over(partition_by=col(Comment.parent_id), order_by=col(Comment.id))
    all_of_it = func.count().over(partition_by=col(Comment.parent_id))
    numbered = (
        select(col(Comment.id).label("id"), place.label("place"), all_of_it.label("number"))
        .where(col(Comment.parent_id).in_(ids), is_shown())
        .subquery()
    )
    statement: Any = (
        select(Comment, AGREED, numbered.c.number)
        .join(numbered, numbered.c.id == Comment.id)
        .where(numbered.c.place <= most)
        .order_by(col(Comment.id))
    )
    found: dict[UUID, tuple[list[tuple[Comment, int]], int]] = {}
    for comment, agreed, number in await db.exec(statement):
        rows, _ = found.setdefault(comment.parent_id, ([], number - most))
        rows.append((comment, agreed))
    return {key: (rows, max(0, more)) for key, (rows, more) in found.items()}


async def _agreed_by(db: ReadSession, visitor: Visitor, ids: Sequence[UUID]) -> set[UUID]:
    if visitor.person is None or not ids:
        return set()
    statement = select(CommentAgreement.comment_id).where(
        CommentAgreement.person_id == visitor.person.id, col(CommentAgreement.comment_id).in_(ids)
    )
    return set(await db.exec(statement))


async def counts_of(db: ReadSession, kind: str, ids: Collection[UUID]) -> Mapping[UUID, Counts]:
    """Of subjects of one kind: those that nobody has commented on are left out."""
    statement: Any = (
        select(Comment.subject_id, Comment.stance, func.count())
        .where(Comment.kind == kind, col(Comment.subject_id).in_(ids), is_shown())
        .group_by(col(Comment.subject_id), col(Comment.stance))
    )
    stances: dict[UUID, dict[Stance | None, int]] = {}
    for subject_id, stance, number in await db.exec(statement):
        stances.setdefault(subject_id, {})[stance] = number
    return {
        key: Counts({one: each[one] for one in Stance if one in each}, each.get(None, 0))
        for key, each in stances.items()
    }


async def own(db: ReadSession, visitor: Visitor, comment_id: UUID) -> Comment:
    """NotFoundError of another's."""
    found = await one_of(db, Comment, visitor.territory.id, comment_id)
    if visitor.person is None or found.person_id != visitor.person.id:
        raise NotFoundError
    return found


@dataclass(frozen=True, slots=True)
class Alone:
    """One comment with its answers, and what it is about."""

    topic: Topic
    shown: Shown
    rows: Paged[Shown]


async def alone(
    db: ReadSession, visitor: Visitor, commented: AllCommented, comment_id: UUID, after: UUID | None = None
) -> Alone:
    """That everyone sees, or one's own; an answer leads to what it answers. NotFoundError of any other."""
    comment = await one_of(db, Comment, visitor.territory.id, comment_id)
    topic = await commented.topic(db, visitor, comment.kind, comment.subject_id)
    mine = visitor.person is not None and comment.person_id == visitor.person.id
    if not (comment.shown or (mine and comment.withdrawn_at is None)):
        raise NotFoundError
    statement: Any = select(Comment, AGREED).where(Comment.parent_id == comment.id, is_shown())
    if after is not None:
        statement = statement.where(col(Comment.id) > after)
    found = (await db.exec(statement.order_by(col(Comment.id)).limit(PER_PAGE + 1))).all()
    ids = [comment.id, *(one.id for one, _ in found)]
    seen = _seen_by(visitor, await _agreed_by(db, visitor, ids))
    rows = [seen(*row) for row in found[:PER_PAGE]]
    following = {"after": rows[-1].comment.id} if len(found) > PER_PAGE else None
    shown = seen(comment, await agreed_with(db, comment.id))
    return Alone(topic, shown, Paged(rows, {"after": None} if after else None, None, following))


async def flat(
    db: ReadSession, kind: str, subject_id: UUID, before: UUID | None, most: int
) -> Sequence[tuple[Comment, int]]:
    """All that is seen of a subject, answers among them, the latest first."""
    statement: Any = select(Comment, AGREED).where(
        Comment.kind == kind, Comment.subject_id == subject_id, is_shown()
    )
    if before is not None:
        statement = statement.where(col(Comment.id) < before)
    return list(await db.exec(statement.order_by(col(Comment.id).desc()).limit(most)))


async def agreed_with(db: ReadSession, comment_id: UUID) -> int:
    """How many agree with it now."""
    statement = select(func.count()).where(CommentAgreement.comment_id == comment_id)
    return (await db.exec(statement)).one()


async def comments_of(
    db: ReadSession, territory_id: UUID, person_id: UUID, before: UUID | None, most: int
) -> Sequence[Comment]:
    """All that somebody wrote here and has not taken back, the latest first."""
    statement = of_territory(select(Comment), Comment.territory_id, territory_id).where(
        Comment.person_id == person_id, col(Comment.withdrawn_at).is_(None)
    )
    if before is not None:
        statement = statement.where(col(Comment.id) < before)
    return (await db.exec(statement.order_by(col(Comment.id).desc()).limit(most))).all()


async def versions(db: ReadSession, territory_id: UUID, comment_id: UUID) -> Sequence[CommentVersion]:
    """What it said before, from the first on."""
    statement = of_territory(select(CommentVersion), CommentVersion.territory_id, territory_id)
    statement = statement.where(CommentVersion.comment_id == comment_id)
    return (await db.exec(statement.order_by(col(CommentVersion.number)))).all()


async def still_shown(db: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Of these, those that people see."""
    return set(await db.exec(select(Comment.id).where(col(Comment.id).in_(ids), is_shown())))
