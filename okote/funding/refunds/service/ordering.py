"""Tell the operator's bank what to transfer: one file of all that can be, by two where it is much."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding.deeds import BANK_ORDER, FundingDeed
from okote.funding.refunds import pain
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.pain import Transfer
from okote.funding.refunds.rules import (
    AccountFixedError,
    BankRefundState,
    Details,
    DetailsUnreadableError,
    NothingToOrderError,
    NotOrderedError,
    masked,
)
from okote.identity.permissions import may_keep_accounts, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.i18n import say
from okote.platform.safe import Safe
from okote.territories.queries import held, of_territory
from payments.money import Money, total
from payments.sessions import ReadSession, WriteSession

ORDER = "bank-order"


async def order(db: WriteSession, debtor: Details, execute_on: date, *, by: Visitor) -> BankOrder | Approval:
    """Put all that donors have named an account for into one file; nobody changes it from then on.

    What waits for a second person, where the territory's sum asks for one. NothingToOrderError.
    """
    require(may_keep_accounts(by))
    ready = await _of(db, by, BankRefundState.READY)
    if not ready:
        raise NothingToOrderError
    amount = total([one.amount for one in ready], "EUR")
    made = BankOrder(
        territory_id=by.territory.id,
        debtor=debtor.name,
        account=debtor.account,
        execute_on=execute_on,
        number=len(ready),
        amount_minor=amount.minor,
        created_at=await db.now(),
        created_by=person_of(by).id,
    )
    db.add(made)
    await db.flush()
    for refund in ready:
        refund.state, refund.order_id = BankRefundState.ORDERED, made.id
    await note(db, by.doer, FundingDeed.BANK_ORDER_MADE, made)
    wanted = Wanted(
        act=ORDER,
        subject=made.id,
        called=by.territory.name,
        amount=Money(made.amount_minor),
        before={},
        after=BANK_ORDER.facts(made),
        reason=f"{made.debtor}, {masked(made.account)}, {made.execute_on.isoformat()}",
    )
    waits = await second_person(db, wanted, by=by)
    if waits is None:
        made.approved_at = made.created_at
    return waits or made


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    made = await held(db, BankOrder, by.territory.id, approval.subject_id)
    if made.dropped_at is not None:
        raise NotOrderedError
    made.approved_at = await db.now()


async def drop(db: WriteSession, order_id: UUID, *, by: Visitor) -> BankOrder:
    """The bank was never given the file: what is in it can be changed, and ordered anew.

    AccountFixedError once any of it was paid.
    """
    require(may_keep_accounts(by))
    made = await held(db, BankOrder, by.territory.id, order_id)
    if made.dropped_at is not None:
        return made
    inside = await _in(db, made)
    if any(one.state is not BankRefundState.ORDERED for one in inside):
        raise AccountFixedError
    for refund in inside:
        refund.state, refund.order_id = BankRefundState.READY, None
    made.dropped_at = await db.now()
    await note(db, by.doer, FundingDeed.BANK_ORDER_DROPPED, made)
    return made


async def file_of(db: WriteSession, safe: Safe, order_id: UUID, *, by: Visitor) -> bytes:
    """What the bank is given, as long as any of it is not paid; who fetched it is written down.

    NotOrderedError, DetailsUnreadableError.
    """
    require(may_keep_accounts(by))
    made = await held(db, BankOrder, by.territory.id, order_id)
    inside = [one for one in await _in(db, made) if one.state is BankRefundState.ORDERED]
    if made.approved_at is None or made.dropped_at is not None or not inside:
        raise NotOrderedError
    await note(db, by.doer, FundingDeed.BANK_ORDER_FETCHED, made)
    return pain.written(
        message=made.id.hex,
        debtor=made.debtor,
        account=made.account,
        execute_on=made.execute_on,
        created_at=made.created_at,
        transfers=[_transfer(safe, one, made) for one in inside],
    )


def _transfer(safe: Safe, refund: BankRefund, made: BankOrder) -> Transfer:
    words = safe.opened(refund.details or b"", about=str(refund.id))
    if words is None:
        raise DetailsUnreadableError
    whose = Details.read(words)
    text = f"{made.debtor} {refund.id.hex[-8:]}"
    return Transfer(refund.id.hex, refund.amount, whose.name, whose.account, text)


async def _of(db: WriteSession, by: Visitor, state: BankRefundState) -> Sequence[BankRefund]:
    found = of_territory(select(BankRefund), BankRefund.territory_id, by.territory.id)
    found = found.where(BankRefund.state == state).order_by(col(BankRefund.id)).with_for_update()
    return (await db.exec(found)).all()


async def _in(db: ReadSession, made: BankOrder) -> Sequence[BankRefund]:
    inside = select(BankRefund).where(BankRefund.order_id == made.id)
    return (await db.exec(inside.order_by(col(BankRefund.id)).with_for_update())).all()


ACTS: Mapping[str, Act] = {ORDER: Act(say("Have refunds transferred by the bank"), BANK_ORDER, _approved)}
