"""What each public partner gives each organisation in a year, for whoever keeps the accounts."""

from litestar import Controller, Response, get

from okote.feature import Place, Section
from okote.funding.matching.queries.subsidies import subsidies
from okote.funding.matching.rules.subsidies import AGREEMENT_ABOVE
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet

HERE = "/back-office/ledger/subsidies"
COLUMNS = ("year", "partner", "holder", "amount", "needs_agreement")


class SubsidyPages(Controller):
    path = HERE
    guards = (requires(may_keep_accounts),)

    @get()
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        found = await subsidies(reading, visitor.territory)
        return page(request, "funding/matching/subsidies.html", subsidies=found, above=AGREEMENT_ABOVE)

    @get("/subsidies.csv")
    async def download(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        rows = [
            {
                "year": one.granted.year,
                "partner": one.partner,
                "holder": one.holder,
                "amount": one.amount.major,
                "needs_agreement": one.needs_agreement,
            }
            for one in await subsidies(reading, visitor.territory)
        ]
        today = visitor.territory.day(await reading.now())
        return download(
            spreadsheet(COLUMNS, rows, wording_of(request).say).encode(), CSV, dated(today, "subsidies.csv")
        )


SECTION = Section(Place.LEDGER, say("Subsidies by organisation and year"), HERE, may_keep_accounts)
