"""Calls for funds that are not paid, by partner and by how late they are, for whoever keeps the accounts."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from litestar import Controller, Response, get

from okote.feature import Place, Section
from okote.funding.matching.queries import commitments
from okote.funding.matching.rules.ageing import Age, aged
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

HERE = "/back-office/ledger/calls"

AGES = {
    Age.NOT_DUE: say("Not due"),
    Age.UP_TO_30: say("1 to 30 days"),
    Age.UP_TO_60: say("31 to 60 days"),
    Age.UP_TO_90: say("61 to 90 days"),
    Age.OVER_90: say("Over 90 days"),
}

Ageing = Mapping[UUID, tuple[str, Mapping[Age, Money]]]
"""By partner, its name and what it owes."""


class AgeingPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        today, owed = await _owed(reading, visitor)
        totals = {age: sum((sums[age] for _, sums in owed.values()), Money.zero()) for age in Age}
        return page(
            request,
            "funding/matching/ageing.html",
            today=today,
            owed=owed,
            totals=totals,
            ages=AGES,
            nil=Money.zero(),
        )

    @get("/ageing.csv")
    async def download(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        today, owed = await _owed(reading, visitor)
        rows = [
            {"partner": name, "total": sum(sums.values(), Money.zero()).major}
            | {one.value: sums[one].major for one in Age}
            for name, sums in owed.values()
        ]
        written = spreadsheet(
            ["partner", *(one.value for one in Age), "total"], rows, wording_of(request).say
        )
        return download(written.encode(), CSV, dated(today, "calls.csv"))


async def _owed(db: ReadSession, visitor: Visitor) -> tuple[date, Ageing]:
    """Today there, and what each partner has still to pay; whoever owes longest stands first."""
    here = visitor.territory
    today = here.day(await db.now())
    found = await commitments(db, here.id, called=True)
    unpaid = [one for one in found if one.unpaid_call is not None]
    sums = aged(
        ((one.partner.id, call.due_on, call.amount) for one in unpaid if (call := one.unpaid_call)),
        today=today,
    )
    names = {one.partner.id: one.partner.name for one in unpaid}
    return today, {partner: (names[partner], told) for partner, told in sums.items()}


SECTION = Section(Place.LEDGER, say("Calls for funds still to be paid"), HERE, may_keep_accounts)
