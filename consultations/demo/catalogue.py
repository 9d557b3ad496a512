"""What the demo tells of procedures: read from the file named for the territory, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.procedures.models import ProcedureVersion
from consultations.procedures.papers.storing import take
from consultations.procedures.queries import text_of, wholes
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from consultations.procedures.service import catalogue, files, versions
from okote.identity.visitors import Visitor
from okote.territories.queries import one_of

CONTENT = Path(__file__).parent / "procedures"

PACE = timedelta(minutes=23)
"""From one procedure to the next of a day."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As in the rest of the demo, a slip in a file is refused with its place."""


class FileTold(Told, frozen=True):
    name: str
    words: str


class VersionTold(Told, frozen=True):
    """`on` is the day when it was begun, `published` that of its publication: both counted from today."""

    on: int
    since: int
    text: str = ""
    changed: str = ""
    steps: Sequence[str] = ()
    file: FileTold | None = None
    cleared: bool = False
    published: int | None = None


class ProcedureTold(Told, frozen=True):
    service: str
    name: str
    summary: str
    audience: str
    kind: ProcedureKind
    channels: Sequence[Channel]
    versions: Sequence[VersionTold]
    papers: Sequence[str] = ()
    retired: int | None = None


class CatalogueTold(Told, frozen=True):
    writer: str
    procedures: Sequence[ProcedureTold]


@dataclass(slots=True)
class Catalogue:
    """One territory's; `services` are filled by whoever opens its box of ideas."""

    telling: Any
    slug: str
    told: CatalogueTold
    services: Mapping[str, UUID]
    procedures: dict[str, UUID] = field(default_factory=dict)
    versions: dict[tuple[str, int], UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        """A procedure is there when its first version is begun."""
        moments: list[Moment] = []
        for place, one in enumerate(self.told.procedures):
            late = place * PACE
            for number, version in enumerate(one.versions, 1):
                moments.append((self._day(version.on) + late, partial(self.write, one, number, version)))
                if version.published is not None:
                    published = self._day(version.published) + late + PACE / 2
                    moments.append((published, partial(self.publish, one, number)))
            if one.retired is not None:
                moments.append((self._day(one.retired) + late, partial(self.retire, one)))
        return moments

    def _day(self, on: int) -> datetime:
        now: datetime = self.telling.now
        return now + timedelta(days=on) - timedelta(hours=8)

    async def _writer(self) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.writer)
        return visitor

    async def write(self, told: ProcedureTold, number: int, version: VersionTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            if number == 1:
                details = ProcedureDetails(
                    told.name,
                    told.summary,
                    told.audience,
                    told.kind,
                    frozenset(told.channels),
                    told.papers,
                    self.services[told.service],
                )
                self.procedures[told.name] = (await catalogue.add_procedure(db, details, by=by)).id
            added = await versions.add_version(db, self.procedures[told.name], by=by)
            self.versions[told.name, number] = added.id
            since = by.territory.day(self.telling.now + timedelta(days=version.since))
            written = VersionDetails(since, version.changed.strip(), version.text.strip())
            await versions.write_version(db, added.id, written, seen=text_of(added), by=by)
            await versions.write_steps(db, added.id, [StepDetails(one) for one in version.steps], by=by)
            if version.file is not None:
                folder, read = self.telling.house.settings.uploads_folder, take(version.file.words.encode())
                await files.add_file(db, added.id, version.file.name, read, folder=folder, by=by)
        if version.cleared or version.published is not None:
            await self.clear(added.id)

    async def clear(self, version_id: UUID) -> None:
        """Of what is written there, as whoever declares it has read it."""
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            kept = await one_of(db, ProcedureVersion, by.territory.id, version_id)
            (whole,) = await wholes(db, [kept])
            await versions.declare_names_removed(db, version_id, whole.seen, by=by)

    async def publish(self, told: ProcedureTold, number: int) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            await versions.publish_version(db, self.versions[told.name, number], by=by)

    async def retire(self, told: ProcedureTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            await catalogue.retire_procedure(db, self.procedures[told.name], by=by)


def moments(telling: Any, slug: str, services: Mapping[str, UUID]) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return Catalogue(telling, slug, told, services).moments() if told else ()


def read(slug: str) -> CatalogueTold | None:
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), CatalogueTold) if file.exists() else None
