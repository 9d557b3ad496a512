"""Ask once for each version."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from okote.funding.conditions.models import ConditionsAcceptance
from okote.funding.conditions.rules import CURRENT, check_accepted
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from payments.sessions import ReadSession, WriteSession

ACCEPTED = select(ConditionsAcceptance.accepted_at).where(
    ConditionsAcceptance.territory_id == bindparam("territory_id"),
    ConditionsAcceptance.person_id == bindparam("person_id"),
    ConditionsAcceptance.version == bindparam("version"),
)


async def has_accepted(db: ReadSession, territory_id: UUID, person_id: UUID) -> bool:
    """Whether somebody has accepted the version in force."""
    asked = {"territory_id": territory_id, "person_id": person_id, "version": CURRENT}
    return (await db.exec(ACCEPTED, params=asked)).first() is not None


async def accept(db: WriteSession, ticked: str, *, by: Visitor) -> None:
    """Nothing more is needed of who has; ConditionsNotAcceptedError where the box was not ticked."""
    person = person_of(by)
    if await has_accepted(db, by.territory.id, person.id):
        return
    check_accepted(ticked)
    await hold_open(db, person.id)
    accepted = insert(ConditionsAcceptance).values(
        territory_id=by.territory.id, person_id=person.id, version=CURRENT, accepted_at=await db.now()
    )
    await db.exec(accepted.on_conflict_do_nothing())
