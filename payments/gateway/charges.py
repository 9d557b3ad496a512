"""Charges and the lines of Stripe's own ledger."""

from stripe import BalanceTransaction as WireTransaction
from stripe import Charge as WireCharge

from payments.gateway.reading import moment, money, notes, reference
from payments.gateway.results import BalanceTransaction, Charge


def charge_from(charge: str | WireCharge | None) -> Charge | None:
    """None unless the charge was expanded."""
    if not isinstance(charge, WireCharge):
        return None
    line = charge.balance_transaction
    return Charge(
        id=charge.id,
        created=moment(charge.created),
        amount=money(charge.amount, charge.currency),
        refunded=money(charge.amount_refunded, charge.currency),
        paid=charge.paid,
        disputed=charge.disputed,
        transaction=transaction_from(line) if isinstance(line, WireTransaction) else None,
    )


def transaction_from(line: WireTransaction) -> BalanceTransaction:
    return BalanceTransaction(
        id=line.id,
        type=line.type,
        amount=money(line.amount, line.currency),
        fee=money(line.fee, line.currency),
        net=money(line.net, line.currency),
        source=reference(line.source),
        created=moment(line.created),
        intent_id=reference(getattr(line.source, "payment_intent", None)),
        metadata=notes(getattr(line.source, "metadata", None)),
    )
