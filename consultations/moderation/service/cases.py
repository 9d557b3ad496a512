"""Cases: one for each content as long as nobody has decided, whoever reports it and however often."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select

from consultations.moderation.contents import Content
from consultations.moderation.models import ModerationCase, ModerationNotice, ModerationSuspension
from consultations.moderation.rules import SEVERITY, Bar, BarredError, CameBy, Ground, is_new
from okote.identity.models import Person
from okote.platform.limits import Limit
from okote.territories.models import Territory
from payments.sessions import ReadSession, WriteSession
from payments.tables import uuid7


async def open_case(
    db: WriteSession,
    territory_id: UUID,
    kind: str,
    subject_id: UUID,
    content: Content,
    origin: CameBy,
    severity: int,
) -> ModerationCase:
    """The one that is open, held, with the greater of both severities; or a new one."""
    added = insert(ModerationCase).values(
        id=uuid7(),
        territory_id=territory_id,
        kind=kind,
        subject_id=subject_id,
        author_id=content.author_id,
        title=content.title[:200],
        origin=origin,
        severity=severity,
        opened_at=await db.now(),
    )
    joined = added.on_conflict_do_update(
        index_elements=["territory_id", "kind", "subject_id"],
        index_where=col(ModerationCase.decided_at).is_(None),
        set_={"severity": func.greatest(ModerationCase.severity, severity)},
    )
    key = (await db.exec(joined.returning(col(ModerationCase.id)))).one()[0]
    statement = select(ModerationCase).where(ModerationCase.id == key)
    return (await db.exec(statement.execution_options(populate_existing=True))).one()


async def hold(db: WriteSession, territory_id: UUID, kind: str, subject_id: UUID, content: Content) -> None:
    """What a new account links from is shown to nobody until somebody has looked."""
    severity = SEVERITY[Ground.ADVERTISING]
    await open_case(db, territory_id, kind, subject_id, content, CameBy.PROGRAM, severity)


async def concerned(db: ReadSession, case: ModerationCase) -> set[UUID]:
    """Its author and all who reported it."""
    statement = select(ModerationNotice.person_id).where(ModerationNotice.case_id == case.id)
    found = (await db.exec(statement)).all()
    return {one for one in (case.author_id, *found) if one is not None}


async def check_not_barred(
    db: ReadSession, territory: Territory, bar: Bar, *, person_id: UUID | None = None, email: str = ""
) -> None:
    """BarredError while a suspension lasts."""
    at = await db.now()
    whose = ModerationSuspension.person_id == person_id if person_id else ModerationSuspension.email == email
    statement = select(func.max(ModerationSuspension.until)).where(
        ModerationSuspension.territory_id == territory.id,
        whose,
        ModerationSuspension.bars == bar,
        col(ModerationSuspension.lifted_at).is_(None),
        col(ModerationSuspension.until) > at,
    )
    until = (await db.exec(statement)).one()
    if until is not None:
        raise BarredError(until=territory.day(until))


async def writes_newly(db: ReadSession, person: Person) -> bool:
    """Whether the account of who writes is new."""
    return is_new(person.created_at, await db.now())


def by_age(limit: Limit, fewer: Limit, *, new: bool) -> Limit:
    """New accounts may less."""
    return fewer if new else limit
