"""Decisions with their reasons, for those whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select

from consultations.moderation.contents import AllModerated, Content
from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import NoAppealError, Side, check_appeal
from consultations.moderation.service.appeals import Party, appealed_by, side_of
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory, one_of
from okote.web.pagination import PAGE
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as one side reads it; nobody learns from it who reported."""

    decision: ModerationDecision
    side: Side
    case: ModerationCase | None
    content: Content | None
    suspension: ModerationSuspension | None
    appeal: ModerationAppeal | None
    """Against it, by whichever side; only one's own is shown."""
    mine: bool
    may_appeal: bool
    before: Sequence[ModerationDecision]
    after: Sequence[ModerationDecision]


async def told(
    db: ReadSession, moderated: AllModerated, visitor: Visitor, decision_id: UUID, party: Party
) -> Told:
    """NotFoundError for whoever it does not concern."""
    decision = await one_of(db, ModerationDecision, visitor.territory.id, decision_id)
    side = await side_of(db, decision, party)
    case = await db.get(ModerationCase, decision.case_id) if decision.case_id else None
    content = None
    if case is not None:
        content = await moderated.content(db, case.territory_id, case.kind, case.subject_id)
    against = select(ModerationAppeal).where(ModerationAppeal.decision_id == decision.id)
    appeal = (await db.exec(against)).first()
    whose = (party.person_id, party.notice_id)
    same = await _same_matter(db, decision)
    return Told(
        decision,
        side,
        case,
        content,
        await db.get(ModerationSuspension, decision.suspension_id) if decision.suspension_id else None,
        appeal,
        appeal is not None and appeal.side is side and (appeal.person_id, appeal.notice_id) == whose,
        appeal is None and await _may_appeal(db, decision, side),
        [one for one in same if one.id < decision.id],
        [one for one in same if one.id > decision.id],
    )


async def _may_appeal(db: ReadSession, decision: ModerationDecision, side: Side) -> bool:
    appealed = await appealed_by(db, decision)
    try:
        check_appeal(decision.verdict, decision.at, side, appealed, await db.now())
    except NoAppealError:
        return False
    return True


async def _same_matter(db: ReadSession, decision: ModerationDecision) -> Sequence[ModerationDecision]:
    same = (
        ModerationDecision.case_id == decision.case_id
        if decision.case_id
        else ModerationDecision.suspension_id == decision.suspension_id
    )
    statement = select(ModerationDecision).where(same).order_by(col(ModerationDecision.id))
    return (await db.exec(statement)).all()


@dataclass(frozen=True, slots=True)
class Mine:
    """What I reported, and what was decided about what I wrote or may do; the latest first."""

    notices: Sequence[tuple[ModerationNotice, ModerationCase, ModerationDecision | None]]
    decisions: Sequence[tuple[ModerationDecision, ModerationCase | None]]


async def mine(db: ReadSession, visitor: Visitor) -> Mine:
    me, here = person_of(visitor).id, visitor.territory.id
    sent: Any = (
        select(ModerationNotice, ModerationCase, ModerationDecision)
        .join(ModerationCase, col(ModerationCase.id) == ModerationNotice.case_id)
        .outerjoin(
            ModerationDecision,
            (col(ModerationDecision.case_id) == ModerationCase.id)
            & col(ModerationDecision.after_id).is_(None),
        )
    )
    sent = of_territory(sent, ModerationNotice.territory_id, here).where(ModerationNotice.person_id == me)
    about: Any = (
        select(ModerationDecision, ModerationCase)
        .outerjoin(ModerationCase, col(ModerationCase.id) == ModerationDecision.case_id)
        .outerjoin(ModerationSuspension, col(ModerationSuspension.id) == ModerationDecision.suspension_id)
    )
    about = of_territory(about, ModerationDecision.territory_id, here).where(
        or_(ModerationCase.author_id == me, ModerationSuspension.person_id == me)
    )
    return Mine(
        (await db.exec(sent.order_by(col(ModerationNotice.id).desc()).limit(PAGE))).all(),
        (await db.exec(about.order_by(col(ModerationDecision.id).desc()).limit(PAGE))).all(),
    )


@dataclass(frozen=True, slots=True)
class OfNotice:
    """A notice with what became of it, for whoever sent it without an account."""

    notice: ModerationNotice
    case: ModerationCase
    decisions: Sequence[ModerationDecision]


async def of_notice(db: ReadSession, visitor: Visitor, notice_id: UUID) -> OfNotice:
    """NotFoundError of another territory's."""
    notice = await one_of(db, ModerationNotice, visitor.territory.id, notice_id)
    case = await db.get_one(ModerationCase, notice.case_id)
    statement = select(ModerationDecision).where(ModerationDecision.case_id == case.id)
    return OfNotice(notice, case, (await db.exec(statement.order_by(col(ModerationDecision.id)))).all())
