"""What waits for a second person, and what became of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from okote.approvals.models import Approval, ApprovalTerms
from okote.identity.models import Person
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.money import Money
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Asked:
    """None for the name of an account that is closed, or of nobody."""

    approval: Approval
    by: str | None
    second: str | None

    @property
    def id(self) -> UUID:
        return self.approval.id


async def sum_above(db: ReadSession, territory_id: UUID) -> Money | None:
    """Above which two people are needed; None where one always is enough."""
    terms = await db.get(ApprovalTerms, territory_id)
    return None if terms is None else terms.above


def _asked(territory_id: UUID) -> Select[Approval, str | None, str | None]:
    second = aliased(Person)
    statement = (
        select(
            Approval,
            func.coalesce(Person.public_name, Person.email),
            func.coalesce(second.public_name, second.email),
        )
        .join(Person, col(Person.id) == Approval.asked_by)
        .outerjoin(second, col(second.id) == Approval.decided_by)
    )
    return of_territory(statement, Approval.territory_id, territory_id)


async def open_approvals(db: ReadSession, territory_id: UUID) -> Sequence[Asked]:
    """The one that waits longest first."""
    waits = col(Approval.verdict).is_(None) & (col(Approval.expires_at) > await db.now())
    rows = await db.exec(_asked(territory_id).where(waits).order_by(col(Approval.id)))
    return [Asked(*row) for row in rows.all()]


async def waits_for(db: ReadSession, territory_id: UUID, act: str, subject: UUID) -> Approval | None:
    """What was asked already about one thing, and may still be approved or refused."""
    asked = of_territory(select(Approval), Approval.territory_id, territory_id).where(
        Approval.act == act, Approval.subject_id == subject, col(Approval.verdict).is_(None)
    )
    return (await db.exec(asked.where(col(Approval.expires_at) > await db.now()))).first()


async def over(db: ReadSession, territory_id: UUID, before: UUID | None, *, limit: int) -> Sequence[Asked]:
    """Decided or lapsed, the latest first."""
    is_over = col(Approval.verdict).is_not(None) | (col(Approval.expires_at) <= await db.now())
    statement = _asked(territory_id).where(is_over)
    if before is not None:
        statement = statement.where(col(Approval.id) < before)
    rows = await db.exec(statement.order_by(col(Approval.id).desc()).limit(limit))
    return [Asked(*row) for row in rows.all()]


async def one_approval(db: ReadSession, territory_id: UUID, approval_id: UUID) -> Asked:
    row = (await db.exec(_asked(territory_id).where(Approval.id == approval_id))).first()
    if row is None:
        raise NotFoundError
    return Asked(*row)


async def waiting_for(db: ReadSession, territory_id: UUID, person_id: UUID) -> int:
    """How many a person may decide: none of their own."""
    statement = select(func.count()).select_from(Approval)
    statement = statement.where(
        col(Approval.verdict).is_(None),
        col(Approval.expires_at) > await db.now(),
        col(Approval.asked_by) != person_id,
    )
    return (await db.exec(of_territory(statement, Approval.territory_id, territory_id))).one()
