"""Transfers from the platform's balance to a connected account, and back."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stripe import Reversal
from stripe import Transfer as Wire

from payments.gateway.limits import check_key, check_metadata
from payments.gateway.line import Line
from payments.gateway.reading import moment, money, notes, reference
from payments.gateway.results import Transfer, TransferReversal
from payments.money import Money

if TYPE_CHECKING:  # thousands of lines that say what Stripe's forms hold
    from stripe.params import TransferCreateParams


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """With a charge as `source_transaction` the money follows that charge, at most its amount, and
    needs no available balance; without, Stripe refuses what the balance does not cover.
    """

    amount: Money
    destination: str
    transfer_group: str
    source_transaction: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class Transfers:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def create(self, request: TransferRequest, *, idempotency_key: str) -> Transfer:
        """RefusedError `balance_insufficient` when neither balance nor charge covers it."""
        check_key(idempotency_key)
        check_metadata(request.metadata)
        form: TransferCreateParams = {
            "amount": request.amount.minor,
            "currency": request.amount.currency.lower(),
            "destination": request.destination,
            "transfer_group": request.transfer_group,
            "metadata": dict(request.metadata),
        }
        if request.source_transaction is not None:
            form["source_transaction"] = request.source_transaction
        call = self._line.v1.transfers.create_async(form, {"idempotency_key": idempotency_key})
        return transfer_from(await self._line.ask(call))

    async def retrieve(self, transfer_id: str) -> Transfer:
        return transfer_from(await self._line.ask(self._line.v1.transfers.retrieve_async(transfer_id)))

    async def of_group(self, transfer_group: str) -> AsyncIterator[Transfer]:
        call = self._line.v1.transfers.list_async({"transfer_group": transfer_group, "limit": 100})
        async for transfer in self._line.pages(call):
            yield transfer_from(transfer)

    async def reverse(
        self, transfer_id: str, amount: Money, *, metadata: Mapping[str, str], idempotency_key: str
    ) -> TransferReversal:
        """RefusedError when the connected account no longer holds the amount."""
        check_key(idempotency_key)
        check_metadata(metadata)
        call = self._line.v1.transfers.reversals.create_async(
            transfer_id,
            {"amount": amount.minor, "metadata": dict(metadata)},
            {"idempotency_key": idempotency_key},
        )
        return reversal_from(await self._line.ask(call))

    async def reversals(self, transfer_id: str) -> AsyncIterator[TransferReversal]:
        call = self._line.v1.transfers.reversals.list_async(transfer_id, {"limit": 100})
        async for reversal in self._line.pages(call):
            yield reversal_from(reversal)


def transfer_from(transfer: Wire) -> Transfer:
    return Transfer(
        id=transfer.id,
        amount=money(transfer.amount, transfer.currency),
        destination=reference(transfer.destination) or "",
        transfer_group=transfer.transfer_group,
        metadata=notes(transfer.metadata),
        created=moment(transfer.created),
    )


def reversal_from(reversal: Reversal) -> TransferReversal:
    return TransferReversal(
        id=reversal.id,
        amount=money(reversal.amount, reversal.currency),
        metadata=notes(reversal.metadata),
        created=moment(reversal.created),
    )
