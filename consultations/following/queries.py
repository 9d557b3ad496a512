"""What somebody follows, and what of it is new to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, union_all
from sqlmodel import and_, col, func, or_, select

from consultations.following.models import Digest, SubjectFollow, SubjectNews
from consultations.following.subjects import AllFollowed
from okote.feature import Found
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

GATHERED = timedelta(minutes=30)
"""How old news is before it is told: what comes in one evening goes into one mail, and what was begun before
it has been written by then, so that none is passed over.
"""

BETWEEN = timedelta(hours=24)
"""Between two mails to somebody about one site."""

FURTHEST = timedelta(days=30)
"""Older news is told to nobody any more."""


async def follows(db: ReadSession, person_id: UUID, kind: str, subject_id: UUID) -> bool:
    """Whether somebody follows it now."""
    statement = select(SubjectFollow.since).where(
        SubjectFollow.person_id == person_id,
        SubjectFollow.kind == kind,
        SubjectFollow.subject_id == subject_id,
        col(SubjectFollow.ended_at).is_(None),
    )
    return (await db.exec(statement)).first() is not None


async def followed_by(
    db: ReadSession, followed: AllFollowed, visitor: Visitor
) -> Mapping[str, Sequence[tuple[UUID, Found]]]:
    """By kind, what the visitor follows here and may still see, the latest first."""
    if visitor.person is None:
        return {}
    statement = of_territory(select(SubjectFollow), SubjectFollow.territory_id, visitor.territory.id).where(
        SubjectFollow.person_id == visitor.person.id, col(SubjectFollow.ended_at).is_(None)
    )
    by_kind: dict[str, list[UUID]] = {}
    for one in await db.exec(statement.order_by(col(SubjectFollow.since).desc())):
        by_kind.setdefault(one.kind, []).append(one.subject_id)
    shown = {}
    for kind, ids in by_kind.items():
        if kind in followed.kinds:
            found = await followed.kinds[kind].subjects(db, visitor, ids)
            shown[kind] = [(key, found[key]) for key in ids if key in found]
    return shown


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody to be looked at: whether there is anything to tell is found then."""

    person_id: UUID
    territory_id: UUID


def _ripe(at: datetime) -> ColumnElement[bool]:
    return and_(col(SubjectNews.at) <= at - GATHERED, col(SubjectNews.at) > at - FURTHEST)


def _for_whom(at: datetime, *conditions: ColumnElement[bool]) -> Any:
    """Each ripe news with whom it is for: who follows its subject since before, and who is named in it."""
    about = (SubjectFollow.kind == SubjectNews.kind, SubjectFollow.subject_id == SubjectNews.subject_id)
    following: Any = (
        select(col(SubjectNews.id).label("news_id"), SubjectNews.territory_id, SubjectFollow.person_id)
        .join(SubjectFollow, and_(*about))
        .where(
            _ripe(at),
            col(SubjectNews.person_id).is_(None),
            col(SubjectFollow.ended_at).is_(None),
            col(SubjectFollow.since) <= SubjectNews.at,
            col(SubjectNews.by).is_distinct_from(SubjectFollow.person_id),
            *conditions,
        )
    )
    theirs = and_(*about, col(SubjectFollow.person_id) == SubjectNews.person_id)
    named: Any = (
        select(col(SubjectNews.id).label("news_id"), SubjectNews.territory_id, SubjectNews.person_id)
        .outerjoin(SubjectFollow, theirs)
        .where(
            _ripe(at),
            col(SubjectNews.person_id).is_not(None),
            col(SubjectFollow.ended_at).is_(None),
            col(SubjectNews.by).is_distinct_from(SubjectNews.person_id),
            *conditions,
        )
    )
    return union_all(following, named).subquery()


async def due(db: ReadSession, at: datetime, most: int) -> Sequence[Due]:
    """Whoever has news that they were not told of, and had no mail within a day: one statement for all."""
    news = _for_whom(at)
    theirs = and_(col(Digest.person_id) == news.c.person_id, col(Digest.territory_id) == news.c.territory_id)
    statement: Any = (
        select(news.c.person_id, news.c.territory_id)
        .join(Person, col(Person.id) == news.c.person_id)
        .outerjoin(Digest, theirs)
        .where(
            col(Person.email).is_not(None),
            or_(col(Digest.told).is_(None), news.c.news_id > col(Digest.told)),
            or_(col(Digest.sent_at).is_(None), col(Digest.sent_at) <= at - BETWEEN),
        )
        .distinct()
        .order_by(news.c.person_id, news.c.territory_id)
        .limit(most)
    )
    return [Due(*row) for row in await db.exec(statement)]


async def news_for(db: ReadSession, which: Due, told: UUID, at: datetime) -> Sequence[SubjectNews]:
    """From the first that they were not told of to the last that is old enough."""
    here = SubjectNews.territory_id == which.territory_id
    news = _for_whom(at, cast("ColumnElement[bool]", here), col(SubjectNews.id) > told)
    statement = select(SubjectNews).join(news, news.c.news_id == SubjectNews.id)
    statement = statement.where(news.c.person_id == which.person_id)
    return (await db.exec(statement.order_by(col(SubjectNews.id)))).all()


async def followers(db: ReadSession, kind: str, subject_id: UUID) -> int:
    """How many follow it now."""
    statement = select(func.count()).where(
        SubjectFollow.kind == kind,
        SubjectFollow.subject_id == subject_id,
        col(SubjectFollow.ended_at).is_(None),
    )
    return (await db.exec(statement)).one()
