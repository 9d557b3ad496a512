"""Deciding: once for each case, by somebody whom it does not concern, with a statement of reasons."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.moderation.contents import AllModerated, Hiding
from consultations.moderation.deeds import ModerationDeed
from consultations.moderation.events import Decided
from consultations.moderation.models import ModerationCase, ModerationDecision
from consultations.moderation.rules import (
    SEVERITY,
    CameBy,
    ConflictOfInterestError,
    DecidedAlreadyError,
    GoneError,
    Ground,
    Statement,
    Verdict,
    check_decides,
    check_not_of_the_service,
)
from consultations.moderation.service.cases import concerned, open_case
from consultations.permissions import may_moderate
from okote.identity.models import Role
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


async def decide(
    db: WriteSession,
    moderated: AllModerated,
    case_id: UUID,
    statement: Statement,
    *,
    by: Visitor,
    batch: UUID | None = None,
) -> ModerationDecision:
    """The first decision of a case. DecidedAlreadyError, ConflictOfInterestError, GoneError."""
    require(may_moderate(by))
    case = await held(db, ModerationCase, by.territory.id, case_id)
    if case.decided_at is not None:
        raise DecidedAlreadyError
    check_decides(person_of(by).id, await concerned(db, case))
    await carry_out(db, moderated, case, statement, by=by)
    case.decided_at = await db.now()
    return await written(db, case, statement, by=by, batch=batch)


async def decide_all(
    db: WriteSession, moderated: AllModerated, case_ids: Sequence[UUID], statement: Statement, *, by: Visitor
) -> tuple[int, int]:
    """Several with one statement: how many were decided, and how many others were not mine to decide."""
    require(may_moderate(by))
    decided = 0
    for case_id in sorted(set(case_ids)):
        try:
            async with db.begin_nested():
                await decide(db, moderated, case_id, statement, by=by)
        except (DecidedAlreadyError, ConflictOfInterestError, GoneError, NotFoundError):
            continue
        decided += 1
    return decided, len(set(case_ids)) - decided


async def look_into(
    db: WriteSession, moderated: AllModerated, kind: str, subject_id: UUID, *, by: Visitor
) -> ModerationCase:
    """A case of a moderator's own; the one that is open, where there is one."""
    require(may_moderate(by))
    content = await moderated.content(db, by.territory.id, kind, subject_id)
    if content is None:
        raise NotFoundError
    began, severity = await db.now(), SEVERITY[Ground.CONDUCT]
    case = await open_case(db, by.territory.id, kind, subject_id, content, CameBy.OWN, severity)
    if case.opened_at == began:
        await note(db, by.doer, ModerationDeed.MODERATION_CASE_OPENED, case)
    return case


async def carry_out(
    db: WriteSession, moderated: AllModerated, case: ModerationCase, statement: Statement, *, by: Visitor
) -> None:
    """Take it down or show it; nothing of it is thrown away. GoneError, ConflictOfInterestError."""
    kind = moderated.of_kind(case.kind)
    content = await moderated.content(db, case.territory_id, case.kind, case.subject_id)
    if content is None:
        if statement.verdict is Verdict.HIDDEN:
            raise GoneError
        return
    check_decides(person_of(by).id, content.others)
    check_not_of_the_service(by.scopes(Role.SERVICE), content.service_id)
    if statement.verdict is Verdict.HIDDEN:
        because = f"{statement.facts} ({statement.rule})"[:1_000]
        await kind.hide(db, case.subject_id, Hiding(await db.now(), person_of(by).id, because))
    else:
        await kind.show(db, case.subject_id)


async def written(
    db: WriteSession,
    case: ModerationCase,
    statement: Statement,
    *,
    by: Visitor,
    batch: UUID | None = None,
    after: UUID | None = None,
) -> ModerationDecision:
    decision = ModerationDecision(
        territory_id=case.territory_id,
        case_id=case.id,
        after_id=after,
        verdict=statement.verdict,
        ground=statement.ground,
        facts=statement.facts,
        rule=statement.rule,
        batch_id=batch,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(decision)
    await db.flush()
    await note(db, by.doer, _deed(statement.verdict, after), decision, reason=statement.facts[:1_000])
    await emit(db, Decided(decision.id))
    return decision


def _deed(verdict: Verdict, after: UUID | None) -> ModerationDeed:
    if after is not None:
        return ModerationDeed.APPEAL_DECIDED
    return ModerationDeed.CONTENT_HIDDEN if verdict is Verdict.HIDDEN else ModerationDeed.CONTENT_KEPT


async def chain_of(db: ReadSession, decision: ModerationDecision) -> Sequence[ModerationDecision]:
    """All that was decided about the same, from the first on."""
    same = (
        ModerationDecision.case_id == decision.case_id
        if decision.case_id
        else ModerationDecision.suspension_id == decision.suspension_id
    )
    return (await db.exec(select(ModerationDecision).where(same).order_by(col(ModerationDecision.id)))).all()
