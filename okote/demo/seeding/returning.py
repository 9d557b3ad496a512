"""Refunds that two banks sent back: one donor has named an account and been paid, the other has not yet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from okote.demo.seeding.founding import Founded
from okote.demo.seeding.moments import Telling
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.refunds import service
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.pages import safe_of
from okote.funding.refunds.rules import Details
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory
from payments.operations.models import Operation
from payments.operations.rules import OperationKind

THEIRS = "FR1420041010050500013M02606"
OURS = "DE89370400440532013000"
"""Examples of SWIFT's IBAN registry: nobody's."""


async def send_back(telling: Telling, founded: Founded, accountant: Visitor) -> None:
    """Of a campaign that was refunded."""
    for pledge, refund in await _two_given_back(telling, founded):
        await telling.stripe.post(f"refunds/{refund.stripe_id}/fail", reason="expired_or_canceled_card")
        await telling.house.desk.perform(refund.id)
        last = pledge
    async with telling.house.database.unit_of_work() as db:
        owed = (await db.exec(select(BankRefund).where(BankRefund.pledge_id == last.id))).one()
        donor = replace(accountant, person=await db.get_one(Person, owed.person_id), roles=frozenset())
        details = Details("Camille Exemple", THEIRS)
        await service.name_account(db, safe_of(telling.house), owed.id, details, by=donor)
        today = founded.territory.day(await db.now())
        ours = Details(founded.territory.operator_name, OURS)
        await service.order(db, ours, today, by=accountant)
        await service.record_paid(db, owed.id, paid_on=today, reference="VIR 2041", by=accountant)


async def _two_given_back(telling: Telling, founded: Founded) -> Sequence[tuple[Pledge, Operation]]:
    """The smallest."""
    found: Any = select(Pledge, Operation).join(Operation, col(Operation.subject) == Pledge.id)
    found = found.join(Campaign, col(Campaign.id) == Pledge.campaign_id).where(
        Campaign.state == CampaignState.REFUNDED,
        Pledge.status == PledgeStatus.REFUNDED,
        Operation.kind == OperationKind.REFUND,
    )
    scoped = of_territory(found, Pledge.territory_id, founded.territory.id)
    async with telling.house.database.reading() as db:
        rows = await db.exec(scoped.order_by(col(Pledge.amount_minor), col(Pledge.id)).limit(2))
        return [(pledge, refund) for pledge, refund in rows.all()]
