"""A person closes a difference with Stripe: what they found stays, in the audit trail too."""

from uuid import UUID

from sqlmodel import select

from okote.accounting.deeds import DIFFERENCE, AccountingDeed
from okote.identity.permissions import may_keep_accounts, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import is_alone
from payments.reconciliation import service
from payments.reconciliation.models import Difference
from payments.reconciliation.queries import Whose
from payments.reconciliation.service import Bookkeeping
from payments.sessions import ReadSession, WriteSession


async def whose(db: ReadSession, visitor: Visitor) -> Whose:
    """What is in the territory's own book; where it is the only one, also what is in nobody's."""
    return Whose(visitor.territory.book, nobodys=await is_alone(db))


async def seen(db: ReadSession, visitor: Visitor, difference_id: UUID, *, held: bool = False) -> Difference:
    """NotFoundError for one that the visitor may not see."""
    may = await whose(db, visitor)
    wanted = select(Difference).where(Difference.id == difference_id)
    difference = (await db.exec(wanted.with_for_update() if held else wanted)).first()
    if difference is None or not (difference.book == may.book or (may.nobodys and difference.book is None)):
        raise NotFoundError
    return difference


async def close(
    db: WriteSession, house: Bookkeeping, difference_id: UUID, reason: str, *, by: Visitor
) -> Difference:
    """Raises `difference_ended` where both sides agree by now, or somebody was faster."""
    require(may_keep_accounts(by))
    difference = await seen(db, by, difference_id, held=True)
    was = DIFFERENCE.facts(difference)
    await service.close(db, difference, reason, house)
    await note(db, by.doer, AccountingDeed.DIFFERENCE_CLOSED, difference, was, reason=reason)
    return difference
