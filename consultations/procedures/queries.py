"""Procedures, for everyone, for whoever writes them, and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from sqlalchemy import any_, literal
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, select
from sqlmodel.sql.expression import Select

from consultations.permissions import own_services
from consultations.procedures import rules
from consultations.procedures.models import (
    WORDS,
    Procedure,
    ProcedureFile,
    ProcedureStep,
    ProcedureVersion,
)
from consultations.procedures.rules import Channel, ProcedureKind
from consultations.services.models import Service
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.search import asked, question
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE, Paged, numbered
from payments.sessions import ReadSession

PER_PAGE = 20
AT_HOME = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the catalogue; None and "" narrow nothing."""

    typed: str = ""
    service: UUID | None = None
    kind: ProcedureKind | None = None
    channel: Channel | None = None

    @property
    def narrow(self) -> bool:
        return bool(self.typed or self.service or self.kind or self.channel)

    @property
    def address(self) -> Mapping[str, object]:
        """As the address of the catalogue says it, but for the page."""
        return {"q": self.typed or None, "service": self.service, "kind": self.kind, "channel": self.channel}

    @property
    def conditions(self) -> list[Any]:
        found: list[Any] = []
        if (words := question(self.typed)) is not None:
            found.append(WORDS.bool_op("@@")(asked(words)))
        if self.service is not None:
            found.append(Procedure.service_id == self.service)
        if self.kind is not None:
            found.append(Procedure.kind == self.kind)
        if self.channel is not None:
            found.append(literal(self.channel.value) == any_(col(Procedure.channels)))
        return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A procedure as people see it, with the version that is in use, if there is one."""

    procedure: Procedure
    service: str
    current: ProcedureVersion | None

    @property
    def since(self) -> date | None:
        return self.current.since if self.current else None


@dataclass(frozen=True, slots=True)
class Whole:
    """A version with all that it holds."""

    version: ProcedureVersion
    steps: Sequence[ProcedureStep]
    files: Sequence[ProcedureFile]

    @property
    def words(self) -> Sequence[str]:
        """What can be read in it, part by part."""
        return _words(self.version, self.steps, self.files)

    @property
    def seen(self) -> str:
        return read_of(self.version, self.steps, self.files)

    @property
    def seen_text(self) -> str:
        return text_of(self.version)

    @property
    def seen_steps(self) -> str:
        return told_in(self.steps)


Columns = Select[Procedure, str, ProcedureVersion | None]


def _procedures(territory_id: UUID) -> Columns:
    later = aliased(ProcedureVersion)
    newest: Any = (
        select(func.max(later.number))
        .where(
            later.procedure_id == Procedure.id,
            col(later.published_at).is_not(None),
            col(later.withdrawn_at).is_(None),
        )
        .correlate(Procedure)
        .scalar_subquery()
    )
    current = and_(ProcedureVersion.procedure_id == Procedure.id, ProcedureVersion.number == newest)
    statement = (
        select(Procedure, Service.name, ProcedureVersion)
        .join(Service, col(Service.id) == Procedure.service_id)
        .outerjoin(ProcedureVersion, current)
    )
    return of_territory(cast("Columns", statement), Procedure.territory_id, territory_id)


def _listed(territory_id: UUID) -> Columns:
    """Those of the catalogue."""
    return _procedures(territory_id).where(
        col(Procedure.published_at).is_not(None), col(Procedure.retired_at).is_(None)
    )


_BY_NAME = (func.okote_fold(Procedure.name), col(Procedure.id))


async def _shown(db: ReadSession, statement: Columns) -> list[Shown]:
    return [Shown(*row) for row in await db.exec(statement)]


async def catalogue(
    db: ReadSession, territory_id: UUID, wanted: Wanted, number: int, most: int = PER_PAGE
) -> Paged[Shown]:
    """In the order of their names."""
    statement = _listed(territory_id).where(*wanted.conditions).order_by(*_BY_NAME)
    found = await _shown(db, statement.offset((number - 1) * most).limit(most + 1))
    return numbered(found, number, most)


async def every_listed(db: ReadSession, territory_id: UUID) -> Sequence[Shown]:
    """The whole catalogue, in the order of names: some hundreds in the largest territory."""
    return await _shown(db, _listed(territory_id).order_by(*_BY_NAME))


async def newest(
    db: ReadSession, territory_id: UUID, wanted: Wanted, *, before: UUID | None, most: int
) -> list[Shown]:
    """The latest made first, an order that nothing changes: for programs."""
    statement = _listed(territory_id).where(*wanted.conditions)
    if before is not None:
        statement = statement.where(col(Procedure.id) < before)
    return await _shown(db, statement.order_by(col(Procedure.id).desc()).limit(most))


async def procedure_called(db: ReadSession, territory_id: UUID, slug: str) -> Shown:
    """One that is or was public, by its name in addresses; NotFoundError for any other."""
    if not slugs.well_formed(slug):
        raise NotFoundError
    statement = _procedures(territory_id).where(
        Procedure.slug == slug, col(Procedure.published_at).is_not(None)
    )
    found = await _shown(db, statement)
    if not found:
        raise NotFoundError
    return found[0]


async def any_procedure(db: ReadSession, territory_id: UUID, procedure_id: UUID) -> Shown:
    """One of this territory's, public or not; NotFoundError for any other."""
    found = await _shown(db, _procedures(territory_id).where(Procedure.id == procedure_id))
    if not found:
        raise NotFoundError
    return found[0]


