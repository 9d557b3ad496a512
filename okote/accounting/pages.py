"""The ledger, for accountants and administrators: every figure with what it is made of."""

from collections.abc import Awaitable
from typing import TypeVar
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromQuery

from okote.accounting.stripe_pages import StripePages, waiting
from okote.feature import Place, Section
from okote.identity.permissions import may_keep_accounts, requires
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.web.pages import AnyRequest, page
from payments.ledger import queries as ledger
from payments.sessions import ReadSession

Found = TypeVar("Found")


class LedgerPages(Controller):
    path = "/back-office/ledger"
    guards = (requires(may_keep_accounts),)

    @get()
    async def balances(
        self,
        request: AnyRequest,
        visitor: NamedDependency[Visitor],
        reading: NamedDependency[ReadSession],
        account: FromQuery[str] = "",
    ) -> Response[str]:
        """Each account of the territory, or those under an address."""
        return page(
            request,
            "accounting/ledger.html",
            account=account,
            balances=await _of(ledger.balances(reading, visitor.territory.book, account)),
        )

    @get("/entries")
    async def entries(
        self,
        request: AnyRequest,
        visitor: NamedDependency[Visitor],
        reading: NamedDependency[ReadSession],
        account: FromQuery[str] = "",
        before: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """What moved, the latest first."""
        book, most = visitor.territory.book, ledger.PAGE + 1
        found = await _of(ledger.entries(reading, book, account=account or None, before=before, limit=most))
        shown = found[: ledger.PAGE]
        return page(
            request,
            "accounting/entries.html",
            account=account,
            entries=shown,
            postings=await ledger.postings(reading, shown),
            before=before,
            older=shown[-1].id if len(found) > ledger.PAGE else None,
        )


async def _of(asked: Awaitable[Found]) -> Found:
    """What the ledger knows of an account; an address that none can have is the asker's mistake."""
    try:
        return await asked
    except ValueError as error:
        raise ClientException from error


ROUTES = (LedgerPages, StripePages)
SECTIONS = (
    Section(Place.BACK_OFFICE, say("Ledger"), "/back-office/ledger", may_keep_accounts),
    Section(Place.BACK_OFFICE, say("Stripe"), "/back-office/stripe", may_keep_accounts, waiting),
)
