"""Discrepancies of every kind, planted at the local Stripe, in our rows and in the ledger: by seed.

What is sound is written the same way, so that a false alarm would be seen. Written without HTTP and in one
transaction, for there are hundreds of them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from payments.gateway.results import DisputeStatus
from payments.ledger.rules import Posting
from payments.ledger.service import post
from payments.money import Money
from payments.operations.models import ConnectedAccount, Dispute, DisputeLine, Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.reconciliation.accounts import STRIPE
from payments.reconciliation.rules import Kind
from payments.sessions import WriteSession
from payments.simulator import checkout, disputes, payouts, refunds, transfers
from payments.simulator.cards import CARDS
from payments.simulator.fees import book, fee
from payments.simulator.world import World, new_id
from payments.tables import uuid7

AT_ONCE = CARDS["4000000000000077"]
"""A card whose payments may be moved on at once."""


def never_charged() -> tuple[dict, dict]:
    """Identifiers of which Stripe knows nothing."""
    return {"id": new_id("cs")}, {"id": new_id("ch"), "amount": 900, "payment_intent": new_id("pi")}


@dataclass
class Planter:
    """`planted` is what must be found: the movement's key, and of what kind the difference is."""

    world: World
    db: WriteSession
    account: ConnectedAccount
    at: datetime
    chance: random.Random
    planted: list[tuple[str, Kind]] = field(default_factory=list)

    async def plant(self, kind: Kind) -> None:
        way: Callable[[], Any] = getattr(self, kind.value)
        with self.world.acting():
            key = await way()
        self.planted.append((key, kind))

    async def sound(self) -> Payment:
        """A payment of which all three say the same, with what came after it."""
        with self.world.acting():
            payment = await self._paid()
            what = self.chance.randrange(4)
            if what == 1:
                await self._refunded(payment)
            if what == 2:
                await self._transferred(payment.amount_minor // 2)
            if what == 3:
                await self._disputed(payment)
        return payment

    # Charges and payments

    def _charged(self, *, noted: UUID | None) -> tuple[dict, dict]:
        """At Stripe alone: a session that was paid, and its charge."""
        amount = self.chance.randint(500, 20_000)
        notes = {} if noted is None else {"payment_id": str(noted)}
        price = {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Un four"}}
        session = checkout.create(
            self.world,
            {
                "mode": "payment",
                "success_url": "http://127.0.0.1/",
                "line_items": [{"quantity": 1, "price_data": price}],
                "metadata": notes,
                "payment_intent_data": {"on_behalf_of": self.account.stripe_id, "metadata": notes},
            },
        )
        checkout.pay(self.world, session, AT_ONCE)
        intent = self.world.require("payment_intent", session["payment_intent"])
        return session, self.world.require("charge", intent["latest_charge"])

    async def _payment(self, *, charged: bool = True, **changes: Any) -> Payment:
        payment_id = uuid7()
        session, charge = self._charged(noted=payment_id) if charged else never_charged()
        row = {
            "id": payment_id,
            "book": self.account.book,
            "purpose": "pledge",
            "subject": uuid7(),
            "amount_minor": charge["amount"],
            "currency": "EUR",
            "status": PaymentStatus.PAID,
            "session_id": session["id"],
            "intent_id": charge["payment_intent"],
            "charge_id": charge["id"],
            "fee_minor": fee(charge["amount"]),
            "created_at": self.at,
            "expires_at": self.at,
            "paid_at": self.at,
            "ended_at": self.at,
        }
        payment = Payment(**row | changes)
        self.db.add(payment)
        await self.db.flush()
        return payment

    async def _paid(self, **changes: Any) -> Payment:
        payment = await self._payment(**changes)
        await self._tell(f"paid:{payment.subject}", payment.amount_minor, payment.fee_minor)
        return payment

    async def _tell(self, key: str, amount: int, taken: int = 0) -> None:
        moves = [
            Posting(*(("x", STRIPE) if minor > 0 else (STRIPE, "x")), Money(abs(minor)))
            for minor in (amount, -taken)
            if minor
        ]
        kind = key.partition(":")[0]
        await post(self.db, book=self.account.book, key=key, kind=kind, postings=moves, at=self.at)

    async def charge_unknown(self) -> str:
        return self._charged(noted=None)[1]["id"]

    async def payment_lost(self) -> str:
        return self._charged(noted=uuid7())[1]["id"]

    async def payment_not_learnt(self) -> str:
        """It is open here, and nobody has told us since."""
        payment = await self._payment(
            status=PaymentStatus.OPEN, fee_minor=None, paid_at=None, ended_at=None, next_check_at=self.at
        )
        key = payment.charge_id
        payment.charge_id = payment.intent_id = None
        return key

    async def payment_missing(self) -> str:
        return (await self._paid(charged=False)).charge_id

    async def payment_differs(self) -> str:
        payment = await self._paid()
        payment.amount_minor += 1
        return payment.charge_id

    async def fee_differs(self) -> str:
        payment = await self._paid()
        payment.fee_minor += self.chance.choice((-1, 1))
        return payment.charge_id

    async def put_aside(self) -> str:
        payment = await self._payment(
            status=PaymentStatus.QUARANTINED, fee_minor=None, paid_at=None, code="amount_differs"
        )
        payment.received_minor = payment.amount_minor
        return payment.charge_id

    # Refunds

    def _operation(self, kind: OperationKind, minor: int, **columns: Any) -> Operation:
        made = Operation(
            **{
                "book": self.account.book,
                "purpose": "pledge",
                "subject": uuid7(),
                "kind": kind,
                "status": OperationStatus.SUCCEEDED,
                "amount_minor": minor,
                "currency": "EUR",
                "details": {"reason": "donor", "transfer_group": "campaign:1"},
                "created_at": self.at,
                "ended_at": self.at,
            }
            | columns
        )
        self.db.add(made)
        return made

    async def _refunded(self, payment: Payment, **columns: Any) -> Operation:
        operation = self._operation(
            OperationKind.REFUND,
            payment.amount_minor,
            payment_id=payment.id,
            subject=payment.subject,
            **columns,
        )
        await self.db.flush()
        notes = {"operation_id": str(operation.id)}
        made = refunds.create(self.world, {"charge": payment.charge_id, "metadata": notes})
        operation.stripe_id = made["id"]
        await self._tell(f"refunded:{operation.id}", -operation.amount_minor)
        return operation

    async def refund_unknown(self) -> str:
        """By hand: all of it, which is learnt; or a part, which a person must see."""
        payment = await self._paid()
        part = {"amount": 100} if self.chance.random() < 0.5 else {}
        return refunds.create(self.world, {"charge": payment.charge_id} | part)["id"]

    async def refund_not_learnt(self) -> str:
        return await self._not_learnt(OperationKind.REFUND)

    async def refund_failed(self) -> str:
        operation = await self._refunded(await self._paid())
        made = self.world.require("refund", operation.stripe_id)
        refunds.fail(self.world, made, "expired_or_canceled_card")
        return operation.stripe_id

    async def refund_missing(self) -> str:
        payment = await self._paid()
        operation = self._operation(
            OperationKind.REFUND, payment.amount_minor, payment_id=payment.id, stripe_id=new_id("re")
        )
        return operation.stripe_id

    async def refund_differs(self) -> str:
        operation = await self._refunded(await self._paid())
        operation.amount_minor -= 1
        return operation.stripe_id

    # Disputes

    async def _disputed(self, payment: Payment, **changes: Any) -> str:
        told = disputes.start(self.world, self.world.require("charge", payment.charge_id))
        [line] = told["balance_transactions"]
        dispute = Dispute(
            book=payment.book,
            payment_id=payment.id,
            stripe_id=told["id"],
            status=DisputeStatus.NEEDS_RESPONSE,
            reason="fraudulent",
            amount_minor=told["amount"],
            currency="EUR",
            opened_at=self.at,
            next_check_at=self.at + timedelta(days=1),
        )
        self.db.add(dispute)
        await self.db.flush()
        row = {
            "stripe_id": line["id"],
            "dispute_id": dispute.id,
            "amount_minor": line["amount"],
            "fee_minor": line["fee"],
            "at": self.at,
        } | changes
        self.db.add(DisputeLine(**row))
        await self._tell(f"disputed:{row['stripe_id']}", row["amount_minor"], row["fee_minor"])
        return row["stripe_id"]

    async def dispute_unknown(self) -> str:
        payment = await self._paid()
        told = disputes.start(self.world, self.world.require("charge", payment.charge_id))
        return told["balance_transactions"][0]["id"]

    async def dispute_missing(self) -> str:
        payment = await self._paid()
        sound = await self.db.get_one(DisputeLine, await self._disputed(payment))
        key = new_id("txn")
        self.db.add(
            DisputeLine(stripe_id=key, dispute_id=sound.dispute_id, amount_minor=-1, fee_minor=0, at=self.at)
        )
        return key

    async def dispute_differs(self) -> str:
        return await self._disputed(await self._paid(), fee_minor=1_500)

    # Transfers and their reversals

    async def _transferred(self, minor: int, *, told: bool = True, **columns: Any) -> Operation:
        await self._paid()
        operation = self._operation(OperationKind.TRANSFER, minor, account_id=self.account.id, **columns)
        await self.db.flush()
        operation.stripe_id = self._transfer(minor, operation.id)
        if told:
            await self._tell(f"transferred:{operation.id}", -minor)
        return operation

    def _transfer(self, minor: int, noted: UUID | None) -> str:
        notes = {} if noted is None else {"operation_id": str(noted)}
        form = {"amount": minor, "currency": "eur", "destination": self.account.stripe_id, "metadata": notes}
        return transfers.create(self.world, form | {"transfer_group": "campaign:1"})["id"]

    async def _not_learnt(self, kind: OperationKind) -> str:
        """It was asked for long ago, and what came of it was never recorded."""
        asked = {
            "status": OperationStatus.WAITING,
            "ended_at": None,
            "next_attempt_at": self.at + timedelta(days=9),
            "key_since": None if self.chance.random() < 0.5 else self.at - timedelta(days=2),
        }
        if kind is OperationKind.REFUND:
            payment = await self._paid()
            operation = self._operation(kind, payment.amount_minor, payment_id=payment.id, **asked)
            form = {"charge": payment.charge_id, "metadata": {"operation_id": str(operation.id)}}
            return refunds.create(self.world, form)["id"]
        if kind is OperationKind.TRANSFER:
            await self._paid()
            operation = self._operation(kind, 300, account_id=self.account.id, **asked)
            return self._transfer(300, operation.id)
        transfer = await self._transferred(300)
        operation = self._operation(kind, 300, account_id=self.account.id, reverses=transfer.id, **asked)
        return self._reverse(transfer, operation.id)

    def _reverse(self, transfer: Operation, noted: UUID | None) -> str:
        notes = {} if noted is None else {"operation_id": str(noted)}
        made = self.world.require("transfer", transfer.stripe_id)
        return transfers.reverse(self.world, made, {"metadata": notes})["id"]

    async def transfer_unknown(self) -> str:
        await self._paid()
        return self._transfer(self.chance.randint(100, 400), None)

    async def transfer_not_learnt(self) -> str:
        return await self._not_learnt(OperationKind.TRANSFER)

    async def transfer_missing(self) -> str:
        columns = {"account_id": self.account.id, "stripe_id": new_id("tr")}
        return self._operation(OperationKind.TRANSFER, 300, **columns).stripe_id

    async def transfer_differs(self) -> str:
        operation = await self._transferred(300)
        operation.amount_minor += 1
        return operation.stripe_id

    async def reversal_unknown(self) -> str:
        return self._reverse(await self._transferred(300), None)

    async def reversal_not_learnt(self) -> str:
        return await self._not_learnt(OperationKind.REVERSE_TRANSFER)

    async def _reversed(self, transfer: Operation) -> Operation:
        operation = self._operation(
            OperationKind.REVERSE_TRANSFER, 300, account_id=self.account.id, reverses=transfer.id
        )
        await self.db.flush()
        operation.stripe_id = self._reverse(transfer, operation.id)
        await self._tell(f"reversed:{operation.id}", 300)
        return operation

    async def reversal_missing(self) -> str:
        transfer = await self._transferred(300)
        columns = {"account_id": self.account.id, "reverses": transfer.id, "stripe_id": new_id("trr")}
        return self._operation(OperationKind.REVERSE_TRANSFER, 300, **columns).stripe_id

    async def reversal_differs(self) -> str:
        operation = await self._reversed(await self._transferred(300))
        operation.amount_minor += 1
        return operation.stripe_id

    # Between Stripe and the operator

    async def own_fee(self) -> str:
        return book(self.world, "stripe_fee", None, -self.chance.randint(1, 90))["id"]

    async def bank(self) -> str:
        await self._paid()
        form = {"amount": self.chance.randint(100, 400), "currency": "eur"}
        return payouts.create(self.world, form, "")["balance_transaction"]

    async def top_up(self) -> str:
        return payouts.top_up(self.world, self.chance.randint(100, 400))["balance_transaction"]

    async def type_unknown(self) -> str:
        kind = self.chance.choice(("reserve_transaction", "contribution", "something_new", "adjustment"))
        return book(self.world, kind, None, self.chance.choice((-70, 70)))["id"]

    # The ledger

    async def not_booked(self) -> str:
        return (await self._payment()).charge_id

    async def booked_differently(self) -> str:
        payment = await self._payment()
        await self._tell(f"paid:{payment.subject}", payment.amount_minor + 7, payment.fee_minor)
        return payment.charge_id

    async def booked_alone(self) -> str:
        """The same once more under another key, or something that nobody knows."""
        payment = await self._paid()
        keys = (f"again:{payment.subject}", f"paid:{uuid7()}", f"refunded:{uuid7()}", f"odd {uuid7()}")
        entry = await post(
            self.db,
            book=self.account.book,
            key=self.chance.choice(keys),
            kind="paid",
            postings=[Posting("x", STRIPE, Money(payment.amount_minor))],
            at=self.at,
        )
        return f"entry:{entry.id}"
