"""What waits on the desk: by severity, then by age, and never by how many report the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.moderation.contents import AllModerated, Content
from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationDecision,
    ModerationNotice,
    ModerationSuspension,
)
from consultations.moderation.rules import Ground
from okote.identity.models import Person, Role
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from okote.web.pagination import ONE_MORE, PAGE, Paged, numbered
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Waiting:
    """One content, however often it was reported."""

    case: ModerationCase
    content: Content | None
    grounds: Sequence[Ground]
    """From the first reported on, each once."""
    notices: int
    new: int
    """Of these, from accounts that were new, or from none."""
    mine: bool
    """Whether whoever looks may not decide: they wrote or reported it, or it is about their service."""


async def queue(
    db: ReadSession, moderated: AllModerated, visitor: Visitor, kind: str | None, number: int
) -> Paged[Waiting]:
    """The gravest first, of these the eldest."""
    statement = of_territory(select(ModerationCase), ModerationCase.territory_id, visitor.territory.id)
    statement = statement.where(col(ModerationCase.decided_at).is_(None))
    if kind is not None:
        statement = statement.where(ModerationCase.kind == kind)
    ordered = statement.order_by(col(ModerationCase.severity).desc(), col(ModerationCase.id))
    found = (await db.exec(ordered.offset((number - 1) * PAGE).limit(ONE_MORE))).all()
    return numbered(await _waiting(db, moderated, visitor, found), number, PAGE)


async def _waiting(
    db: ReadSession, moderated: AllModerated, visitor: Visitor, cases: Sequence[ModerationCase]
) -> list[Waiting]:
    contents = await contents_of(db, moderated, visitor.territory.id, cases)
    notices = await _notices(db, [one.id for one in cases])
    me, services = person_of(visitor).id, visitor.scopes(Role.SERVICE)
    waiting = []
    for case in cases:
        said, content = notices.get(case.id, []), contents.get((case.kind, case.subject_id))
        waiting.append(
            Waiting(
                case,
                content,
                list(dict.fromkeys(one.ground for one in said)),
                len(said),
                sum(one.new_account for one in said),
                me in {case.author_id, *(one.person_id for one in said)}
                or (content is not None and (me in content.others or content.service_id in services)),
            )
        )
    return waiting


async def contents_of(
    db: ReadSession, moderated: AllModerated, territory_id: UUID, cases: Sequence[ModerationCase]
) -> Mapping[tuple[str, UUID], Content]:
    """What they are about, as far as it is still kept: one statement a kind."""
    found: dict[tuple[str, UUID], Content] = {}
    for kind, each in moderated.kinds.items():
        ids = [one.subject_id for one in cases if one.kind == kind]
        if ids:
            of_kind = await each.contents(db, territory_id, ids)
            found |= {(kind, key): content for key, content in of_kind.items()}
    return found


async def _notices(db: ReadSession, ids: Sequence[UUID]) -> Mapping[UUID, list[ModerationNotice]]:
    statement = select(ModerationNotice).where(col(ModerationNotice.case_id).in_(ids))
    found: dict[UUID, list[ModerationNotice]] = {}
    for one in await db.exec(statement.order_by(col(ModerationNotice.id))):
        found.setdefault(one.case_id, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is known of a case."""

    waiting: Waiting
    notices: Sequence[ModerationNotice]
    decisions: Sequence[ModerationDecision]
    appeals: Mapping[UUID, ModerationAppeal]
    """By the decision that they are against."""
    earlier: Sequence[ModerationCase]
    """About the same content."""
    author: str
    """As the site shows them; "" where they show no name."""

    @property
    def case(self) -> ModerationCase:
        return self.waiting.case

    @property
    def open_appeal(self) -> ModerationAppeal | None:
        return next((one for one in self.appeals.values() if one.decided_at is None), None)


async def whole(db: ReadSession, moderated: AllModerated, visitor: Visitor, case_id: UUID) -> Whole:
    """NotFoundError of another territory's."""
    case = await one_of(db, ModerationCase, visitor.territory.id, case_id)
    (waiting,) = await _waiting(db, moderated, visitor, [case])
    decisions = (
        await db.exec(
            select(ModerationDecision)
            .where(ModerationDecision.case_id == case.id)
            .order_by(col(ModerationDecision.id))
        )
    ).all()
    earlier = select(ModerationCase).where(
        ModerationCase.kind == case.kind,
        ModerationCase.subject_id == case.subject_id,
        ModerationCase.territory_id == case.territory_id,
        ModerationCase.id != case.id,
    )
    author = None if case.author_id is None else await db.get_one(Person, case.author_id)
    return Whole(
        waiting,
        (await _notices(db, [case.id])).get(case.id, []),
        decisions,
        await appeals_against(db, [one.id for one in decisions]),
        (await db.exec(earlier.order_by(col(ModerationCase.id).desc()).limit(PAGE))).all(),
        (author and author.public_name) or "",
    )


