"""The ledger, for accountants and administrators: every figure with what it is made of."""

from collections.abc import Awaitable, Collection, Mapping
from typing import TypeVar

from litestar import Controller, Response, get
from litestar.exceptions import ClientException
from litestar.params import FromQuery

from okote.accounting.stripe_pages import StripePages, waiting
from okote.feature import Place, Section
from okote.house import House, TheHouse
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.ledger import queries as ledger
from payments.ledger.rules import REVERSAL
from payments.sessions import ReadSession

Found = TypeVar("Found")


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
        """Each account of the territory, or those under an address."""
        found = await _of(ledger.balances(reading, visitor.territory.book, account))
        return page(
            request,
            "accounting/ledger.html",
            account=account,
            balances=found,
            names=await _names(request, house, reading, visitor, found),
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
            names=await _names(request, house, reading, visitor, sides),
            kinds=_kinds(house),
        )


async def _names(
    request: AnyRequest, house: House, db: ReadSession, visitor: Visitor, addresses: Collection[str]
) -> Mapping[str, str]:
    """What accounts are called, in the reader's language; each feature knows its own."""
    words = wording_of(request)
    named: dict[str, str] = {}
    for feature in house.features:
        if feature.account_names is not None:
            found = await feature.account_names(db, visitor.territory.id, addresses)
            named |= {address: words.say(message, **values) for address, (message, values) in found.items()}
    return named


def _kinds(house: House) -> Mapping[str, str]:
    """What kinds of entries are called, to translate."""
    kinds = {REVERSAL: say("Reversal")}
    for feature in house.features:
        kinds |= feature.entry_kinds
    return kinds


async def _of(asked: Awaitable[Found]) -> Found:
    """What the ledger knows of an account; an address that none can have is the asker's mistake."""
    try:
        return await asked
    except ValueError as error:
        raise ClientException from error


ROUTES = (LedgerPages, StripePages)
SECTIONS = (
    Section(Place.BACK_OFFICE, say("Ledger"), "/back-office/ledger", may_keep_accounts),
    Section(
        Place.BACK_OFFICE,
        say("Stripe"),
        "/back-office/stripe",
        may_keep_accounts,
        waiting,
        say_count("%(num)s movement at Stripe to look at", "%(num)s movements at Stripe to look at"),
    ),
)
