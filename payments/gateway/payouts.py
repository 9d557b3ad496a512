"""Payouts from a connected account's balance to its bank."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from stripe import Payout as Wire

from payments.gateway.limits import check_key, check_metadata
from payments.gateway.line import Line
from payments.gateway.reading import moment, money, notes, seconds, state
from payments.gateway.results import Payout, PayoutStatus
from payments.money import Money


class Payouts:
    """Every call is made on behalf of the connected account whose money it is."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def create(
        self, account_id: str, amount: Money, *, metadata: Mapping[str, str], idempotency_key: str
    ) -> Payout:
        """RefusedError `balance_insufficient` when the account's available balance does not cover it."""
        check_key(idempotency_key)
        check_metadata(metadata)
        call = self._line.v1.payouts.create_async(
            {"amount": amount.minor, "currency": amount.currency.lower(), "metadata": dict(metadata)},
            {"stripe_account": account_id, "idempotency_key": idempotency_key},
        )
        return payout_from(await self._line.ask(call))

    async def retrieve(self, account_id: str, payout_id: str) -> Payout:
        call = self._line.v1.payouts.retrieve_async(payout_id, options={"stripe_account": account_id})
        return payout_from(await self._line.ask(call))

    async def created(self, account_id: str, start: datetime, end: datetime) -> AsyncIterator[Payout]:
        """Those made in `[start, end)`, latest first: to find one whose key has been forgotten."""
        call = self._line.v1.payouts.list_async(
            {"created": {"gte": seconds(start), "lt": seconds(end)}, "limit": 100},
            {"stripe_account": account_id},
        )
        async for payout in self._line.pages(call):
            yield payout_from(payout)


def payout_from(payout: Wire) -> Payout:
    return Payout(
        id=payout.id,
        status=state(PayoutStatus, payout.status),
        amount=money(payout.amount, payout.currency),
        failure=payout.failure_code,
        metadata=notes(payout.metadata),
        created=moment(payout.created),
    )
