"""A donor whose bank took no refund, and the office that owes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.identity.models import Role, SignIn
from okote.platform.mail.models import Mail
from payments.operations.models import Operation
from payments.operations.rules import OperationKind
from tests.okote.funding.closing.deadline import close, past_the_deadline
from tests.okote.funding.scene import Scene

IBAN, ANOTHER = "FR14 2004 1010 0505 0001 3M02 606", "DE89370400440532013000"
OFFICE = {"name": "Association Exemple", "iban": ANOTHER, "execute_on": "2040-01-02"}
HERE = "/en/back-office/refunds"


@dataclass
class Returned:
    """Camille gave 20 €, and the bank sent the refund back."""

    scene: Scene
    donor: Any
    office: Any
    pledge: Pledge

    async def refund(self) -> BankRefund:
        """The latest."""
        async with self.scene.house.database.reading() as db:
            found = select(BankRefund).order_by(col(BankRefund.id).desc())
            return (await db.exec(found.limit(1))).one()

    async def order(self) -> BankOrder:
        async with self.scene.house.database.reading() as db:
            return (await db.exec(select(BankOrder).order_by(col(BankOrder.id).desc()).limit(1))).one()

    async def status(self) -> PledgeStatus:
        async with self.scene.house.database.reading() as db:
            return (await db.get_one(Pledge, self.pledge.id)).status

    async def path(self) -> str:
        return f"/en/my/refunds/{(await self.refund()).id}"

    async def name(self, iban: str = IBAN, name: str = "Camille Kern") -> Any:
        return await self.donor.post(await self.path(), {"name": name, "iban": iban})

    async def prepare(self) -> Any:
        return await self.office.post(HERE, OFFICE)

    async def fetch(self) -> Any:
        return await self.office.get(f"{HERE}/files/{(await self.order()).id}")

    async def pay(self, on: date | str | None = None, reference: str = "VIR 0042") -> Any:
        async with self.scene.house.database.reading() as db:
            today = (await db.now()).date()
        refund = await self.refund()
        told = {"paid_on": str(on or today), "reference": reference}
        return await self.office.post(f"{HERE}/{refund.id}/paid", told)

    async def comes_back(self) -> Any:
        refund = await self.refund()
        return await self.office.post(f"{HERE}/{refund.id}/returned", {"reason": "Compte clos"})

    async def letters(self) -> list[str]:
        """The kinds of those about transfers, in their order."""
        await self.scene.work()
        async with self.scene.house.database.reading() as db:
            keys = (await db.exec(select(Mail.key).order_by(col(Mail.id)))).all()
        return [key.partition(":")[0] for key in keys if key.startswith("bank-refund")]


async def sent_back(scene: Scene, pledge: Pledge, why: str = "lost_or_stolen_card") -> None:
    """The bank of a donor sends a refund back, and we hear of it."""
    async with scene.house.database.reading() as db:
        made = select(Operation).where(Operation.kind == OperationKind.REFUND, Operation.subject == pledge.id)
        refund = (await db.exec(made.order_by(col(Operation.id).desc()).limit(1))).one()
    await scene.stripe.control.post(f"refunds/{refund.stripe_id}/fail", reason=why)
    await scene.house.desk.perform(refund.id)
    await scene.work()


async def given_by(scene: Scene, person: UUID) -> Pledge:
    pledge = await scene.pledge(20)
    async with scene.house.database.unit_of_work() as db:
        (await db.get_one(Pledge, pledge.id)).person_id = person
    return pledge


@pytest.fixture
async def returned(scene, browser, give_role) -> Returned:
    donor, office = browser(), browser()
    await donor.arrive("camille")
    async with scene.house.database.reading() as db:
        camille = (await db.exec(select(SignIn.person_id).order_by(SignIn.id).limit(1))).one()
    await office.arrive("yanis")
    await give_role("yanis", Role.ACCOUNTANT)
    pledge = await given_by(scene, camille)
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)
    await sent_back(scene, pledge)
    await donor.arrive("camille")
    await office.arrive("yanis")
    return Returned(scene, donor, office, pledge)
