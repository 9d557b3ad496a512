"""What everyone may take away and use: the datasets of each feature, as tables and as JSON."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from okote.feature import Dataset, Place, Section
from okote.identity.limited import EXPORT
from okote.identity.permissions import anyone
from okote.identity.visitors import TheVisitor, Visitor
from okote.opendata.written import LICENCE, LICENCE_TEXT, head, long_json
from okote.platform.db import Database
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, published
from okote.web.pages import AnyRequest, Reading, TheDatabase, page, wording_of
from okote.web.spreadsheets import long_spreadsheet

HERE = "/open-data"
KINDS = {"csv": CSV, "json": "application/json"}


class OpenDataPages(Controller):
    path = HERE

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Each with how many rows it lacks."""
        datasets = list(_known(request).values())
        here = visitor.territory
        return page(
            request,
            "opendata/list.html",
            datasets=datasets,
            left_out={one.name: await one.left_out(reading, here) for one in datasets if one.left_out},
            at=await reading.now(),
            licence=LICENCE,
            licence_text=LICENCE_TEXT,
        )

    @get("/{file:str}", opt=EXPORT)
    async def file(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        database: TheDatabase,
        file: FromPath[str],
    ) -> Stream:
        """`<name>.csv` or `<name>.json`; NotFoundError for any other."""
        name, _, kind = file.rpartition(".")
        dataset = _known(request).get(name)
        if dataset is None or kind not in KINDS:
            raise NotFoundError
        at, here = await reading.now(), visitor.territory
        rows = _rows(database, dataset, visitor)
        if kind == "csv":
            written = long_spreadsheet([column.name for column in dataset.columns], rows)
        else:
            source = f"{here.operator_name}, {visitor.address}"
            written = long_json(head(wording_of(request).say(dataset.label), source, at), rows)
        return published(written, KINDS[kind], dated(here.day(at), file))


async def _rows(database: Database, dataset: Dataset, visitor: Visitor) -> AsyncIterator[Mapping[str, Any]]:
    """In a transaction of their own: the route's is over by the time that the first is sent."""
    async with database.reading() as db:
        async for row in dataset.rows(db, visitor.territory):
            yield row


def _known(request: AnyRequest) -> Mapping[str, Dataset]:
    return cast("Mapping[str, Dataset]", request.app.state["datasets"])


@get("/datasets/{dataset:str}")
async def columns(request: AnyRequest, dataset: FromPath[str]) -> Response[str]:
    """What the columns of one hold: a page of somebody's, where no cache may keep it with the files."""
    known = _known(request).get(dataset)
    if known is None:
        raise NotFoundError
    return page(request, "opendata/columns.html", dataset=known)


ROUTES = (OpenDataPages, columns)
SECTIONS = (Section(Place.FOOTER, say("Open data"), HERE, anyone),)
