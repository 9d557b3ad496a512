"""Follow a consultation, or follow it no more: whoever does hears of what changes in it."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete

from consultations.processes.models import Process, ProcessFollow
from consultations.processes.permitting import check_seen
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.queries import one_of
from payments.sessions import WriteSession


async def follow(db: WriteSession, process_id: UUID, *, by: Visitor) -> None:
    """Pressed twice, it is the same. NotFoundError for whoever may not see it."""
    process = await one_of(db, Process, by.territory.id, process_id)
    check_seen(process, by)
    person, at = person_of(by), await db.now()
    await hold_open(db, person.id)
    wanted = insert(ProcessFollow).values(person_id=person.id, process_id=process.id, since=at)
    await db.exec(
        wanted.on_conflict_do_update(
            index_elements=["person_id", "process_id"],
            set_={"since": at, "ended_at": None},
            where=col(ProcessFollow.ended_at).is_not(None),
        )
    )


async def silence(db: WriteSession, process_id: UUID, person_id: UUID) -> None:
    """Write to somebody no more about it, also where they take part and never followed it."""
    await hold_open(db, person_id)
    at = await db.now()
    ended = insert(ProcessFollow).values(person_id=person_id, process_id=process_id, since=at, ended_at=at)
    await db.exec(
        ended.on_conflict_do_update(
            index_elements=["person_id", "process_id"],
            set_={"ended_at": at},
            where=col(ProcessFollow.ended_at).is_(None),
        )
    )


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Nobody is left to be written to."""
    await db.exec(delete(ProcessFollow).where(col(ProcessFollow.person_id) == closed.person_id))
