"""Ask for a second person, and be one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from okote.approvals import rules
from okote.approvals.deeds import APPROVAL, SUM, ApprovalDeed
from okote.approvals.letters import Letter, order
from okote.approvals.models import Approval, ApprovalTerms, Verdict
from okote.approvals.permissions import may_approve
from okote.approvals.queries import sum_above
from okote.feature import Act
from okote.identity.permissions import Permission, may_administer, person_of, require
from okote.identity.roles import service as roles
from okote.identity.visitors import Visitor
from okote.platform.audit import Facts, note
from okote.territories.queries import held, of_territory
from payments.money import Money
from payments.sessions import WriteSession

Acts = Mapping[str, Act]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What someone wants done; `before` and `after` are what changes, in the columns of the act's subject."""

    act: str
    subject: UUID
    called: str
    amount: Money | None = None
    before: Facts
    after: Facts
    reason: str


async def second_person(db: WriteSession, wanted: Wanted, *, by: Visitor) -> Approval | None:
    """What waits for a second person, where the sum is above the territory's; None where one is enough.

    Asked again while it is open, it is the same. Called by whoever holds the row that it is about.
    """
    if wanted.amount is None or not rules.needs_second(wanted.amount, await sum_above(db, by.territory.id)):
        return None
    return await ask_second(db, wanted, by=by)


async def ask_second(db: WriteSession, wanted: Wanted, *, by: Visitor) -> Approval:
    """The same of what always takes two people, whatever the territory's sum."""
    known = await _open(db, by.territory.id, wanted)
    at = await db.now()
    if known is not None:
        if at < known.expires_at:
            return known
        await _lapse(db, known, at)
    asked = Approval(
        territory_id=by.territory.id,
        act=wanted.act,
        subject_id=wanted.subject,
        called=wanted.called[:200],
        amount_minor=wanted.amount.minor if wanted.amount else None,
        currency=wanted.amount.currency if wanted.amount else Money(0).currency,
        before=wanted.before,
        after=wanted.after,
        reason=wanted.reason,
        asked_by=person_of(by).id,
        asked_at=at,
        expires_at=at + rules.OPEN_FOR,
    )
    db.add(asked)
    await db.flush()
    await note(db, by.doer, ApprovalDeed.SECOND_PERSON_ASKED, asked, reason=wanted.reason)
    await order(db, Letter.ASKED, asked.id)
    return asked


async def lapse_due(db: WriteSession) -> None:
    """What nobody decided on in time; what someone decides on at this moment is left to them."""
    at = await db.now()
    due = select(Approval).where(col(Approval.verdict).is_(None), col(Approval.expires_at) <= at)
    locked = due.order_by(col(Approval.id)).with_for_update(skip_locked=True)
    for approval in (await db.exec(locked)).all():
        await _lapse(db, approval, at)


async def _lapse(db: WriteSession, approval: Approval, at: datetime) -> None:
    approval.verdict, approval.decided_at = Verdict.LAPSED, at
    await db.flush()
    await order(db, Letter.DECIDED, approval.id)


async def _open(db: WriteSession, territory_id: UUID, wanted: Wanted) -> Approval | None:
    asked = of_territory(select(Approval), Approval.territory_id, territory_id).where(
        Approval.act == wanted.act, Approval.subject_id == wanted.subject, col(Approval.verdict).is_(None)
    )
    return (await db.exec(asked)).first()


async def approve(
    db: WriteSession,
    acts: Acts,
    approval_id: UUID,
    answer: str,
    *,
    by: Visitor,
    may: Permission = may_approve,
) -> Approval:
    """Have it done now, once; what is no longer possible is refused as it would be for one person.

    `may` is another question where a room has named who decides on this one thing, and has asked that.

    OwnRequestError, ApprovalOverError, and what the act itself raises.
    """
    approval = await _decided(db, approval_id, Verdict.APPROVED, answer, by, may)
    await acts[approval.act].run(db, approval, by)
    return approval


async def refuse(
    db: WriteSession, approval_id: UUID, answer: str, *, by: Visitor, may: Permission = may_approve
) -> Approval:
    """OwnRequestError, ApprovalOverError; `may` as in `approve`."""
    return await _decided(db, approval_id, Verdict.REFUSED, answer, by, may)


DEEDS = {
    Verdict.APPROVED: ApprovalDeed.SECOND_PERSON_APPROVED,
    Verdict.REFUSED: ApprovalDeed.SECOND_PERSON_REFUSED,
}


async def _decided(
    db: WriteSession, approval_id: UUID, verdict: Verdict, answer: str, by: Visitor, may: Permission
) -> Approval:
    require(may(by))
    approval = await held(db, Approval, by.territory.id, approval_id)
    who, at = person_of(by).id, await db.now()
    rules.check_decidable(
        decided=approval.verdict is not None,
        expires_at=approval.expires_at,
        asked_by=approval.asked_by,
        by=who,
        at=at,
    )
    was = APPROVAL.facts(approval)
    approval.verdict, approval.decided_by, approval.decided_at, approval.answer = verdict, who, at, answer
    await db.flush()
    await note(db, by.doer, DEEDS[verdict], approval, was, reason=answer)
    await order(db, Letter.DECIDED, approval.id)
    return approval


async def name_deputy(db: WriteSession, person_id: UUID, until: datetime, *, by: Visitor) -> None:
    """Have someone who holds a role here be a second person until then; they are told.

    NotFoundError where they hold none, DeputyDayError.
    """
    require(may_administer(by))
    named = await roles.name_deputy(db, person_id, until, by=by.doer)
    await order(db, Letter.DEPUTY, named.id)


async def set_sum(db: WriteSession, above: Money | None, *, by: Visitor) -> None:
    """From now on; what already waits goes on waiting. None lets each decide alone again."""
    require(may_administer(by))
    kept = await db.get(ApprovalTerms, by.territory.id) or ApprovalTerms(territory_id=by.territory.id)
    was = SUM.facts(kept)
    kept.above_minor = above.minor if above else None
    db.add(kept)
    await note(db, by.doer, ApprovalDeed.FOUR_EYES_SET, kept, was)
