"""My data: what is held about me, to take with me (GDPR, art. 15 and 20)."""

from datetime import datetime

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from okote.identity.account.export import (
    Row,
    ThePersonalData,
    TheUnfindable,
    everything_about,
    held_about,
    kinds_held,
)
from okote.identity.limited import EXPORT
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet

DATA = "/account/data"


class DataPages(Controller):
    path = DATA
    guards = (requires(signed_in),)

    @get()
    async def what_there_is(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        personal_data: ThePersonalData,
        unfindable: TheUnfindable,
    ) -> Response[str]:
        held = await kinds_held(reading, personal_data, person_of(visitor).id)
        return page(request, "identity/data.html", kinds=held, unfindable=unfindable)

    @get("/all.json", opt=EXPORT)
    async def everything(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        personal_data: ThePersonalData,
        unfindable: TheUnfindable,
    ) -> Response[bytes]:
        """Also why some of what people look for is not in it."""
        held = await everything_about(reading, personal_data, person_of(visitor).id)
        words = wording_of(request)
        told = {**held, "cannot_be_found": [words.say(said) for said in unfindable]}
        written = msgspec.json.format(msgspec.json.encode(told), indent=2)
        return download(written, "application/json", _name(visitor, held["made_at"], "data.json"))

    @get("/csv/{kind:str}", opt=EXPORT)
    async def one_kind(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        personal_data: ThePersonalData,
        kind: FromPath[str],
    ) -> Response[bytes]:
        records = next((records for records in personal_data if records.name == kind), None)
        if records is None:
            raise NotFoundError
        rows, _ = await held_about(reading, records, person_of(visitor).id)
        told = (_here(row, visitor) for row in rows)
        written = spreadsheet(list(records.fields), told, wording_of(request).say).encode()
        return download(written, CSV, _name(visitor, await reading.now(), f"{kind}.csv"))


def _here(row: Row, visitor: Visitor) -> Row:
    """With moments as the territory's clocks show them."""
    zone = visitor.territory.zone
    return {
        name: value.astimezone(zone) if isinstance(value, datetime) else value for name, value in row.items()
    }


def _name(visitor: Visitor, at: datetime, what: str) -> str:
    """The day is that of the territory."""
    return dated(visitor.territory.day(at), what)
