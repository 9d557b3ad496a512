"""Writing a panel and what it asks for, opening its call, closing it early, ending it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, func, select

from consultations.deeds import PANEL, ConsultationDeed
from consultations.panels.features import features_of, names_of
from consultations.panels.models import LetterCode, Panel, PanelFeature, PanelQuota, Volunteer
from consultations.panels.rules import (
    CallPastError,
    ContradictoryError,
    FeatureDetails,
    PanelDetails,
    PanelEndedError,
    PanelFrozenError,
    PanelNotOpenError,
    PanelPreparedError,
    PanelPublishedError,
    PanelStanding,
    SmallGroupError,
    check_days,
    check_feature,
    contradictions,
)
from consultations.panels.terms import settling, smallest_group
from consultations.permissions import may_run_panels
from consultations.services.models import Service
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.audit import note
from okote.territories.days import end_of, start_of
from okote.territories.queries import held, of_territory, one_of
from payments.money import Money
from payments.sessions import ReadSession, WriteSession


async def write_panel(
    db: WriteSession, details: PanelDetails, service_id: UUID | None = None, *, by: Visitor
) -> Panel:
    """A draft that only those who follow panels read. DatesReversedError, SmallGroupError."""
    require(may_run_panels(by))
    await db.lock(settling(by.territory.id))
    written = await _said(db, details, service_id, by)
    panel = Panel(territory_id=by.territory.id, created_at=await db.now(), **written)
    db.add(panel)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.PANEL_WRITTEN, panel)
    return panel


async def change_panel(
    db: WriteSession, panel_id: UUID, details: PanelDetails, service_id: UUID | None, *, by: Visitor
) -> Panel:
    """A draft, whole. DatesReversedError, SmallGroupError, PanelPublishedError."""
    panel = await _draft(db, panel_id, by)
    was = PANEL.facts(panel)
    for name, value in (await _said(db, details, service_id, by, but=panel.id)).items():
        setattr(panel, name, value)
    await note(db, by.doer, ConsultationDeed.PANEL_CHANGED, panel, was)
    return panel


async def rewrite_panel(
    db: WriteSession, panel_id: UUID, texts: tuple[str, str, str], last_day: date, *, by: Visitor
) -> Panel:
    """Of one that everyone reads: purpose, asks, gives, and a day until which its call is open instead.

    DatesReversedError, CallPastError, PanelFrozenError, PanelEndedError.
    """
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    if panel.ended_at is not None:
        raise PanelEndedError
    was = PANEL.facts(panel)
    check_days(by.territory.day(panel.opens_at), last_day)
    panel.purpose, panel.asks, panel.gives = texts
    closes_at = end_of(last_day, by.territory.zone)
    if closes_at != panel.closes_at and last_day != _last_day(panel, by):
        if closes_at <= await db.now():
            raise CallPastError
        if panel.frozen:
            raise PanelFrozenError
        panel.closes_at = closes_at
    await note(db, by.doer, ConsultationDeed.PANEL_CHANGED, panel, was)
    return panel


def _last_day(panel: Panel, by: Visitor) -> date:
    """A call that was closed early keeps its moment as long as its day stays."""
    return by.territory.day(panel.closes_at - datetime.resolution)


async def open_call(db: WriteSession, panel_id: UUID, *, by: Visitor) -> Panel:
    """Everyone reads it from now on, and volunteers from its first day. ContradictoryError, CallPastError."""
    panel = await _draft(db, panel_id, by)
    at, was = await db.now(), PANEL.facts(panel)
    if panel.closes_at <= at:
        raise CallPastError
    if contradictions(await features_of(db, panel.id), panel.seats):
        raise ContradictoryError
    panel.published_at = at
    await note(db, by.doer, ConsultationDeed.PANEL_OPENED, panel, was)
    return panel


async def close_call(db: WriteSession, panel_id: UUID, *, by: Visitor) -> Panel:
    """Before its last day is over; whoever volunteers at that moment is in, or not. PanelNotOpenError."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    at, was = await db.now(), PANEL.facts(panel)
    if panel.standing(at) is not PanelStanding.OPEN or at <= panel.opens_at:
        raise PanelNotOpenError
    panel.closes_at = await after_all(db, panel.id, at)
    await note(db, by.doer, ConsultationDeed.PANEL_CLOSED, panel, was)
    return panel


async def after_all(db: ReadSession, panel_id: UUID, at: datetime) -> datetime:
    """That moment or, where somebody came while this transaction waited for them, the first after theirs."""
    came = select(func.coalesce(func.max(Volunteer.volunteered_at), at - datetime.resolution))
    meanwhile = came.where(Volunteer.panel_id == panel_id, col(Volunteer.volunteered_at) > at)
    return (await db.exec(meanwhile)).one() + datetime.resolution


