"""Refunds that no bank took, on their way by the operator's own bank."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.service import approve
from okote.funding.refunds import service
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.rules import OPEN, BankRefundState, Details
from okote.funding.refunds.service import ordering
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.safe import Safe
from tests.okote.funding.lifetime.world import World

SAFE = Safe("a-secret-of-these-lives", service.PURPOSE)
THEIRS, OURS = Details("Ada Kern", "DE89370400440532013000"), Details("Okoté", "FR1420041010050500013M02606")


@dataclass(frozen=True)
class Transfers:
    """Refusals are the service's own DomainError; None where nothing is owed so."""

    world: World

    async def name(self, pledge_id: UUID) -> None:
        refund = await self._latest(pledge_id)
        if refund is None or refund.state not in OPEN:
            return
        async with self.world.house.database.unit_of_work() as db:
            donor = Visitor(
                territory=self._ours.territory,
                language="fr",
                address=self._ours.address,
                person=await db.get_one(Person, refund.person_id),
            )
            await service.name_account(db, SAFE, refund.id, THEIRS, by=donor)

    async def order(self) -> None:
        """One prepares it, another approves it where it is much."""
        async with self.world.house.database.unit_of_work() as db:
            day = self._ours.territory.day(await db.now()) + timedelta(days=1)
            asked = await service.order(db, OURS, day, by=self._ours)
        if isinstance(asked, Approval):
            async with self.world.house.database.unit_of_work() as db:
                await approve(db, ordering.ACTS, asked.id, "Vu", by=self.world.administrators[1])

    async def pay(self, pledge_id: UUID) -> bool:
        """Whether it is paid by this."""
        refund = await self._latest(pledge_id)
        if refund is None or refund.state is not BankRefundState.ORDERED:
            return False
        async with self.world.house.database.unit_of_work() as db:
            today = self._ours.territory.day(await db.now())
            await service.record_paid(db, refund.id, paid_on=today, reference="VIR", by=self._ours)
        return True

    async def send_back(self, pledge_id: UUID) -> bool:
        refund = await self._latest(pledge_id)
        if refund is None or refund.state not in {BankRefundState.ORDERED, BankRefundState.PAID}:
            return False
        async with self.world.house.database.unit_of_work() as db:
            await service.send_back(db, refund.id, "Compte clos", by=self._ours)
        return True

    @property
    def _ours(self) -> Visitor:
        return self.world.administrators[0]

    async def _latest(self, pledge_id: UUID) -> BankRefund | None:
        mine = select(BankRefund).where(BankRefund.pledge_id == pledge_id)
        async with self.world.house.database.reading() as db:
            return (await db.exec(mine.order_by(col(BankRefund.id).desc()).limit(1))).first()
