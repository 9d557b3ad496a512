"""Which kinds of mail somebody wants: all of them, until they refuse one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select

from okote.platform.mail.models import MailRefusal
from payments.sessions import ReadSession, WriteSession


async def refused_by(db: ReadSession, person_id: UUID) -> set[str]:
    """The kinds that somebody does not want."""
    return set(await db.exec(select(MailRefusal.kind).where(MailRefusal.person_id == person_id)))


async def refuse(db: WriteSession, person_id: UUID, kinds: Collection[str]) -> None:
    """These alone: every other kind is wanted again. The caller holds the account open."""
    theirs = col(MailRefusal.person_id) == person_id
    await db.exec(delete(MailRefusal).where(theirs, col(MailRefusal.kind).not_in(kinds)))
    if kinds:
        at = await db.now()
        rows = [{"person_id": person_id, "kind": kind, "since": at} for kind in sorted(kinds)]
        await db.exec(insert(MailRefusal).values(rows).on_conflict_do_nothing())


async def forget_wishes(db: WriteSession, person_id: UUID) -> None:
    """They go with the account."""
    await db.exec(delete(MailRefusal).where(col(MailRefusal.person_id) == person_id))
