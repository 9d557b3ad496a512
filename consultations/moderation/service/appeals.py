"""Appealing (article 20): free, once for each side, looked at by somebody who has decided nothing of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from consultations.moderation.contents import AllModerated
from consultations.moderation.deeds import SUSPENSION, ModerationDeed
from consultations.moderation.events import AppealMade, Decided
from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import (
    DecidedAlreadyError,
    NoAppealError,
    Side,
    Statement,
    Verdict,
    check_appeal,
    check_decides,
    reversed_verdict,
)
from consultations.moderation.service.cases import concerned
from consultations.moderation.service.decisions import carry_out, chain_of, written
from consultations.permissions import may_moderate
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

APPEALS = Limit(
    "moderation-appeal",
    most=20,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="One for each decision; somebody who was wrong twenty times a day has better call.",
)

LIMITS = (APPEALS,)


@dataclass(frozen=True, slots=True)
class Party:
    """Who appeals: by their account or, without one, by the link in a mail to them."""

    person_id: UUID | None = None
    notice_id: UUID | None = None
    suspension_id: UUID | None = None


async def side_of(db: ReadSession, decision: ModerationDecision, party: Party) -> Side:
    """NotFoundError for whoever it does not concern."""
    if decision.suspension_id is not None:
        suspension = await db.get_one(ModerationSuspension, decision.suspension_id)
        if suspension.id != party.suspension_id and (
            party.person_id is None or suspension.person_id != party.person_id
        ):
            raise NotFoundError
        return Side.AUTHOR
    case = await db.get_one(ModerationCase, decision.case_id)
    if party.person_id is not None and case.author_id == party.person_id:
        return Side.AUTHOR
    which = (
        ModerationNotice.person_id == party.person_id
        if party.person_id is not None
        else ModerationNotice.id == party.notice_id
    )
    notice = select(ModerationNotice.id).where(ModerationNotice.case_id == case.id, which)
    if (await db.exec(notice)).first() is None:
        raise NotFoundError
    return Side.NOTIFIER


async def appealed_by(db: ReadSession, decision: ModerationDecision) -> set[Side]:
    """Which sides have had their second look at the same, or asked for it."""
    ids = [one.id for one in await chain_of(db, decision)]
    statement = select(ModerationAppeal).where(col(ModerationAppeal.decision_id).in_(ids))
    return {one.side for one in await db.exec(statement)}


async def appeal(
    db: WriteSession, decision_id: UUID, words: str, party: Party, *, by: Visitor
) -> ModerationAppeal:
    """Of what went against one; sent a second time, it is the same. NoAppealError, NotFoundError."""
    decision = await held(db, ModerationDecision, by.territory.id, decision_id)
    side = await side_of(db, decision, party)
    known = select(ModerationAppeal).where(ModerationAppeal.decision_id == decision.id)
    if (there := (await db.exec(known)).first()) is not None:
        if there.side is side and (there.person_id, there.notice_id) == (party.person_id, party.notice_id):
            return there
        raise NoAppealError
    at = await db.now()
    check_appeal(decision.verdict, decision.at, side, await appealed_by(db, decision), at)
    await hit(db, APPEALS, str(party.person_id or party.notice_id))
    if party.person_id is not None:
        await hold_open(db, party.person_id)
    made = ModerationAppeal(
        territory_id=decision.territory_id,
        decision_id=decision.id,
        side=side,
        person_id=party.person_id,
        notice_id=party.notice_id,
        words=words,
        at=at,
    )
    db.add(made)
    await db.flush()
    await emit(db, AppealMade(made.id))
    return made


async def decide_appeal(
    db: WriteSession,
    moderated: AllModerated,
    appeal_id: UUID,
    *,
    followed: bool,
    statement: Statement,
    by: Visitor,
) -> ModerationDecision:
    """By another moderator; both sides are told. What `statement` says of a verdict does not count.

    DecidedAlreadyError, SameModeratorError, ConflictOfInterestError, GoneError.
    """
    require(may_moderate(by))
    made = await held(db, ModerationAppeal, by.territory.id, appeal_id)
    if made.decided_at is not None:
        raise DecidedAlreadyError
    decision = await held(db, ModerationDecision, by.territory.id, made.decision_id)
    before = {one.by for one in await chain_of(db, decision)}
    verdict = reversed_verdict(decision.verdict) if followed else decision.verdict
    told = Statement(
        verdict, statement.facts, statement.ground or decision.ground, statement.rule or decision.rule
    )
    if decision.case_id is None:
        return await _of_suspension(db, made, decision, told, before, by=by)
    case = await held(db, ModerationCase, by.territory.id, decision.case_id)
    check_decides(person_of(by).id, await concerned(db, case), before)
    await carry_out(db, moderated, case, told, by=by)
    made.decided_at = await db.now()
    return await written(db, case, told, by=by, after=decision.id)


async def _of_suspension(
    db: WriteSession,
    made: ModerationAppeal,
    decision: ModerationDecision,
    told: Statement,
    before: set[UUID],
    *,
    by: Visitor,
) -> ModerationDecision:
    suspension = await db.get_one(ModerationSuspension, decision.suspension_id)
    check_decides(person_of(by).id, {one for one in (made.person_id,) if one}, before)
    was, made.decided_at = SUSPENSION.facts(suspension), await db.now()
    if told.verdict is Verdict.LIFTED:
        suspension.lifted_at = await db.now()
        await note(db, by.doer, ModerationDeed.SUSPENSION_LIFTED, suspension, was, reason=told.facts[:1_000])
    outcome = ModerationDecision(
        territory_id=decision.territory_id,
        suspension_id=suspension.id,
        after_id=decision.id,
        verdict=told.verdict,
        ground=told.ground,
        facts=told.facts,
        rule=told.rule,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(outcome)
    await db.flush()
    await note(db, by.doer, ModerationDeed.APPEAL_DECIDED, outcome, reason=told.facts[:1_000])
    await emit(db, Decided(outcome.id))
    return outcome
