"""The trial balance, for programs."""

from datetime import date
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from okote.accounting.naming import names
from okote.accounting.rules import FIRST, LAST, DayOutOfRangeError, end_of
from okote.api.access import V1, Api, opens
from okote.api.schemas import Amount
from okote.house import TheHouse
from okote.identity.permissions import may_keep_accounts
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, wording_of
from payments.ledger import queries as ledger


class AccountBalance(Struct, frozen=True):
    """One account of the ledger, until the end of a day."""

    account: Annotated[str, Meta(description="Its address.", examples=["stripe:balance"])]
    name: Annotated[str | None, Meta(description="In the language that was asked for.")]
    debit: Annotated[Amount, Meta(description="All that entered it.")]
    credit: Annotated[Amount, Meta(description="All that left it.")]
    balance: Annotated[Amount, Meta(description="Debit less credit.")]


class TrialBalance(Struct, frozen=True):
    """All accounts, in the order of their addresses; debits and credits add up to the same."""

    until: Annotated[date, Meta(description="The last day that counts.")]
    items: Annotated[list[AccountBalance], Meta(description="All of them.")]


class AccountsApi(Api):
    path = f"{V1}/back-office/balances"

    @get(
        summary="The trial balance",
        operation_id="getTrialBalance",
        tags=["Back office"],
        guards=[opens(Scope.READ_WORK, may_keep_accounts)],
        security=[{"token": [Scope.READ_WORK.value]}],
    )
    async def balances(
        self,
        request: AnyRequest,
        house: TheHouse,
        visitor: TheVisitor,
        reading: Reading,
        until: Annotated[
            date | None, QueryParameter(description="Its last day, of this century; today unless said.")
        ] = None,
    ) -> TrialBalance:
        """For accountants and administrators."""
        here = visitor.territory
        day = until or here.day(await reading.now())
        if not FIRST <= day <= LAST:
            raise DayOutOfRangeError
        found = await ledger.turnovers(reading, here.book, "", before=end_of(day, here.zone))
        called = await names(reading, house, wording_of(request), here, found)
        return TrialBalance(
            day,
            [
                AccountBalance(
                    address,
                    called.get(address),
                    Amount.of(moved.debit),
                    Amount.of(moved.credit),
                    Amount.of(moved.balance),
                )
                for address, moved in found.items()
            ],
        )


ROUTES = (AccountsApi,)