async def end_panel(db: WriteSession, panel_id: UUID, *, by: Visitor) -> Panel:
    """Nothing more is asked of anyone: what volunteers said is forgotten some time after. PanelEndedError."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    if panel.ended_at is not None:
        raise PanelEndedError
    if panel.published_at is None:
        raise PanelNotOpenError
    was = PANEL.facts(panel)
    panel.ended_at = await after_all(db, panel.id, await db.now())
    panel.closes_at = max(min(panel.closes_at, panel.ended_at), panel.opens_at + datetime.resolution)
    await note(db, by.doer, ConsultationDeed.PANEL_ENDED, panel, was)
    return panel


async def remove_panel(db: WriteSession, panel_id: UUID, *, by: Visitor) -> None:
    """A draft alone, with the codes of letters that were made for it: what everyone has read stays.

    PanelPublishedError, PanelPreparedError.
    """
    panel = await _draft(db, panel_id, by)
    await note(db, by.doer, ConsultationDeed.PANEL_REMOVED, panel)
    await db.exec(delete(LetterCode).where(col(LetterCode.panel_id) == panel.id))
    try:
        async with db.begin_nested():
            await db.delete(panel)
    except IntegrityError as error:
        raise PanelPreparedError from error


async def add_feature(db: WriteSession, panel_id: UUID, details: FeatureDetails, *, by: Visitor) -> Panel:
    """Asked after those that there are. PanelPublishedError, and what `check_feature` raises."""
    panel = await _draft(db, panel_id, by)
    known = await names_of(db, panel.id)
    check_feature(details, known.values())
    feature = PanelFeature(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        position=len(known) + 1,
        name=details.name,
        question=details.question,
    )
    db.add(feature)
    await db.flush()
    await _ask(db, feature, details)
    await note(db, by.doer, ConsultationDeed.PANEL_ASKS, panel)
    return panel


async def change_feature(
    db: WriteSession, feature_id: UUID, details: FeatureDetails, *, by: Visitor
) -> Panel:
    """PanelPublishedError, and what `check_feature` raises."""
    require(may_run_panels(by))
    feature = await one_of(db, PanelFeature, by.territory.id, feature_id)
    panel = await _draft(db, feature.panel_id, by)
    known = await names_of(db, panel.id)
    check_feature(details, [name for key, name in known.items() if key != feature.id])
    feature.name, feature.question = details.name, details.question
    await db.exec(delete(PanelQuota).where(col(PanelQuota.feature_id) == feature.id))
    await _ask(db, feature, details)
    await note(db, by.doer, ConsultationDeed.PANEL_ASKS, panel)
    return panel


async def remove_feature(db: WriteSession, feature_id: UUID, *, by: Visitor) -> Panel:
    """Asked of nobody. PanelPublishedError."""
    require(may_run_panels(by))
    feature = await one_of(db, PanelFeature, by.territory.id, feature_id)
    panel = await _draft(db, feature.panel_id, by)
    await db.exec(delete(PanelFeature).where(col(PanelFeature.id) == feature.id))
    await note(db, by.doer, ConsultationDeed.PANEL_ASKS, panel)
    return panel


async def _ask(db: WriteSession, feature: PanelFeature, details: FeatureDetails) -> None:
    for position, quota in enumerate(details.quotas):
        db.add(
            PanelQuota(
                territory_id=feature.territory_id,
                feature_id=feature.id,
                position=position,
                value=quota.value,
                least=quota.least,
                most=quota.most,
            )
        )
    await db.flush()


async def _draft(db: WriteSession, panel_id: UUID, by: Visitor) -> Panel:
    """Held against whoever else would change it. PanelPublishedError."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    if panel.published_at is not None:
        raise PanelPublishedError
    return panel


async def _said(
    db: WriteSession, details: PanelDetails, service_id: UUID | None, by: Visitor, *, but: UUID | None = None
) -> dict[str, Any]:
    """The columns of a draft."""
    check_days(details.first_day, details.last_day)
    least = await smallest_group(db, by.territory.id)
    if details.smallest_group < least:
        raise SmallGroupError(least=least)
    if service_id is not None:
        await one_of(db, Service, by.territory.id, service_id)
    pay = None if details.compensation is None else Money(details.compensation * 100)
    return {
        "kind": details.kind,
        "slug": await _slug(db, details.name, by.territory.id, but),
        "name": details.name,
        "purpose": details.purpose,
        "asks": details.asks,
        "gives": details.gives,
        "service_id": service_id,
        "seats": details.seats,
        "compensation_minor": pay.minor if pay else None,
        "currency": pay.currency if pay else None,
        "travel": details.travel,
        "smallest_group": details.smallest_group,
        "youngest": details.youngest,
        "opens_at": start_of(details.first_day, by.territory.zone),
        "closes_at": end_of(details.last_day, by.territory.zone),
    }


async def _slug(db: ReadSession, name: str, territory_id: UUID, but: UUID | None) -> str:
    wanted = slugs.slug(name)
    alike = select(Panel.slug).where(
        col(Panel.slug).startswith(wanted, autoescape=True), col(Panel.id).is_distinct_from(but)
    )
    return slugs.free(wanted, (await db.exec(of_territory(alike, Panel.territory_id, territory_id))).all())
