"""What closings leave to account for: fees that were not recovered, and VAT on the platform's share."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from litestar import Controller, Response, get

from okote.accounting.days import period_asked, sound
from okote.accounting.rules import Period
from okote.feature import Place, Section
from okote.funding import accounts
from okote.funding.bookkeeping import titles
from okote.funding.closing.fees import ASKED, NOTHING, NotRecovered, not_recovered
from okote.funding.closing.queries import shares
from okote.funding.closing.vat import month_of, taxed
from okote.identity.limited import EXPORT
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.spreadsheets import spreadsheet
from payments.ledger.queries import flows, turnovers
from payments.ledger.rules import NOTHING_MOVED
from payments.money import Money
from payments.sessions import ReadSession

FEES = "/back-office/ledger/fees"
TAX = "/back-office/ledger/vat"

FEE_COLUMNS = ("campaign", "title", "given_back", "fees")
MONTH_COLUMNS = ("month", "rate", "base", "vat", "total")
CLOSING_COLUMNS = ("decided_on", "month", "campaign", "title", "rate", "base", "vat", "total")


class FeePages(Controller):
    path = FEES
    guards = (requires(may_keep_accounts),)

    @get()
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Per campaign; and what the ledger's own account says of the same days."""
        form, period = await period_asked(request, reading, visitor)
        found = await _fees(reading, visitor, period)
        return page(
            request,
            "funding/closing/fees.html",
            form=form,
            period=period,
            campaigns=found,
            all_=sum((one for _, _, one in found), NOTHING),
            held=await _moved(reading, visitor, period, accounts.FEES_NOT_RECOVERED),
            account=accounts.FEES_NOT_RECOVERED,
        )

    @get("/fees.csv")
    async def download(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        form, period = await period_asked(request, reading, visitor)
        sound(form)
        rows = [
            {
                "campaign": campaign,
                "title": title,
                "given_back": of.given_back.major,
                "fees": of.fees.major,
            }
            for campaign, title, of in await _fees(reading, visitor, period)
        ]
        return download(
            spreadsheet(FEE_COLUMNS, rows, wording_of(request).say).encode(),
            CSV,
            dated(period.last, "fees.csv"),
        )


class VatPages(Controller):
    path = TAX
    guards = (requires(may_keep_accounts),)

    @get()
    async def table(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """By month and rate, with the closings behind; and what the ledger's own account says."""
        form, period = await period_asked(request, reading, visitor)
        zone = visitor.territory.zone
        found = await shares(reading, visitor.territory.id, *period.moments(zone))
        return page(
            request,
            "funding/closing/vat.html",
            form=form,
            period=period,
            months=taxed(found, zone),
            shares=found,
            base=sum((one.base for one in found), Money.zero()),
            vat=sum((one.vat for one in found), Money.zero()),
            held=-await _moved(reading, visitor, period, accounts.VAT),
            account=accounts.VAT,
        )

    @get("/months.csv")
    async def months(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        form, period = await period_asked(request, reading, visitor)
        sound(form)
        zone = visitor.territory.zone
        rows = [
            {"month": f"{one.month:%Y-%m}"} | _amounts(one.vat_bp, one.base, one.vat)
            for one in taxed(await shares(reading, visitor.territory.id, *period.moments(zone)), zone)
        ]
        return download(
            spreadsheet(MONTH_COLUMNS, rows, wording_of(request).say).encode(),
            CSV,
            dated(period.last, "vat.csv"),
        )

    @get("/closings.csv", opt=EXPORT)
    async def closings(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[bytes]:
        form, period = await period_asked(request, reading, visitor)
        sound(form)
        here = visitor.territory
        rows = [
            {
                "decided_on": here.day(one.decided_at),
                "month": f"{month_of(one, here.zone):%Y-%m}",
                "campaign": one.campaign_id,
                "title": one.title,
            }
            | _amounts(one.vat_bp, one.base, one.vat)
            for one in await shares(reading, here.id, *period.moments(here.zone))
        ]
        written = spreadsheet(CLOSING_COLUMNS, rows, wording_of(request).say).encode()
        return download(written, CSV, dated(period.last, "vat-closings.csv"))


def _amounts(rate: int, base: Money, vat: Money) -> dict[str, object]:
    """The rate in per cent."""
    return {"rate": Decimal(rate) / 100, "base": base.major, "vat": vat.major, "total": (base + vat).major}


async def _fees(
    db: ReadSession, visitor: Visitor, period: Period
) -> Sequence[tuple[UUID, str, NotRecovered]]:
    """In the order of titles."""
    here = visitor.territory
    since, before = period.moments(here.zone)
    found = not_recovered(await flows(db, here.book, ASKED, since=since, before=before))
    called = await titles(db, here.id, found.keys())
    told = [(campaign, called[campaign], of) for campaign, of in found.items()]
    return sorted(told, key=lambda one: (one[1].casefold(), one[0]))


async def _moved(db: ReadSession, visitor: Visitor, period: Period, account: str) -> Money:
    """What the ledger says entered the account in that period, less what left it."""
    since, before = period.moments(visitor.territory.zone)
    found = await turnovers(db, visitor.territory.book, account, since=since, before=before)
    return found.get(account, NOTHING_MOVED).balance


ROUTES = (FeePages, VatPages)
SECTIONS = (
    Section(Place.LEDGER, say("Stripe’s fees not recovered"), FEES, may_keep_accounts),
    Section(Place.LEDGER, say("VAT on the platform’s share"), TAX, may_keep_accounts),
)
