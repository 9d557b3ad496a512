"""Ideas held against everyone else while something is made of them, and what must not be made of them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from consultations.ballots.models import Ballot, BallotOption
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea
from consultations.ideas.rules import WAITING, check_shown
from consultations.merging.models import IdeaMergeSource
from consultations.merging.rules import MergeAnsweredError, MergeKnownError, MergeVotedError
from okote.identity.models import Person
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession


async def hold_ideas(db: WriteSession, territory_id: UUID, ids: Collection[UUID]) -> Sequence[Idea]:
    """As they now are, in the order of their identifiers, in which ballots hold them too.

    Whoever announces a ballot shares this lock: one of both waits, and then sees what the other did.
    NotFoundError where one is not this territory's.
    """
    statement = of_territory(select(Idea), Idea.territory_id, territory_id).where(col(Idea.id).in_(ids))
    statement = statement.order_by(col(Idea.id)).with_for_update()
    found = (await db.exec(statement.execution_options(populate_existing=True))).all()
    if len(found) != len(set(ids)):
        raise NotFoundError
    return found


async def check_free(db: ReadSession, ideas: Sequence[Idea], *, besides: UUID | None = None) -> None:
    """IdeaGoneError, MergeAnsweredError, MergeKnownError, MergeVotedError."""
    for one in ideas:
        check_shown(shown=one.shown)
        if one.state not in WAITING:
            raise MergeAnsweredError(number=one.number)
        if one.replaced_at is not None:
            raise MergeKnownError(number=one.number)
    ids = [one.id for one in ideas]
    known: Any = (
        select(Idea.number)
        .join(IdeaMergeSource, col(IdeaMergeSource.idea_id) == Idea.id)
        .where(col(Idea.id).in_(ids), col(IdeaMergeSource.standing))
    )
    if besides is not None:
        known = known.where(IdeaMergeSource.merge_id != besides)
    if (number := (await db.exec(known.order_by(Idea.number))).first()) is not None:
        raise MergeKnownError(number=number)
    await check_not_voted(db, ids)


async def check_not_voted(db: ReadSession, ids: Collection[UUID]) -> None:
    """From the announcement of a ballot until its result is published, an idea stays what people were told.

    Asked with the ideas held. MergeVotedError.
    """
    voted = (
        select(Idea.number)
        .join(BallotOption, col(BallotOption.idea_id) == Idea.id)
        .join(Ballot, col(Ballot.id) == BallotOption.ballot_id)
        .where(
            col(Idea.id).in_(ids),
            col(BallotOption.withdrawn_at).is_(None),
            col(Ballot.announced_at).is_not(None),
            col(Ballot.published_at).is_(None),
        )
    )
    if (number := (await db.exec(voted.order_by(col(Idea.number)))).first()) is not None:
        raise MergeVotedError(number=number)


async def co_authors(db: ReadSession, ids: Collection[UUID]) -> Sequence[IdeaAuthor]:
    """Who writes them now beside their authors, in the order in which they were invited."""
    statement = select(IdeaAuthor).where(
        col(IdeaAuthor.idea_id).in_(ids),
        col(IdeaAuthor.person_id).is_not(None),
        col(IdeaAuthor.left_at).is_(None),
    )
    return (await db.exec(statement.order_by(col(IdeaAuthor.id)))).all()


def names(ideas: Sequence[Idea], others: Sequence[IdeaAuthor]) -> dict[UUID, str | None]:
    """Who writes any of them and the name that they chose to show, the author of the oldest idea first."""
    oldest = sorted(ideas, key=lambda one: one.number)
    written = [(one.person_id, one.public_name) for one in oldest]
    written += [(one.person_id, one.public_name) for one in others]
    named: dict[UUID, str | None] = {}
    for person, name in written:
        if person is not None:
            named[person] = named.get(person) or name
    return named


async def hold_open_accounts(db: WriteSession, people: Collection[UUID]) -> set[UUID]:
    """Those of them whose account is open, held against a closing that would begin just now."""
    statement = select(Person.id).where(among(Person.id, people), col(Person.closed_at).is_(None))
    statement = statement.order_by(col(Person.id)).with_for_update(read=True, key_share=True)
    return set((await db.exec(statement)).all())


def among(column: Any, people: Collection[UUID]) -> ColumnElement[bool]:
    """Of these, given as one value: an idea may have more supporters than a statement has room for."""
    return col(column) == any_(literal(list(people), ARRAY(Uuid)))
