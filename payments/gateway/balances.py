"""What Stripe holds, and the line of its ledger behind each movement."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import TYPE_CHECKING

import stripe
from stripe import RequestOptions

from payments.gateway.charges import transaction_from
from payments.gateway.line import Line
from payments.gateway.reading import seconds
from payments.gateway.results import Balance, BalanceTransaction
from payments.money import Money

if TYPE_CHECKING:  # thousands of lines that say what Stripe's forms hold
    from stripe.params import BalanceTransactionListParams, BalanceTransactionListParamsCreated


class Balances:
    """Without an account the platform's own balance; with one, that connected account's."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def retrieve(self, account_id: str | None = None, *, currency: str = "EUR") -> Balance:
        call = self._line.v1.balance.retrieve_async(options=on(account_id))
        balance = await self._line.ask(call)

        def held(parts: list[stripe.Balance.Available] | list[stripe.Balance.Pending]) -> Money:
            return Money(sum(part.amount for part in parts if part.currency == currency.lower()), currency)

        return Balance(available=held(balance.available), pending=held(balance.pending))

    async def transactions(
        self, start: datetime | None, end: datetime, account_id: str | None = None
    ) -> AsyncIterator[BalanceTransaction]:
        """Every line created in `[start, end)`, latest first, with what is noted on its source."""
        created: BalanceTransactionListParamsCreated = {"lt": seconds(end)}
        if start is not None:
            created["gte"] = seconds(start)
        async for line in self._listed({"created": created}, account_id):
            yield line

    async def of_source(self, source: str) -> AsyncIterator[BalanceTransaction]:
        """Every line of one object, whenever it was created."""
        async for line in self._listed({"source": source}):
            yield line

    async def latest(self) -> str | None:
        """The identifier of the line created last."""
        page = await self._line.ask(self._line.v1.balance_transactions.list_async({"limit": 1}))
        return page.data[0].id if page.data else None

    async def _listed(
        self, which: "BalanceTransactionListParams", account_id: str | None = None
    ) -> AsyncIterator[BalanceTransaction]:
        call = self._line.v1.balance_transactions.list_async(
            {**which, "limit": 100, "expand": ["data.source"]}, on(account_id)
        )
        async for line in self._line.pages(call):
            yield transaction_from(line)


def on(account_id: str | None) -> RequestOptions:
    return {} if account_id is None else {"stripe_account": account_id}
