"""What those who watch over the money have set and asked by now: sums, a deputy, an approval that waits, a
token of theirs; and what waits for them: a dispute, a warning of fraud, refunds that came back.
"""

from datetime import timedelta
from typing import Any, cast

from sqlmodel import col, select

from okote.approvals.service import name_deputy, set_sum
from okote.demo import fiction
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.moments import Telling
from okote.demo.seeding.returning import send_back
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.matching.models import FundsCall
from okote.funding.matching.service import record_receipt
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.vigilance.service import set_sums
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.tokens.rules import Scope
from okote.identity.tokens.service import make as make_token
from okote.territories.queries import of_territory
from payments.money import Money
from payments.operations.models import Payment
from payments.sessions import ReadSession

TWO_ABOVE = Money.of(1_000)
LOOKED_AT = Money.of(950), Money.of(1_500)
"""Of a person, and of a company or an association."""


async def watch(telling: Telling, founded: Founded) -> None:
    """Where somebody keeps the accounts: the accountant notes a payment, and an administrator is to look."""
    roles = fiction.territory(founded.slug).roles
    accountants, coaches = roles.get(Role.ACCOUNTANT), roles.get(Role.COACH)
    if not accountants or not coaches:
        return
    administrator = await telling.somebody(founded.slug, founded.administrators[0])
    accountant = await telling.somebody(founded.slug, accountants[0])
    deputy = person_of(await telling.somebody(founded.slug, coaches[0])).id
    async with telling.house.database.unit_of_work() as db:
        at = await db.now()
        await set_sum(db, TWO_ABOVE, by=administrator)
        await set_sums(db, *LOOKED_AT, by=administrator)
        await make_token(
            db, telling.house.renderer, "Tableau de bord des services", {Scope.READ_WORK}, 180, by=accountant
        )
        await name_deputy(db, deputy, at + timedelta(days=21), by=administrator)
        call = await _large_call(db, founded)
        if call is not None:
            await record_receipt(
                db,
                call.commitment_id,
                received_on=founded.territory.day(at),
                proof="Virement du jour, relevé 11",
                by=accountant,
            )
    await _disturb(telling, founded)
    await send_back(telling, founded, accountant)


async def _disturb(telling: Telling, founded: Founded) -> None:
    """A bank disputes what was passed on; a card's network has heard of fraud in what may still go back."""
    async with telling.house.database.reading() as db:
        disputed = await _smallest(db, founded, CampaignState.PAID_OUT)
        warned = await _smallest(db, founded, CampaignState.LIVE)
    await telling.stripe.post(f"charges/{disputed.charge_id}/dispute", reason="unrecognized")
    await telling.stripe.post(f"charges/{warned.charge_id}/warn")
    for payment in (disputed, warned):
        await telling.house.desk.find_disputes(payment.id)


async def _smallest(db: ReadSession, founded: Founded, state: CampaignState) -> Payment:
    """Of a donor who shows nothing, so that nobody's words depend on it."""
    paid: Any = select(Payment).join(Pledge, col(Pledge.payment_id) == Payment.id)
    paid = paid.join(Campaign, col(Campaign.id) == Pledge.campaign_id)
    paid = paid.where(
        Campaign.state == state,
        Pledge.status == PledgeStatus.IN_FORCE,
        col(Pledge.public_name).is_(None) | ~col(Pledge.name_shown),
    )
    scoped = of_territory(paid, Pledge.territory_id, founded.territory.id)
    found = await db.exec(scoped.order_by(col(Payment.amount_minor), col(Payment.id)).limit(1))
    return cast("Payment", found.one())


async def _large_call(db: ReadSession, founded: Founded) -> FundsCall | None:
    """The largest that nobody has paid."""
    unpaid = select(FundsCall).where(
        col(FundsCall.received_on).is_(None), FundsCall.amount_minor > TWO_ABOVE.minor
    )
    scoped = of_territory(unpaid, FundsCall.territory_id, founded.territory.id)
    return (await db.exec(scoped.order_by(col(FundsCall.amount_minor).desc()).limit(1))).first()
