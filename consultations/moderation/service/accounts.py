"""One account: all that it wrote at once, there and back; keeping somebody out for a time (article 23)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select, update

from consultations.moderation.contents import AllModerated
from consultations.moderation.deeds import ModerationDeed
from consultations.moderation.events import Decided
from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import (
    Bar,
    ConflictOfInterestError,
    Ground,
    Statement,
    Verdict,
)
from consultations.moderation.service.decisions import decide, look_into
from consultations.permissions import may_moderate
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory
from payments.sessions import ReadSession, WriteSession
from payments.tables import uuid7

AT_ONCE = 500
"""Of one kind: a wave that is larger is pressed twice."""


async def hide_all(
    db: WriteSession, moderated: AllModerated, person_id: UUID, statement: Statement, *, by: Visitor
) -> tuple[UUID, int]:
    """All that people see of what somebody wrote, each with its decision; how many, and their batch."""
    require(may_moderate(by))
    if person_of(by).id == person_id:
        raise ConflictOfInterestError
    batch, number = uuid7(), 0
    for kind in moderated.kinds.values():
        for subject_id in (await kind.written_by(db, by.territory.id, person_id))[:AT_ONCE]:
            case = await look_into(db, moderated, kind.kind, subject_id, by=by)
            try:
                async with db.begin_nested():
                    await decide(db, moderated, case.id, statement, by=by, batch=batch)
            except ConflictOfInterestError:
                continue
            number += 1
    return batch, number


async def show_all(
    db: WriteSession, moderated: AllModerated, batch: UUID, statement: Statement, *, by: Visitor
) -> int:
    """Undo it: what nobody has decided about since is shown again; how many."""
    require(may_moderate(by))
    number = 0
    for case in await _of_batch(db, by.territory.id, batch):
        if await _decided_since(db, case):
            continue
        again = await look_into(db, moderated, case.kind, case.subject_id, by=by)
        try:
            async with db.begin_nested():
                await decide(db, moderated, again.id, statement, by=by, batch=batch)
        except ConflictOfInterestError:
            continue
        number += 1
    return number


async def _of_batch(db: ReadSession, territory_id: UUID, batch: UUID) -> list[ModerationCase]:
    """NotFoundError where there is none."""
    statement = select(ModerationCase).join(
        ModerationDecision, col(ModerationDecision.case_id) == ModerationCase.id
    )
    statement = of_territory(statement, ModerationCase.territory_id, territory_id).where(
        ModerationDecision.batch_id == batch, ModerationDecision.verdict == Verdict.HIDDEN
    )
    found = list(await db.exec(statement.order_by(col(ModerationCase.id))))
    if not found:
        raise NotFoundError
    return found


async def _decided_since(db: ReadSession, case: ModerationCase) -> bool:
    """On appeal, or as another case of the same content."""
    later = (
        select(ModerationDecision.id)
        .join(ModerationCase, col(ModerationCase.id) == ModerationDecision.case_id)
        .where(
            ModerationCase.kind == case.kind,
            ModerationCase.subject_id == case.subject_id,
            (col(ModerationCase.id) > case.id) | col(ModerationDecision.after_id).is_not(None),
            col(ModerationCase.id) >= case.id,
        )
    )
    return (await db.exec(later.limit(1))).first() is not None


@dataclass(frozen=True, slots=True)
class Suspended:
    """From what, and for how many days."""

    bars: Bar
    days: int
    facts: str
    rule: str
    ground: Ground = Ground.CONDUCT


async def suspend_person(
    db: WriteSession, person_id: UUID, given: Suspended, language: str, *, by: Visitor
) -> ModerationDecision:
    """ConflictOfInterestError of oneself."""
    require(may_moderate(by))
    if person_of(by).id == person_id:
        raise ConflictOfInterestError
    await hold_open(db, person_id)
    return await _suspend(db, given, by, person_id=person_id, language=language)


async def suspend_notifier(
    db: WriteSession, notice_id: UUID, given: Suspended, *, by: Visitor
) -> ModerationDecision:
    """Whoever sent that notice, by their account or their address; NotFoundError of one without either."""
    require(may_moderate(by))
    notice = await held(db, ModerationNotice, by.territory.id, notice_id, shared=True)
    if notice.person_id is not None:
        return await suspend_person(db, notice.person_id, given, notice.language, by=by)
    if not notice.email:
        raise NotFoundError
    return await _suspend(db, given, by, email=notice.email, language=notice.language)


async def _suspend(
    db: WriteSession,
    given: Suspended,
    by: Visitor,
    *,
    language: str,
    person_id: UUID | None = None,
    email: str | None = None,
) -> ModerationDecision:
    at = await db.now()
    suspension = ModerationSuspension(
        territory_id=by.territory.id,
        person_id=person_id,
        email=email,
        language=language,
        bars=given.bars,
        since=at,
        until=at + timedelta(days=given.days),
    )
    db.add(suspension)
    await db.flush()
    decision = ModerationDecision(
        territory_id=by.territory.id,
        suspension_id=suspension.id,
        verdict=Verdict.SUSPENDED,
        ground=given.ground,
        facts=given.facts,
        rule=given.rule,
        at=at,
        by=person_of(by).id,
    )
    db.add(decision)
    await db.flush()
    await note(db, by.doer, ModerationDeed.ACCOUNT_SUSPENDED, suspension, reason=given.facts[:1_000])
    await emit(db, Decided(decision.id))
    return decision


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What was reported is still looked at, and nothing tells any more who did."""
    at = await db.now()
    gone = {"person_id": None, "forgotten_at": at}
    for table in (ModerationNotice, ModerationAppeal, ModerationSuspension):
        await db.exec(update(table).where(col(table.person_id) == closed.person_id).values(**gone))
