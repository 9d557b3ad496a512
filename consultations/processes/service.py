"""Write a consultation, set its phases, publish, copy, archive it; what is open in it decides `permitted`."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from consultations.permissions import may_publish_processes, may_write_processes
from consultations.processes import refusals, rules
from consultations.processes.changing import Change, changed_phases, changed_texts
from consultations.processes.deeds import PROCESS, ProcessDeed
from consultations.processes.describing import SAID, ProcessDetails, describe, described, sort
from consultations.processes.events import PhasesSet, ProcessChanged, ProcessPublished
from consultations.processes.models import Phase, Process, ProcessChange
from consultations.processes.permitting import opened, permitted, phases_at_last
from consultations.processes.rules import PhaseDetails, ProcessState, Template
from consultations.services.models import Service
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.audit import note
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory
from payments.sessions import ReadSession, WriteSession


async def write_process(
    db: WriteSession,
    template: Template,
    details: ProcessDetails,
    phases: Sequence[PhaseDetails] = (),
    *,
    by: Visitor,
    deed: ProcessDeed = ProcessDeed.PROCESS_WRITTEN,
) -> Process:
    """A draft that only those who write them read. EnvelopeTwiceError, and those of `rules.check_phases`."""
    require(may_write_processes(by))
    process = Process(
        territory_id=by.territory.id,
        template=template,
        slug=await _slug(db, details.title, by.territory.id, None),
        title=details.title,
        lead=details.lead,
        body=details.body,
        languages=list(details.languages),
        organisers=[],
        service_id=details.service_id,
        created_at=await db.now(),
        created_by=person_of(by).id,
    )
    await describe(db, process, details, by)
    db.add(process)
    await db.flush()
    await sort(db, process, details)
    if phases:
        rules.check_phases(phases, process.audience)
        await _keep(db, process, [], phases)
    await note(db, by.doer, deed, process)
    return process


async def change_process(
    db: WriteSession,
    process_id: UUID,
    details: ProcessDetails,
    *,
    version: int,
    by: Visitor,
    reason: str = "",
) -> Process:
    """All but its phases. Of what is published the texts are told as they were, with the reason.

    StaleError where someone has saved since `version` was read; ReasonMissingError, AudienceSetError,
    EnvelopeTwiceError, and PhasePermitsError where a phase is for people whom the process is no longer for.
    """
    process = await _writable(db, process_id, by)
    _check_version(process, version)
    was, before = await described(db, process), PROCESS.facts(process)
    if process.published_at is not None and details.audience is not process.audience:
        raise refusals.AudienceSetError
    whom = process.audience
    await describe(db, process, details, by)
    phases = await _phases(db, process.id)
    for one in phases:  # those for all of its people stay that
        one.audience = process.audience if one.audience is whom else one.audience
    if phases:
        rules.check_phases([_details(one) for one in phases], process.audience)
    if process.published_at is None:
        process.slug = await _slug(db, process.title, by.territory.id, process.id)
    await sort(db, process, details)
    process.version += 1
    await _tell(db, process, changed_texts(_said(was), _said(details), told=SAID), reason, by)
    await note(db, by.doer, ProcessDeed.PROCESS_CHANGED, process, before)
    return process


async def set_phases(
    db: WriteSession,
    process_id: UUID,
    phases: Sequence[PhaseDetails],
    *,
    version: int,
    by: Visitor,
    reason: str = "",
) -> Process:
    """In the order of their beginnings, instead of those that there are; one with an `id` stays what it is.

    Whoever does something in it meanwhile comes before or after. StaleError, ReasonMissingError,
    ProcessUsedError, and those of `rules.check_phases` and, once it is published, of
    `changing.changed_phases`.
    """
    process = await _writable(db, process_id, by)
    _check_version(process, version)
    ordered = sorted(phases, key=lambda one: one.starts_at)
    rules.check_phases(ordered, process.audience)
    known, at = await phases_at_last(db, process.id)
    _check_known(known, ordered)
    process.version += 1
    if process.published_at is not None:
        await _tell(db, process, changed_phases(known, ordered, at), reason, by)
    await _keep(db, process, known, ordered)
    await emit(db, PhasesSet(process.id))
    await note(db, by.doer, ProcessDeed.PHASES_SET, process)
    return process


async def publish(db: WriteSession, process_id: UUID, *, by: Visitor) -> Process:
    """Whoever it is for reads it from now on, and takes part as its phases say; asked twice, it is the same.

    PhasesMissingError, ProcessPastError, ServiceRetiredError.
    """
    require(may_publish_processes(by))
    process = await held(db, Process, by.territory.id, process_id)
    if process.published_at is not None:
        return process
    phases, before, at = await _phases(db, process.id), PROCESS.facts(process), await db.now()
    rules.check_phases([_details(one) for one in phases], process.audience)
    if all(rules.is_past(one, at) for one in phases):
        raise refusals.ProcessPastError
    service = await held(db, Service, by.territory.id, process.service_id, shared=True)
    if service.retired_at is not None:
        raise refusals.ServiceRetiredError
    process.published_at = at
    await note(db, by.doer, ProcessDeed.PROCESS_PUBLISHED, process, before)
    await emit(db, ProcessPublished(process.id))
    return process


async def archive(db: WriteSession, process_id: UUID, *, by: Visitor) -> Process:
    """Its page stays, nothing is open in it any more. ProcessOpenError while people can still take part."""
    require(may_publish_processes(by))
    process = await held(db, Process, by.territory.id, process_id)
    phases, before, at = await _phases(db, process.id), PROCESS.facts(process), await db.now()
    stands = rules.standing(phases, at, published_at=process.published_at, archived_at=process.archived_at)
    if stands in {ProcessState.DRAFT, ProcessState.COMING, ProcessState.OPEN}:
        raise refusals.ProcessOpenError
    process.archived_at = process.archived_at or at
    await note(db, by.doer, ProcessDeed.PROCESS_ARCHIVED, process, before)
    return process


async def take_up(db: WriteSession, process_id: UUID, *, by: Visitor) -> Process:
    """Out of the archive, as it was."""
    require(may_publish_processes(by))
    process = await held(db, Process, by.territory.id, process_id)
    before = PROCESS.facts(process)
    process.archived_at = None
    await note(db, by.doer, ProcessDeed.PROCESS_TAKEN_UP, process, before)
    return process


async def copy_process(db: WriteSession, process_id: UUID, first_day: date, *, by: Visitor) -> Process:
    """A draft of the same texts, places and envelopes, its phases moved so that the first begins that day.

    Nothing of what people did in it, nor what was changed.
    """
    require(may_write_processes(by))
    process = await held(db, Process, by.territory.id, process_id, shared=True)
    phases = [_details(one) for one in await _phases(db, process.id)]
    moved = rules.moved_to(phases, first_day, by.territory.zone)
    return await write_process(
        db,
        process.template,
        await described(db, process),
        moved,
        by=by,
        deed=ProcessDeed.PROCESS_COPIED,
    )


async def remove_draft(db: WriteSession, process_id: UUID, *, by: Visitor) -> None:
    """What nobody else has read. ProcessPublishedError, ProcessUsedError."""
    require(may_write_processes(by))
    process = await held(db, Process, by.territory.id, process_id)
    if process.published_at is not None:
        raise refusals.ProcessPublishedError
    await note(db, by.doer, ProcessDeed.PROCESS_REMOVED, process)
    await _gone(db, process)


async def _writable(db: WriteSession, process_id: UUID, by: Visitor) -> Process:
    """Held against whoever else would change it, or is doing something in it."""
    require(may_write_processes(by))
    process = await held(db, Process, by.territory.id, process_id)
    require(process.published_at is None or may_publish_processes(by))
    if process.archived_at is not None:
        raise refusals.ProcessArchivedError
    return process


def _check_version(process: Process, version: int) -> None:
    if process.version != version:
        raise StaleError


def _check_known(known: Sequence[Phase], phases: Sequence[PhaseDetails]) -> None:
    """NotFoundError for a phase of another process, and for one that is named twice."""
    named = [one.id for one in phases if one.id is not None]
    if len(set(named)) < len(named) or not {*named} <= {one.id for one in known}:
        raise NotFoundError


async def _tell(
    db: WriteSession, process: Process, changes: Sequence[Change], reason: str, by: Visitor
) -> None:
    """On its page and to those who follow it; of a draft, nothing. ReasonMissingError."""
    if process.published_at is None or not changes:
        return
    if not reason.strip():
        raise refusals.ReasonMissingError
    told = ProcessChange(
        territory_id=process.territory_id,
        process_id=process.id,
        what=msgspec.to_builtins(list(changes)),
        reason=reason.strip(),
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(told)
    await db.flush()
    await emit(db, ProcessChanged(told.id))


async def _keep(
    db: WriteSession, process: Process, known: Sequence[Phase], phases: Sequence[PhaseDetails]
) -> None:
    by_id = {one.id: one for one in known}
    kept = {one.id for one in phases}
    await _gone(db, *(one for one in known if one.id not in kept))
    for details in phases:
        values: dict[str, Any] = {
            "kind": details.kind,
            "starts_at": details.starts_at,
            "ends_at": details.ends_at,
            "permits": sorted(details.permits),
            "audience": details.audience,
            "says": details.says,
        }
        if (row := by_id.get(details.id) if details.id else None) is None:
            db.add(Phase(territory_id=process.territory_id, process_id=process.id, **values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
    await db.flush()


async def _gone(db: WriteSession, *rows: Process | Phase) -> None:
    """ProcessUsedError where something hangs on one of them, such as the draft of a ballot."""
    try:
        async with db.begin_nested():
            for one in rows:
                await db.delete(one)
    except IntegrityError as error:
        raise refusals.ProcessUsedError from error


async def _phases(db: ReadSession, process_id: UUID) -> Sequence[Phase]:
    statement = select(Phase).where(Phase.process_id == process_id)
    return (await db.exec(statement.order_by(col(Phase.starts_at)))).all()


def _details(phase: Phase) -> PhaseDetails:
    permits = frozenset(map(rules.Permit, phase.permits))
    return PhaseDetails(
        phase.kind, phase.starts_at, phase.ends_at, permits, phase.audience, phase.says, phase.id
    )


def _said(details: ProcessDetails) -> dict[str, str]:
    """What of it is told once it is changed, by the names of its fields; sets in one order."""
    return {
        **{name: getattr(details, name) for name in SAID},
        "organisers": ", ".join(details.organisers),
        "languages": ", ".join(details.languages),
        "service": str(details.service_id),
        "threshold": str(details.threshold or ""),
        "conditions": msgspec.json.encode(details.conditions.written()).decode(),
        "places": ", ".join(sorted(map(str, details.places))),
        "pillars": ", ".join(sorted(map(str, details.pillars))),
        "envelopes": ", ".join(f"{one.name} {one.amount}" for one in details.envelopes),
    }


async def _slug(db: ReadSession, title: str, territory_id: UUID, but: UUID | None) -> str:
    wanted = slugs.slug(title)
    alike = select(Process.slug).where(
        col(Process.slug).startswith(wanted, autoescape=True), col(Process.id).is_distinct_from(but)
    )
    return slugs.free(wanted, (await db.exec(of_territory(alike, Process.territory_id, territory_id))).all())


__all__ = [
    "archive",
    "change_process",
    "copy_process",
    "opened",
    "permitted",
    "publish",
    "remove_draft",
    "set_phases",
    "take_up",
    "write_process",
]
