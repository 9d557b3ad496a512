"""Refunds: money back to the card it came from, in whole or in part."""

from collections.abc import AsyncIterator, Mapping

from stripe import Refund as Wire

from payments.gateway.limits import check_key, check_metadata
from payments.gateway.line import Line
from payments.gateway.reading import moment, money, notes, reference, state
from payments.gateway.results import Refund, RefundStatus
from payments.money import Money


class Refunds:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def create(
        self, intent_id: str, amount: Money, *, metadata: Mapping[str, str], idempotency_key: str
    ) -> Refund:
        """RefusedError `charge_already_refunded`, or when more is asked than is left."""
        check_key(idempotency_key)
        check_metadata(metadata)
        call = self._line.v1.refunds.create_async(
            {
                "payment_intent": intent_id,
                "amount": amount.minor,
                "reason": "requested_by_customer",
                "metadata": dict(metadata),
            },
            {"idempotency_key": idempotency_key},
        )
        return refund_from(await self._line.ask(call))

    async def retrieve(self, refund_id: str) -> Refund:
        return refund_from(await self._line.ask(self._line.v1.refunds.retrieve_async(refund_id)))

    async def of_intent(self, intent_id: str) -> AsyncIterator[Refund]:
        """All of one payment, also those made by hand at Stripe, latest first."""
        call = self._line.v1.refunds.list_async({"payment_intent": intent_id, "limit": 100})
        async for refund in self._line.pages(call):
            yield refund_from(refund)


def refund_from(refund: Wire) -> Refund:
    # `failure_reason` and `pending_reason` are absent, not null, on a refund that neither failed nor waits.
    return Refund(
        id=refund.id,
        status=state(RefundStatus, refund.status),
        amount=money(refund.amount, refund.currency),
        intent_id=reference(refund.payment_intent),
        charge_id=reference(refund.charge),
        failure=getattr(refund, "failure_reason", None),
        waits_for=getattr(refund, "pending_reason", None),
        metadata=notes(refund.metadata),
        created=moment(refund.created),
    )
