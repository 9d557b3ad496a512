"""One account, as moderators see it: what it wrote, how it reports, and what was decided about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast
from sqlmodel import col, func, select

from consultations.moderation.contents import AllModerated, Content
from consultations.moderation.models import (
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import Verdict
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from okote.web.pagination import PAGE
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Batch:
    """All that was taken down at once."""

    id: UUID
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Account:
    person: Person
    contents: Sequence[tuple[str, UUID, Content]]
    """What people see of it, kind by kind; a page of each at most."""
    notices: Mapping[str, int]
    """What it reported, by what became of it: `kept`, `hidden`, or `open`."""
    batches: Sequence[Batch]
    suspensions: Sequence[ModerationSuspension]


async def account(db: ReadSession, moderated: AllModerated, visitor: Visitor, person_id: UUID) -> Account:
    """NotFoundError of somebody of whom the desk of this territory knows nothing."""
    person, here = await db.get(Person, person_id), visitor.territory.id
    contents: list[tuple[str, UUID, Content]] = []
    for kind, each in moderated.kinds.items():
        ids = (await each.written_by(db, here, person_id))[:PAGE]
        found = await each.contents(db, here, ids)
        contents += [(kind, key, found[key]) for key in ids if key in found]
    notices = await notices_of(db, here, person_id)
    known = await _is_author(db, here, person_id)
    if person is None or not (contents or notices or known):
        raise NotFoundError
    suspensions = of_territory(select(ModerationSuspension), ModerationSuspension.territory_id, here)
    suspensions = suspensions.where(ModerationSuspension.person_id == person_id)
    return Account(
        person,
        contents,
        notices,
        await _batches(db, here, person_id),
        (await db.exec(suspensions.order_by(col(ModerationSuspension.id).desc()))).all(),
    )


async def _is_author(db: ReadSession, territory_id: UUID, person_id: UUID) -> bool:
    statement = of_territory(select(ModerationCase.id), ModerationCase.territory_id, territory_id)
    return (
        await db.exec(statement.where(ModerationCase.author_id == person_id).limit(1))
    ).first() is not None


async def notices_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Mapping[str, int]:
    """Whoever reports what stays, again and again, may be suspended for a time."""
    became = func.coalesce(cast(col(ModerationDecision.verdict), String), "open")
    statement: Any = (
        select(became, func.count())
        .select_from(ModerationNotice)
        .outerjoin(
            ModerationDecision,
            (col(ModerationDecision.case_id) == ModerationNotice.case_id)
            & col(ModerationDecision.after_id).is_(None),
        )
    )
    statement = of_territory(statement, ModerationNotice.territory_id, territory_id)
    statement = statement.where(ModerationNotice.person_id == person_id).group_by(became)
    return {str(verdict): number for verdict, number in await db.exec(statement)}


async def _batches(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Batch]:
    statement: Any = (
        select(ModerationDecision.batch_id, func.min(ModerationDecision.at), func.count())
        .join(ModerationCase, col(ModerationCase.id) == ModerationDecision.case_id)
        .where(
            ModerationCase.author_id == person_id,
            col(ModerationDecision.batch_id).is_not(None),
            ModerationDecision.verdict == Verdict.HIDDEN,
        )
        .group_by(col(ModerationDecision.batch_id))
        .order_by(func.min(ModerationDecision.at).desc(), col(ModerationDecision.batch_id))
    )
    statement = of_territory(statement, ModerationDecision.territory_id, territory_id)
    return [Batch(*row) for row in await db.exec(statement)]
