"""Payment intents: whether a payment was made, and what Stripe took for it."""

from stripe import PaymentIntent as Wire

from payments.gateway.charges import charge_from
from payments.gateway.line import Line
from payments.gateway.reading import money, notes, state
from payments.gateway.results import IntentStatus, PaymentIntent


class PaymentIntents:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def retrieve(self, intent_id: str) -> PaymentIntent:
        """With its latest charge, and that charge's fee as soon as Stripe knows it."""
        call = self._line.v1.payment_intents.retrieve_async(
            intent_id, {"expand": ["latest_charge.balance_transaction"]}
        )
        return intent_from(await self._line.ask(call))


def intent_from(intent: Wire) -> PaymentIntent:
    failed, charge = intent.last_payment_error, intent.latest_charge
    return PaymentIntent(
        id=intent.id,
        status=state(IntentStatus, intent.status),
        amount=money(intent.amount, intent.currency),
        received=money(intent.amount_received, intent.currency),
        charge=charge_from(charge),
        failure=failed.code or failed.type if failed else None,
        transfer_group=intent.transfer_group,
        metadata=notes(intent.metadata),
        livemode=intent.livemode,
    )
