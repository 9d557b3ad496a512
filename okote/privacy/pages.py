"""The register of what is done with personal data, as the law wants it kept and shown (GDPR, art. 30)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Controller, Response, get

from okote.feature import Columns, Kept, Place, Section
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, TheSettings, page, wording_of
from okote.web.spreadsheets import spreadsheet

HERE = "/back-office/privacy"
FIELDS = ("what", "whose", "why", "basis", "how_long", "where", "ended_by")


class RegisterPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def show(self, request: AnyRequest, visitor: TheVisitor, settings: TheSettings) -> Response[str]:
        return page(
            request, "privacy/register.html", lines=lines(request), processors=processors(visitor, settings)
        )

    @get("/register.csv")
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        written = spreadsheet(FIELDS, lines(request), wording_of(request).say).encode()
        return download(written, CSV, dated(visitor.territory.day(await reading.now()), "register.csv"))

    @get("/register.json")
    async def whole(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, settings: TheSettings
    ) -> Response[bytes]:
        at, here = await reading.now(), visitor.territory
        told = {
            "made_at": at,
            "controller": here.controller or f"{here.operator_name}, {here.operator_address}",
            "operator": f"{here.operator_name}, {here.operator_address}, {here.operator_email}",
            "data_protection_officer": here.data_protection_officer,
            "processors": processors(visitor, settings),
            "treatments": lines(request),
        }
        written = msgspec.json.format(msgspec.json.encode(told), indent=2)
        return download(written, "application/json", dated(here.day(at), "register.json"))


def lines(request: AnyRequest) -> Sequence[Mapping[str, Any]]:
    """In the language of who asks; tables and columns by their names."""
    told: Sequence[Kept] = request.app.state["kept"]
    say_it = wording_of(request).say
    return [
        {
            **{name: say_it(getattr(one, name)) for name in FIELDS[:5]},
            "where": names(one.columns),
            "ended_by": list(one.ended_by),
        }
        for one in told
    ]


def names(columns: Columns) -> Sequence[str]:
    """Each column by its table and its name."""
    return [f"{table}.{column}" for table, listed in columns.items() for column in listed.split()]


def processors(visitor: Visitor, settings: Settings) -> Sequence[str]:
    """Who else has to do with the data, as far as settings and the machine know them."""
    here, relay = visitor.territory, settings.mail.relay
    others = (here.processors or "").splitlines()
    return [here.payment_institution, here.host, *([relay] if relay else []), *filter(None, others)]


ROUTES = (RegisterPages,)
SECTIONS = (Section(Place.SITE, say("Personal data"), HERE, may_administer),)
