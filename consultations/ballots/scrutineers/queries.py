"""Whom the office named for a ballot, and what waits for their signature."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from consultations.ballots.closing import CLOSE, PUBLISH
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ballots.scrutineers.rules import Quality, stands
from okote.approvals.permissions import APPROVERS
from okote.approvals.queries import Asked, open_approvals
from okote.identity.models import Person
from okote.identity.roles.queries import Holding, holdings
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

SIGNED = frozenset({CLOSE, PUBLISH})
"""What they sign: to annul a vote stays with whoever holds a role for it."""


@dataclass(frozen=True, slots=True)
class Named:
    """One of them as the office sees them; None for the name of an account that shows none."""

    row: BallotScrutineer
    name: str | None


async def named(db: ReadSession, ballot_id: UUID) -> Sequence[Named]:
    """In the order in which they were named."""
    wanted = (
        select(BallotScrutineer, func.coalesce(Person.public_name, Person.email))
        .outerjoin(Person, col(Person.id) == BallotScrutineer.person_id)
        .where(BallotScrutineer.ballot_id == ballot_id)
        .order_by(col(BallotScrutineer.id))
    )
    return [Named(row, row.name or known) for row, known in (await db.exec(wanted)).all()]


async def qualities(db: ReadSession, ballot_id: UUID) -> Mapping[UUID, tuple[Quality, str]]:
    """By account, in which quality somebody may sign for that ballot, and the name to write, if any."""
    wanted = select(BallotScrutineer).where(
        BallotScrutineer.ballot_id == ballot_id, col(BallotScrutineer.person_id).is_not(None)
    )
    rows = (await db.exec(wanted.order_by(col(BallotScrutineer.id)))).all()
    return {
        one.person_id: (Quality.OUTSIDE if one.outside else Quality.DEPUTY, one.name)
        for one in rows
        if one.person_id is not None
    }


async def standing(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> BallotScrutineer:
    """As whom a visitor signs for that very ballot; NotFoundError for everybody else."""
    person = None if visitor.person is None else visitor.person.id
    wanted = of_territory(
        select(BallotScrutineer), BallotScrutineer.territory_id, visitor.territory.id
    ).where(BallotScrutineer.ballot_id == ballot_id, BallotScrutineer.person_id == person)
    one = (await db.exec(wanted)).first() if person else None
    if one is None or not stands(outside=one.outside, holds_role=bool(visitor.roles)):
        raise NotFoundError
    return one


async def to_sign(db: ReadSession, territory_id: UUID, ballot_id: UUID) -> Sequence[Asked]:
    """What was asked about a ballot and waits for the second signature, the longest first."""
    return [
        one
        for one in await open_approvals(db, territory_id)
        if one.approval.subject_id == ballot_id and one.approval.act in SIGNED
    ]


async def who_signs(db: ReadSession, ballot_id: UUID) -> Collection[UUID]:
    """The accounts of those who said yes."""
    return (await qualities(db, ballot_id)).keys()


async def may_be_deputies(db: ReadSession, territory_id: UUID) -> Mapping[UUID, str]:
    """Whoever holds a role here, but for those who may be a second person anyway, by name."""
    held: Sequence[Holding] = await holdings(db, territory_id)
    approve = {one.person_id for one in held if one.role in APPROVERS}
    return {
        one.person_id: one.public_name or one.email or str(one.person_id)
        for one in held
        if one.person_id not in approve
    }
