"""Files of a ballot for everyone: its options once it is announced, its votes once it is published."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from consultations.ballots import queries
from consultations.ballots.exchange import files
from consultations.ballots.models import Ballot
from consultations.ballots.queries import ShownBallot
from consultations.ballots.visibility import totals_shown
from consultations.processes.models import Process
from consultations.processes.permitting import check_seen
from okote.identity.limited import EXPORT
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.db import Database
from okote.platform.errors import NotFoundError
from okote.web.downloads import CSV, dated, download, published
from okote.web.pages import Reading, TheDatabase
from okote.web.spreadsheets import long_spreadsheet
from payments.sessions import ReadSession

HERE = "/ballots/{ballot_id:uuid}"
PABULIB = "text/plain; charset=utf-8"
LAST = 2**31 - 1


async def seen(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> ShownBallot:
    """Announced, and of a consultation that the visitor sees; NotFoundError for any other."""
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    if shown.ballot.announced_at is None:
        raise NotFoundError
    check_seen(await db.get_one(Process, shown.ballot.process_id), visitor)
    return shown


async def published_one(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> ShownBallot:
    """The same once its result is published."""
    shown = await seen(db, visitor, ballot_id)
    if not totals_shown(shown.ballot):
        raise NotFoundError
    return shown


async def options_file(db: ReadSession, visitor: Visitor, shown: ShownBallot, file: str) -> Response[Any]:
    """`options.csv` or `options.pb`; NotFoundError for any other."""
    name = dated(visitor.territory.day(await db.now()), file)
    match file:
        case "options.csv":
            return download((await files.options_table(db, shown)).encode(), CSV, name)
        case "options.pb":
            written = await files.options_pabulib(db, shown, visitor.territory)
            return download(written.encode(), PABULIB, name)
        case _:
            raise NotFoundError


@get(f"{HERE}/files/{{file:str}}", opt=EXPORT)
async def options(
    visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID], file: FromPath[str]
) -> Response[Any]:
    """What is voted on, as a table or as a Pabulib file."""
    return await options_file(reading, visitor, await seen(reading, visitor, ballot_id), file)


@get(f"{HERE}/votes.csv", opt=EXPORT)
async def votes(
    visitor: TheVisitor,
    reading: Reading,
    database: TheDatabase,
    ballot_id: FromPath[UUID],
    after: FromQuery[int] = 0,
) -> Stream:
    """Each vote that counts, a line; NotFoundError where too few voted for that.

    Whoever was cut off asks for what comes `after` the number of the last line that they have.
    """
    shown = await published_one(reading, visitor, ballot_id)
    if not await files.enough(reading, shown.ballot):
        raise NotFoundError
    after = min(max(after, 0), LAST)
    name = dated(visitor.territory.day(await reading.now()), "votes.csv")
    rows = _votes(database, shown.ballot, after)
    return published(long_spreadsheet(files.VOTE_COLUMNS, rows), CSV, name)


async def _votes(database: Database, ballot: Ballot, after: int) -> AsyncIterator[Mapping[str, Any]]:
    """In a transaction of their own: the route's is over by the time that the first is sent."""
    async with database.reading() as db:
        async for row in files.votes(db, ballot, after=after):
            yield row


ROUTES = (options, votes)
