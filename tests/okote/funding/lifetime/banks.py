"""Donors' banks at the local Stripe, whose word we hear at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.operations.models import FraudWarning, Payment
from payments.operations.rules import OperationKind, PaymentStatus
from payments.simulator.charges import card_of
from payments.simulator.disputes import ASKED
from payments.simulator.remote import ControlRefusedError
from tests.okote.funding.lifetime.world import World

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bank has now, in cents, and whether the donor had everything back from us before."""

    taken: int
    given_back: bool


@dataclass(frozen=True)
class Banks:
    world: World

    async def dispute(self, pledge_id: UUID, part: int, inquiry: bool) -> int | None:
        """Cents that are taken, or asked about; None where nothing is there to dispute."""
        charge = await self._charge(pledge_id)
        if charge is None or any(one["status"] in ASKED for one in self._disputes(charge)):
            return None
        said = {"inquiry": inquiry} | ({"amount": part} if part else {})
        made = await self._told(pledge_id, f"charges/{charge['id']}/dispute", **said)
        return None if made is None else int(made["amount"])

    async def go_on(self, pledge_id: UUID, step: str) -> Taken | None:
        """None where the bank has nothing to decide, or Stripe would not have it escalated."""
        charge = await self._charge(pledge_id)
        disputes = [] if charge is None else self._disputes(charge)
        if charge is None or not disputes:
            return None
        before = charge["amount_refunded"]
        if step == "escalate" and (0 < before < charge["amount"] or self._on_its_way_back(charge)):
            return None
        moved = await self._told(pledge_id, f"disputes/{disputes[0]['id']}/{step}")
        return None if moved is None else Taken(moved["amount"], before == charge["amount"])

    async def warn(self, pledge_id: UUID) -> None:
        charge = await self._charge(pledge_id)
        if charge is None:
            return
        warning = await self._told(pledge_id, f"charges/{charge['id']}/warn")
        if warning is None:
            return
        async with self.world.house.database.reading() as db:
            kept = select(FraudWarning).where(FraudWarning.stripe_id == warning["id"])
            assert (await db.exec(kept)).one_or_none() is not None, "a warning that nobody sees"

    async def send_back_refund(self, pledge_id: UUID, why: str) -> bool:
        """The donor's bank does not take it, after all, unless it has taken any meanwhile; whether there was
        one to send back.
        """
        made = await self.world.made(OperationKind.REFUND, pledge_id)
        refund = self._find(made)
        if refund is None or refund["status"] != "succeeded" or self._taken_since(refund):
            return False
        await self.world.stripe.control.post(f"refunds/{made}/fail", reason=why)
        return True

    async def refund_by_hand(self, pledge_id: UUID) -> bool:
        """By whoever has the pages at Stripe: all of one that counts, and whose card has it at once."""
        charge = await self._charge(pledge_id)
        if charge is None or self._disputes(charge) or card_of(charge).refund != "succeeded":
            return False
        async with self.world.behaving():
            payment = await self.world.house.desk.refresh((await self._payment(pledge_id)).id)
            if payment.status is not PaymentStatus.PAID or not await self._counts(pledge_id):
                return False
            await self.world.stripe.raw("POST", "/v1/refunds", {"charge": charge["id"]})
            await self.world.house.desk.find_returns(payment.id)
        assert not await self._counts(pledge_id), "a refund that nobody sees"
        return True

    async def _counts(self, pledge_id: UUID) -> bool:
        async with self.world.house.database.reading() as db:
            return (await db.get_one(Pledge, pledge_id)).status is PledgeStatus.IN_FORCE

    def _taken_since(self, refund: Object) -> bool:
        disputes = self._disputes({"id": refund["charge"]})
        return any(
            one["balance_transactions"] and (one["status"] != "lost" or one["created"] >= refund["created"])
            for one in disputes
        )

    async def is_aside(self, pledge_id: UUID) -> bool:
        async with self.world.house.database.reading() as db:
            return (await db.get_one(Pledge, pledge_id)).status is PledgeStatus.DISPUTED

    async def _told(self, pledge_id: UUID, path: str, **said: Any) -> Object | None:
        """What came of it, once we have heard; None where it could not be done."""
        async with self.world.behaving():
            payment = await self.world.house.desk.refresh((await self._payment(pledge_id)).id)
            if payment.status is not PaymentStatus.PAID:
                return None
            try:
                made: Object = await self.world.stripe.control.post(path, **said)
            except ControlRefusedError:
                return None
            await self.world.house.desk.find_disputes(payment.id)
            return made

    async def _payment(self, pledge_id: UUID) -> Payment:
        async with self.world.house.database.reading() as db:
            return await db.get_one(Payment, (await db.get_one(Pledge, pledge_id)).payment_id)

    async def _charge(self, pledge_id: UUID) -> Object | None:
        """What Stripe took, by its own books."""
        async with self.world.house.database.reading() as db:
            payment_id = (await db.get_one(Pledge, pledge_id)).payment_id
        if payment_id is None:
            return None
        session = self._find((await self._payment(pledge_id)).session_id)
        intent = self._find(session and session["payment_intent"])
        charge = self._find(intent and intent["latest_charge"])
        return charge if charge and charge["status"] == "succeeded" else None

    def _find(self, stripe_id: str | None) -> Object | None:
        return None if stripe_id is None else self.world.stripe.local.world.store.find(stripe_id)

    def _disputes(self, charge: Object) -> list[Object]:
        return self._of(charge, "dispute")

    def _on_its_way_back(self, charge: Object) -> bool:
        return any(one["status"] == "pending" for one in self._of(charge, "refund"))

    def _of(self, charge: Object, kind: str) -> list[Object]:
        return self.world.stripe.local.world.store.select(kind, where={"charge": charge["id"]})
