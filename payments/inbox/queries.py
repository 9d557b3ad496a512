"""What Stripe told us, for people who watch over it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import col, or_, select

from payments.inbox.models import StripeEvent
from payments.sessions import ReadSession

PAGE = 50


async def events(
    db: ReadSession, *, troubled: bool = False, before: UUID | None = None, limit: int = PAGE
) -> Sequence[StripeEvent]:
    """The latest first, without their bodies; `troubled` are those not handled, or handled with a remark."""
    told = select(StripeEvent).options(defer(StripeEvent.body, raiseload=True))  # type: ignore[arg-type]
    if troubled:
        told = told.where(or_(col(StripeEvent.handled_at).is_(None), col(StripeEvent.remark).is_not(None)))
    if before is not None:
        told = told.where(col(StripeEvent.id) < before)
    return (await db.exec(told.order_by(col(StripeEvent.id).desc()).limit(limit))).all()