async def on_desk(db: ReadSession, visitor: Visitor, before: UUID | None) -> Sequence[Shown]:
    """Those for which the visitor may write, the latest made first; one more than a page where there are."""
    statement, mine = _procedures(visitor.territory.id), own_services(visitor)
    if mine is not None:
        statement = statement.where(col(Procedure.service_id).in_(mine))
    if before is not None:
        statement = statement.where(col(Procedure.id) < before)
    return await _shown(db, statement.order_by(col(Procedure.id).desc()).limit(ONE_MORE))


async def versions_of(
    db: ReadSession, procedure_id: UUID, *, published: bool = False
) -> Sequence[ProcedureVersion]:
    """The latest first; those that were published, also where they were taken down since."""
    statement = select(ProcedureVersion).where(ProcedureVersion.procedure_id == procedure_id)
    if published:
        statement = statement.where(col(ProcedureVersion.published_at).is_not(None))
    return (await db.exec(statement.order_by(col(ProcedureVersion.number).desc()))).all()


async def steps_of(db: ReadSession, *version_ids: UUID) -> Sequence[ProcedureStep]:
    """In their order, version by version."""
    statement = select(ProcedureStep).where(col(ProcedureStep.version_id).in_(version_ids))
    by_place = (col(ProcedureStep.version_id), col(ProcedureStep.position))
    return (await db.exec(statement.order_by(*by_place))).all()


async def files_of(db: ReadSession, *version_ids: UUID) -> Sequence[ProcedureFile]:
    """Those that were not removed, in the order in which they came, version by version."""
    statement = select(ProcedureFile).where(
        col(ProcedureFile.version_id).in_(version_ids), col(ProcedureFile.removed_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(ProcedureFile.version_id), col(ProcedureFile.id)))).all()


async def wholes(db: ReadSession, versions: Sequence[ProcedureVersion]) -> Sequence[Whole]:
    """Each with its steps and files, in the order given: two statements, however many there are."""
    ids = [one.id for one in versions]
    steps = {key: list(rows) for key, rows in groupby(await steps_of(db, *ids), lambda one: one.version_id)}
    files = {key: list(rows) for key, rows in groupby(await files_of(db, *ids), lambda one: one.version_id)}
    return [Whole(one, steps.get(one.id, ()), files.get(one.id, ())) for one in versions]


def _words(
    version: ProcedureVersion, steps: Sequence[ProcedureStep], files: Sequence[ProcedureFile]
) -> Sequence[str]:
    told = [version.changed, version.text]
    told += ["\n".join([one.title, one.says, *one.papers]) for one in steps]
    for one in files:
        told += [one.name, one.author or "", one.words]
    return told


def read_of(version: ProcedureVersion, steps: Sequence[ProcedureStep], files: Sequence[ProcedureFile]) -> str:
    """A mark of all that somebody reads in it, the files themselves included."""
    return rules.seen(*_words(version, steps, files), *(one.sha256.hex() for one in files))


def text_of(version: ProcedureVersion) -> str:
    """A mark of what its first form holds."""
    return rules.seen(version.since.isoformat(), version.changed, version.text)


def told_in(steps: Sequence[ProcedureStep]) -> str:
    """A mark of what the form of its steps holds."""
    return rules.seen(*(part for one in steps for part in (one.title, one.says, "\n".join(one.papers))))


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The procedures that answer best, for the search of the whole site."""
    words = question(typed)
    if words is None:
        return []
    best = func.ts_rank(WORDS, asked(words)).desc(), col(Procedure.id)
    statement = _listed(visitor.territory.id).where(*Wanted(typed).conditions).order_by(*best)
    return [_found(one.procedure) for one in await _shown(db, statement.limit(MOST_FOUND))]


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """Those whose version in use is the newest, for the first page of the site."""
    by_day = (col(ProcedureVersion.published_at).desc().nulls_last(), col(Procedure.id).desc())
    statement = _listed(visitor.territory.id).order_by(*by_day).limit(AT_HOME)
    return [_found(one.procedure) for one in await _shown(db, statement)]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the newest first."""
    statement: Any = _listed(territory_id).with_only_columns(col(Procedure.slug))
    return [f"/procedures/{slug}" for (slug,) in await db.exec(statement.order_by(col(Procedure.id).desc()))]


def _found(procedure: Procedure) -> Found:
    return Found(procedure.name, f"/procedures/{procedure.slug}", procedure.summary)
