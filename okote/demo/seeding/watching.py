"""What those who watch over the money have set and asked by now: sums, a deputy, an approval that waits, and
a token for a dashboard of theirs.
"""

from datetime import timedelta

from sqlmodel import col, select

from okote.approvals.service import name_deputy, set_sum
from okote.demo import fiction
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.moments import Telling
from okote.funding.matching.models import FundsCall
from okote.funding.matching.service import record_receipt
from okote.funding.pledges.vigilance.service import set_sums
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.tokens.rules import Scope
from okote.identity.tokens.service import make as make_token
from okote.territories.queries import of_territory
from payments.money import Money
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


async def _large_call(db: ReadSession, founded: Founded) -> FundsCall | None:
    """The largest that nobody has paid."""
    unpaid = select(FundsCall).where(
        col(FundsCall.received_on).is_(None), FundsCall.amount_minor > TWO_ABOVE.minor
    )
    scoped = of_territory(unpaid, FundsCall.territory_id, founded.territory.id)
    return (await db.exec(scoped.order_by(col(FundsCall.amount_minor).desc()).limit(1))).first()
