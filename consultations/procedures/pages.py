"""The catalogue for everyone: what there is, how to go about it, and how each procedure has changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import File

from consultations.procedures import queries
from consultations.procedures.models import ProcedureFile, ProcedureVersion
from consultations.procedures.papers.rules import FileKind
from consultations.procedures.papers.storing import kept_file
from consultations.procedures.queries import Shown, Wanted
from consultations.procedures.rules import Channel, ProcedureKind, VersionState
from consultations.procedures.words import CHANNELS, FILES, KINDS
from consultations.services.queries import services
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.search import Typed
from okote.territories.models import Territory
from okote.territories.queries import one_of
from okote.web.downloads import present
from okote.web.pages import AnyRequest, Reading, TheSettings, page_for_all, wording_of
from okote.web.pagination import Number
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

PROCEDURES = "/procedures"
HOUR = 3_600

Choice = TypeVar("Choice")


@get(PROCEDURES, opt={ALIKE: True})
async def procedures(
    request: AnyRequest,
    visitor: TheVisitor,
    q: Typed = "",
    service: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    number: Number = 1,
) -> Response[str]:
    """Those of the territory, or those that are looked for."""
    wanted = Wanted(q.strip(), chosen(UUID, service), chosen(ProcedureKind, kind), chosen(Channel, channel))
    words, here = wording_of(request), visitor.territory.id

    async def read(db: ReadSession) -> Mapping[str, Any]:
        return {
            "procedures": await queries.catalogue(db, here, wanted, number),
            "wanted": wanted,
            "services": [(str(one.id), one.name) for one in await services(db, here)],
            "kinds": [(one.value, words.say(label)) for one, label in KINDS.items()],
            "channels": [(one.value, words.say(label)) for one, label in CHANNELS.items()],
            "kind_labels": KINDS,
            "channel_labels": CHANNELS,
        }

    return await page_for_all(request, "consultations/procedures/catalogue.html", read)


def chosen(kind: Callable[[str], Choice], value: str) -> Choice | None:
    """Of the address of the catalogue; what was left open narrows nothing."""
    try:
        return kind(value) if value else None
    except ValueError:
        raise NotFoundError from None


@get(f"{PROCEDURES}/{{slug:str}}/versions/{{version_number:int}}", opt={ALIKE: True})
async def version(
    request: AnyRequest, visitor: TheVisitor, slug: FromPath[str], version_number: FromPath[int]
) -> Response[str]:
    """One of them beside the one before that can be read: what was, and what is instead."""

    async def read(db: ReadSession) -> Mapping[str, Any]:
        shown = await queries.procedure_called(db, visitor.territory.id, slug)
        versions = await queries.versions_of(db, shown.procedure.id, published=True)
        asked = [one for one in versions if one.number == version_number]
        if not asked:
            raise NotFoundError
        before = [one for one in versions if one.number < version_number]
        readable = [one for one in before if one.state is VersionState.PUBLISHED]
        both = await queries.wholes(db, [*asked, *readable[:1]])
        return {
            "shown": shown,
            "whole": both[0],
            "before": both[1] if len(both) > 1 else None,
            "file_labels": FILES,
        }

    return await page_for_all(request, "consultations/procedures/version.html", read)


@get(f"{PROCEDURES}/{{slug:str}}/files/{{file_id:uuid}}")
async def file(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    slug: FromPath[str],
    file_id: FromPath[UUID],
) -> File:
    """Of a version that everyone reads: pictures are shown, all others are taken away."""
    kept = await one_of(reading, ProcedureFile, visitor.territory.id, file_id)
    its = await one_of(reading, ProcedureVersion, visitor.territory.id, kept.version_id)
    shown = await queries.procedure_called(reading, visitor.territory.id, slug)
    if kept.removed_at is not None or its.published_at is None or its.procedure_id != shown.procedure.id:
        raise NotFoundError
    return handed_out(kept, settings, name=f"{slug}-{its.number}", kept_for=HOUR)


def handed_out(kept: ProcedureFile, settings: TheSettings, *, name: str, kept_for: int | None = None) -> File:
    """Under a name of ours; `kept_for` are the seconds for which anybody on the way may keep it."""
    return File(
        present(kept_file(settings.uploads_folder, kept)),
        filename=f"{name}.{kept.kind}",
        media_type=kept.kind.media_type,
        content_disposition_type="inline" if kept.kind is FileKind.PICTURE else "attachment",
        headers={"cache-control": f"public, max-age={kept_for}" if kept_for else "no-store"},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What a room above has to say of a procedure on its page: a template, and what it is given."""

    template: str
    values: Mapping[str, Any]


Says = Callable[[ReadSession, Territory, Shown], Awaitable[Part]]
"""The same to everybody."""


def routes(*says: Says) -> Sequence[HTTPRouteHandler]:
    """The pages; that of a procedure ends with what each of these says of it."""

    @get(f"{PROCEDURES}/{{slug:str}}", opt={ALIKE: True})
    async def procedure(request: AnyRequest, visitor: TheVisitor, slug: FromPath[str]) -> Response[str]:
        """What it is for, what one brings and does, what has changed in it, and what is said of it."""

        async def read(db: ReadSession) -> Mapping[str, Any]:
            shown = await queries.procedure_called(db, visitor.territory.id, slug)
            versions = await queries.versions_of(db, shown.procedure.id, published=True)
            readable = [one for one in versions if one.state is VersionState.PUBLISHED]
            return {
                "shown": shown,
                "whole": next(iter(await queries.wholes(db, readable[:1])), None),
                "versions": versions,
                "kind_labels": KINDS,
                "channel_labels": CHANNELS,
                "file_labels": FILES,
                "parts": [await said(db, visitor.territory, shown) for said in says],
            }

        return await page_for_all(request, "consultations/procedures/procedure.html", read)

    return (procedures, procedure, version, file)
