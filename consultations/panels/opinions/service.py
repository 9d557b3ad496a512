"""Writing down what a panel adopted, publishing it, answering it, and telling mistakes beside it."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from consultations.deeds import OPINION, ConsultationDeed
from consultations.panels.models import Panel
from consultations.panels.opinions.events import (
    OpinionAnswered,
    OpinionCorrected,
    OpinionLate,
    OpinionPublished,
)
from consultations.panels.opinions.models import Opinion, OpinionCorrection
from consultations.panels.opinions.queries import corrections
from consultations.panels.opinions.rules import (
    NotPublishedError,
    OpinionAnsweredError,
    OpinionDetails,
    OpinionOfTestersError,
    OpinionPublishedError,
    check_due,
    check_opinion,
)
from consultations.panels.rules import PanelKind
from consultations.permissions import may_answer, may_run_panels
from consultations.services.models import Service
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import WriteSession


async def write_opinion(db: WriteSession, panel_id: UUID, details: OpinionDetails, *, by: Visitor) -> Opinion:
    """A draft. OpinionOfTestersError, and what `check_opinion` raises; NotFoundError of a panel in draft."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    if panel.published_at is None:
        raise NotFoundError
    if panel.kind is not PanelKind.CITIZENS:
        raise OpinionOfTestersError
    at = await db.now()
    check_opinion(details, seats=panel.seats, today=by.territory.day(at))
    opinion = Opinion(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        title=details.title,
        text=details.text,
        adopted_on=details.adopted_on,
        in_favour=details.in_favour,
        against=details.against,
        abstained=details.abstained,
        dissent=details.dissent,
        written_by=person_of(by).id,
        written_at=at,
    )
    db.add(opinion)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.OPINION_WRITTEN, opinion)
    return opinion


async def change_opinion(
    db: WriteSession, opinion_id: UUID, details: OpinionDetails, *, by: Visitor
) -> Opinion:
    """A draft, whole. OpinionPublishedError, and what `check_opinion` raises."""
    opinion = await _draft(db, opinion_id, by)
    panel = await one_of(db, Panel, by.territory.id, opinion.panel_id)
    check_opinion(details, seats=panel.seats, today=by.territory.day(await db.now()))
    was = OPINION.facts(opinion)
    opinion.title, opinion.text, opinion.dissent = details.title, details.text, details.dissent
    opinion.adopted_on, opinion.in_favour = details.adopted_on, details.in_favour
    opinion.against, opinion.abstained = details.against, details.abstained
    await note(db, by.doer, ConsultationDeed.OPINION_CHANGED, opinion, was)
    return opinion


async def publish_opinion(
    db: WriteSession, opinion_id: UUID, service_id: UUID, due: date, *, by: Visitor
) -> Opinion:
    """Everyone reads it from now on; a service is told that it answers, and by when.

    OpinionPublishedError, DueDayError; NotFoundError of a service that is not in use here.
    """
    opinion = await _draft(db, opinion_id, by)
    service = await one_of(db, Service, by.territory.id, service_id)
    if service.retired_at is not None:
        raise NotFoundError
    at, was = await db.now(), OPINION.facts(opinion)
    check_due(due, by.territory.day(at))
    opinion.published_at, opinion.published_by = at, person_of(by).id
    opinion.service_id, opinion.due_on = service.id, due
    await note(db, by.doer, ConsultationDeed.OPINION_PUBLISHED, opinion, was)
    await emit(db, OpinionPublished(opinion.id))
    return opinion


async def remove_opinion(db: WriteSession, opinion_id: UUID, *, by: Visitor) -> UUID:
    """A draft alone; of which panel it was. OpinionPublishedError."""
    opinion = await _draft(db, opinion_id, by)
    await note(db, by.doer, ConsultationDeed.OPINION_REMOVED, opinion)
    await db.delete(opinion)
    return opinion.panel_id


async def answer_opinion(db: WriteSession, opinion_id: UUID, text: str, *, by: Visitor) -> Opinion:
    """By the service that was asked, once: everyone has read it then. OpinionAnsweredError."""
    opinion = await held(db, Opinion, by.territory.id, opinion_id)
    require(may_answer(by, opinion.service_id))
    if opinion.published_at is None or opinion.answered_at is not None:
        raise OpinionAnsweredError
    was = OPINION.facts(opinion)
    opinion.answer, opinion.answered_at, opinion.answered_by = text, await db.now(), person_of(by).id
    await note(db, by.doer, ConsultationDeed.OPINION_ANSWERED, opinion, was)
    await emit(db, OpinionAnswered(opinion.id))
    return opinion


async def correct_opinion(db: WriteSession, opinion_id: UUID, body: str, *, by: Visitor) -> OpinionCorrection:
    """Everyone reads it beside the opinion, under its day; sent twice, it is told once. NotPublishedError."""
    require(may_run_panels(by))
    opinion = await held(db, Opinion, by.territory.id, opinion_id)
    if opinion.published_at is None:
        raise NotPublishedError
    for known in (await corrections(db, [opinion.id])).get(opinion.id, ()):
        if known.body == body:
            return known
    correction = OpinionCorrection(
        territory_id=opinion.territory_id,
        opinion_id=opinion.id,
        body=body,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(correction)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.OPINION_CORRECTED, correction)
    await emit(db, OpinionCorrected(correction.id))
    return correction


async def tell_late(db: WriteSession, territory: Territory, *, most: int) -> int:
    """Remind of each answer whose day is over, once; how many there were, at most so many."""
    at = await db.now()
    late = select(Opinion).where(
        col(Opinion.answered_at).is_(None),
        col(Opinion.told_late_at).is_(None),
        col(Opinion.due_on) < territory.day(at),
    )
    statement = of_territory(late, Opinion.territory_id, territory.id).order_by(col(Opinion.id)).limit(most)
    found = (await db.exec(statement.with_for_update(skip_locked=True))).all()
    for one in found:
        one.told_late_at = at
        await emit(db, OpinionLate(one.id))
    return len(found)


async def _draft(db: WriteSession, opinion_id: UUID, by: Visitor) -> Opinion:
    require(may_run_panels(by))
    opinion = await held(db, Opinion, by.territory.id, opinion_id)
    if opinion.published_at is not None:
        raise OpinionPublishedError
    return opinion
