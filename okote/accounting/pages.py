"""The ledger, for accountants and administrators: every figure with what it is made of."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import TypeVar

from litestar import Controller, Response, get
from litestar.exceptions import ClientException
from litestar.params import FromQuery
from litestar.response import Stream

from okote.accounting.chart import pages as chart
from okote.accounting.days import day_asked, sound
from okote.accounting.fec import pages as fec
from okote.accounting.naming import kinds, names
from okote.accounting.reconciling import pages as reconciling
from okote.accounting.rules import end_of
from okote.accounting.stripe_pages import StripePages, waiting
from okote.feature import Place, Section
from okote.house import TheHouse
from okote.identity.limited import EXPORT
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor
from okote.platform.i18n import say, say_count
from okote.web.downloads import CSV, dated, download, streamed
from okote.web.pages import AnyRequest, Reading, TheDatabase, page, sections_of, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from okote.web.spreadsheets import long_spreadsheet, spreadsheet
from payments.ledger import queries as ledger
from payments.ledger.rules import NOTHING_MOVED, Turnover, check_address
from payments.money import Money

Found = TypeVar("Found")

BALANCE_SIDES = ("debit_balance", "credit_balance")
"""A balance is on one of two sides, as balances are told: no figure of a download is negative."""
BALANCE_COLUMNS = ("account", "name", "debit", "credit", *BALANCE_SIDES)
STATEMENT_COLUMNS = ("at", "entry", "kind", "other_account", "debit", "credit", *BALANCE_SIDES)


class LedgerPages(Controller):
    path = "/back-office/ledger"
    guards = (requires(may_keep_accounts),)

    @get()
    async def balances(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        account: FromQuery[str] = "",
    ) -> Response[str]:
        """The trial balance of a day's end: each account of the territory, or those under an address."""
        form, until = await day_asked(request, reading, visitor)
        here = visitor.territory
        before = end_of(until, here.zone)
        found = await _of(ledger.turnovers(reading, here.book, account, before=before))
        return page(
            request,
            "accounting/ledger.html",
            form=form,
            until=until,
            account=account,
            turnovers=found,
            all_=sum(found.values(), NOTHING_MOVED),
            names=await names(reading, house, wording_of(request), here, found),
            leads=[(one.label, one.path) for one in sections_of(request, Place.LEDGER)],
        )

    @get("/balance.csv", opt=EXPORT)
    async def balance_table(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        account: FromQuery[str] = "",
    ) -> Response[bytes]:
        form, until = await day_asked(request, reading, visitor)
        sound(form)
        here = visitor.territory
        found = await _of(ledger.turnovers(reading, here.book, account, before=end_of(until, here.zone)))
        called = await names(reading, house, wording_of(request), here, found)
        rows = (_balance_row(address, called, turnover) for address, turnover in found.items())
        written = spreadsheet(BALANCE_COLUMNS, rows, wording_of(request).say).encode()
        return download(written, CSV, dated(until, "trial-balance.csv"))

    @get("/account")
    async def statement(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        address: FromQuery[str],
        before: Before = None,
    ) -> Response[str]:
        """What moved on one account until the end of a day, the latest first, and what it then held."""
        form, until = await day_asked(request, reading, visitor)
        here = visitor.territory
        asked = ledger.statement(
            reading,
            here.book,
            address,
            before=end_of(until, here.zone),
            after_entry=before,
            limit=ONE_MORE,
        )
        found = latest(await _of(asked), before)
        sides = {
            side
            for moved in found.rows
            for line, _, _ in moved.lines
            for side in (line.source, line.destination)
        } | {address}
        return page(
            request,
            "accounting/account.html",
            form=form,
            until=until,
            account=address,
            moved=found,
            names=await names(reading, house, wording_of(request), here, sides),
            kinds=kinds(house),
        )

    @get("/account.csv", opt=EXPORT)
    async def statement_table(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        database: TheDatabase,
        address: FromQuery[str],
    ) -> Stream:
        """The same whole, the first first."""
        form, until = await day_asked(request, reading, visitor)
        sound(form)
        try:
            check_address(address)
        except ValueError as error:
            raise ClientException from error
        here = visitor.territory

        async def rows() -> AsyncIterator[Mapping[str, object]]:
            held = Money.zero()
            async with database.reading() as db:
                told = ledger.journal(db, here.book, before=end_of(until, here.zone), account=address)
                async for entry, line in told:
                    entered = line.destination == address
                    held += line.amount if entered else -line.amount
                    yield {
                        "at": entry.at.astimezone(here.zone).isoformat(),
                        "entry": entry.id,
                        "kind": entry.kind,
                        "other_account": line.source if entered else line.destination,
                        "debit": line.amount.major if entered else None,
                        "credit": None if entered else line.amount.major,
                    } | _sides(held)

        return streamed(
            long_spreadsheet(STATEMENT_COLUMNS, rows(), wording_of(request).say),
            CSV,
            dated(until, "account.csv"),
        )

    @get("/entries")
    async def entries(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        account: FromQuery[str] = "",
        before: Before = None,
    ) -> Response[str]:
        """What moved, the latest first."""
        asked = ledger.entries(
            reading, visitor.territory.book, account=account or None, before=before, limit=ONE_MORE
        )
        found = latest(await _of(asked), before)
        postings = await ledger.postings(reading, found.rows)
        sides = {
            side for lines in postings.values() for line in lines for side in (line.source, line.destination)
        } | {account}
        return page(
            request,
            "accounting/entries.html",
            account=account,
            entries=found,
            postings=postings,
            names=await names(reading, house, wording_of(request), visitor.territory, sides),
            kinds=kinds(house),
        )


def _balance_row(address: str, called: Mapping[str, str], turnover: Turnover) -> Mapping[str, object]:
    return {
        "account": address,
        "name": called.get(address),
        "debit": turnover.debit.major,
        "credit": turnover.credit.major,
    } | _sides(turnover.balance)


def _sides(balance: Money) -> dict[str, object]:
    return {
        "debit_balance": balance.major if balance.minor > 0 else None,
        "credit_balance": (-balance).major if balance.minor < 0 else None,
    }


async def _of(asked: Awaitable[Found]) -> Found:
    """What the ledger knows of an account; an address that none can have is the asker's mistake."""
    try:
        return await asked
    except ValueError as error:
        raise ClientException from error


ROUTES = (LedgerPages, *fec.ROUTES, *chart.ROUTES, StripePages, *reconciling.ROUTES)
SECTIONS = (
    Section(Place.MONEY, say("Ledger"), "/back-office/ledger", may_keep_accounts),
    Section(Place.LEDGER, say("All entries"), "/back-office/ledger/entries", may_keep_accounts),
    *fec.SECTIONS,
    *chart.SECTIONS,
    Section(
        Place.MONEY,
        say("Stripe"),
        "/back-office/stripe",
        may_keep_accounts,
        waiting,
        say_count("%(num)s movement at Stripe to look at", "%(num)s movements at Stripe to look at"),
    ),
)