async def appeals_against(db: ReadSession, ids: Sequence[UUID]) -> Mapping[UUID, ModerationAppeal]:
    statement = select(ModerationAppeal).where(col(ModerationAppeal.decision_id).in_(ids))
    return {one.decision_id: one for one in await db.exec(statement)}


@dataclass(frozen=True, slots=True)
class Complaint:
    """An appeal that waits, with what it is against; `mine` where whoever looks may not decide on it."""

    appeal: ModerationAppeal
    decision: ModerationDecision
    case: ModerationCase | None
    suspension: ModerationSuspension | None
    mine: bool


async def complaints(db: ReadSession, visitor: Visitor, appeal_id: UUID | None = None) -> Sequence[Complaint]:
    """Those that wait, the first first, a page at most; or the one of that number, also once decided."""
    statement: Any = (
        select(ModerationAppeal, ModerationDecision, ModerationCase, ModerationSuspension)
        .join(ModerationDecision, col(ModerationDecision.id) == ModerationAppeal.decision_id)
        .outerjoin(ModerationCase, col(ModerationCase.id) == ModerationDecision.case_id)
        .outerjoin(ModerationSuspension, col(ModerationSuspension.id) == ModerationDecision.suspension_id)
    )
    statement = of_territory(statement, ModerationAppeal.territory_id, visitor.territory.id)
    which = (
        col(ModerationAppeal.decided_at).is_(None)
        if appeal_id is None
        else col(ModerationAppeal.id) == appeal_id
    )
    rows: Any = (await db.exec(statement.where(which).order_by(col(ModerationAppeal.id)).limit(PAGE))).all()
    not_mine = await _barred_from(db, visitor, [row[1] for row in rows])
    return [
        Complaint(appeal, decision, case, suspension, decision.id in not_mine)
        for appeal, decision, case, suspension in rows
    ]


async def _barred_from(
    db: ReadSession, visitor: Visitor, decisions: Sequence[ModerationDecision]
) -> set[UUID]:
    """Of these decisions, those about which the visitor has decided, or which concern them."""
    me = person_of(visitor).id
    cases = [one.case_id for one in decisions if one.case_id]
    suspensions = [one.suspension_id for one in decisions if one.suspension_id]
    by_me = select(ModerationDecision.case_id, ModerationDecision.suspension_id).where(
        ModerationDecision.by == me,
        col(ModerationDecision.case_id).in_(cases) | col(ModerationDecision.suspension_id).in_(suspensions),
    )
    barred = {key for row in await db.exec(by_me) for key in row if key}
    wrote = select(ModerationCase.id).where(col(ModerationCase.id).in_(cases), ModerationCase.author_id == me)
    noticed = select(ModerationNotice.case_id).where(
        col(ModerationNotice.case_id).in_(cases), ModerationNotice.person_id == me
    )
    mine = select(ModerationSuspension.id).where(
        col(ModerationSuspension.id).in_(suspensions), ModerationSuspension.person_id == me
    )
    for statement in (wrote, noticed, mine):
        barred |= set(await db.exec(statement))
    return {one.id for one in decisions if {one.case_id, one.suspension_id} & barred}


async def complaint(db: ReadSession, visitor: Visitor, appeal_id: UUID) -> Complaint:
    """NotFoundError of another territory's."""
    found = await complaints(db, visitor, appeal_id)
    if not found:
        raise NotFoundError
    return found[0]


async def kinds_waiting(db: ReadSession, territory_id: UUID) -> Mapping[str, int]:
    """How many cases of each kind wait."""
    statement: Any = of_territory(
        select(ModerationCase.kind, func.count()), ModerationCase.territory_id, territory_id
    )
    statement = statement.where(col(ModerationCase.decided_at).is_(None)).group_by(col(ModerationCase.kind))
    return dict((await db.exec(statement)).all())


async def waiting_count(db: ReadSession, visitor: Visitor) -> int:
    """Cases and appeals, whoever may decide them."""
    here = visitor.territory.id
    cases = sum((await kinds_waiting(db, here)).values())
    appeals = select(func.count()).where(
        ModerationAppeal.territory_id == here, col(ModerationAppeal.decided_at).is_(None)
    )
    return cases + (await db.exec(appeals)).one()
