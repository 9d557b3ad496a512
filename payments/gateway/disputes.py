"""What payers' banks say of a payment once it is made: that they take it back, ask about it, fear fraud."""

from collections.abc import AsyncIterator

from stripe import Dispute as Wire
from stripe.radar import EarlyFraudWarning as WireWarning

from payments.gateway.charges import transaction_from
from payments.gateway.line import Line
from payments.gateway.reading import moment, money, state
from payments.gateway.results import Dispute, DisputeStatus, FraudWarning


class Disputes:
    def __init__(self, line: Line) -> None:
        self._line = line

    async def of_intent(self, intent_id: str) -> AsyncIterator[Dispute]:
        """All of one payment, latest first."""
        call = self._line.v1.disputes.list_async({"payment_intent": intent_id, "limit": 100})
        async for dispute in self._line.pages(call):
            yield dispute_from(dispute)

    async def warnings(self, intent_id: str) -> AsyncIterator[FraudWarning]:
        """What the card's network said of one payment, latest first."""
        call = self._line.v1.radar.early_fraud_warnings.list_async(
            {"payment_intent": intent_id, "limit": 100}
        )
        async for warning in self._line.pages(call):
            yield warning_from(warning)


def dispute_from(dispute: Wire) -> Dispute:
    due = dispute.evidence_details.due_by
    return Dispute(
        id=dispute.id,
        status=state(DisputeStatus, dispute.status),
        reason=dispute.reason,
        amount=money(dispute.amount, dispute.currency),
        lines=tuple(transaction_from(line) for line in dispute.balance_transactions),
        answer_by=moment(due) if due else None,
        created=moment(dispute.created),
    )


def warning_from(warning: WireWarning) -> FraudWarning:
    return FraudWarning(id=warning.id, kind=warning.fraud_type, created=moment(warning.created))
