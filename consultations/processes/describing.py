"""What is said of a process when it is written or changed: put in its row and beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.actions.models import Theme
from consultations.actions.rules import ThemeKind, ThemeKindError
from consultations.eligibility.rules import Conditions
from consultations.processes.models import Process, ProcessEnvelope, ProcessPlace, ProcessTheme
from consultations.processes.refusals import EnvelopeTwiceError
from consultations.processes.rules import Audience, EnvelopeDetails
from consultations.services.models import Service
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.search import folded
from okote.territories.models import Place
from okote.territories.queries import one_of
from payments.sessions import ReadSession, WriteSession

NOTHING_ASKED = Conditions()

SAID = ("title", "lead", "body", "body_plain", "stakes", "stakes_plain")
"""The texts of a process, by the names of their columns."""


@dataclass(frozen=True, slots=True)
class ProcessDetails:
    """As its form stands, checked field by field already."""

    title: str
    lead: str
    body: str
    service_id: UUID
    languages: Collection[str]
    body_plain: str = ""
    stakes: str = ""
    stakes_plain: str = ""
    audience: Audience = Audience.PUBLIC
    organisers: Collection[str] = ()
    threshold: int | None = None
    conditions: Conditions = NOTHING_ASKED
    places: Collection[UUID] = ()
    pillars: Collection[UUID] = ()
    envelopes: Collection[EnvelopeDetails] = ()


async def describe(db: ReadSession, process: Process, details: ProcessDetails, by: Visitor) -> None:
    """NotFoundError for a service, a place or a pillar that is not this territory's, or is retired."""
    here = by.territory.id
    service = await one_of(db, Service, here, details.service_id)
    if service.retired_at is not None and service.id != process.service_id:
        raise NotFoundError
    for place in {
        *details.places,
        *details.conditions.places,
        *(one.place for one in details.envelopes if one.place),
    }:
        await one_of(db, Place, here, place)
    for pillar in details.pillars:
        if (await one_of(db, Theme, here, pillar)).kind is not ThemeKind.PILLAR:
            raise ThemeKindError
    names = [folded(one.name) for one in details.envelopes]
    if len(set(names)) < len(names):
        raise EnvelopeTwiceError
    for name in SAID:
        setattr(process, name, getattr(details, name))
    process.service_id, process.audience = service.id, details.audience
    process.languages, process.organisers = list(details.languages), list(details.organisers)
    process.threshold, process.conditions = details.threshold, details.conditions.written()


async def sort(db: WriteSession, process: Process, details: ProcessDetails) -> None:
    """At its places, under its pillars and with its envelopes, instead of those that it had."""
    for table in (ProcessPlace, ProcessTheme, ProcessEnvelope):
        await db.exec(delete(table).where(col(table.process_id) == process.id))
    db.add_all(ProcessPlace(process_id=process.id, place_id=one) for one in dict.fromkeys(details.places))
    db.add_all(ProcessTheme(process_id=process.id, theme_id=one) for one in dict.fromkeys(details.pillars))
    db.add_all(
        ProcessEnvelope(
            territory_id=process.territory_id,
            process_id=process.id,
            place_id=one.place,
            name=one.name,
            amount_minor=one.amount.minor,
            currency=one.amount.currency,
        )
        for one in details.envelopes
    )
    await db.flush()


async def described(db: ReadSession, process: Process) -> ProcessDetails:
    """As it stands: what `describe` and `sort` made of it."""
    places = select(ProcessPlace.place_id).where(ProcessPlace.process_id == process.id)
    pillars = select(ProcessTheme.theme_id).where(ProcessTheme.process_id == process.id)
    envelopes = select(ProcessEnvelope).where(ProcessEnvelope.process_id == process.id)
    return ProcessDetails(
        **{name: getattr(process, name) for name in SAID},
        service_id=process.service_id,
        languages=tuple(process.languages),
        audience=process.audience,
        organisers=tuple(process.organisers),
        threshold=process.threshold,
        conditions=Conditions.read(process.conditions),
        places=tuple(await db.exec(places.order_by(col(ProcessPlace.place_id)))),
        pillars=tuple(await db.exec(pillars.order_by(col(ProcessTheme.theme_id)))),
        envelopes=tuple(
            EnvelopeDetails(one.name, one.amount, one.place_id)
            for one in await db.exec(envelopes.order_by(col(ProcessEnvelope.id)))
        ),
    )
