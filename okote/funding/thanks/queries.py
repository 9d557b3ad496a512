"""Thanks, for whoever writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.thanks.models import DonorThanks, Thanks
from okote.platform.errors import NotFoundError
from payments.money import Money
from payments.sessions import ReadSession

MOST = 100
"""Donors on the page of a holder, the latest."""


async def thanks_of(db: ReadSession, campaign_id: UUID) -> Thanks | None:
    """What was written of a campaign, if anything was."""
    return (await db.exec(select(Thanks).where(Thanks.campaign_id == campaign_id))).first()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a donor chose to show of a contribution, which is all that its holder knows of them."""

    pledge_id: UUID
    name: str | None
    amount: Money | None
    message: str | None
    at: datetime | None
    thanks: DonorThanks | None

    @property
    def handle(self) -> UUID:
        """In addresses: the contribution's own number would tell the second at which it was begun."""
        return uuid5(self.pledge_id, "thanks")


def _shown(campaign_id: UUID) -> Select[Pledge, DonorThanks | None]:
    statement = select(Pledge, DonorThanks).outerjoin(DonorThanks, col(DonorThanks.pledge_id) == Pledge.id)
    return statement.where(
        Pledge.campaign_id == campaign_id,
        Pledge.status == PledgeStatus.IN_FORCE,
        col(Pledge.name_shown) | col(Pledge.amount_shown) | col(Pledge.message).is_not(None),
    ).order_by(col(Pledge.paid_at).desc(), col(Pledge.id))


async def shown_to_holder(db: ReadSession, campaign_id: UUID) -> Sequence[Shown]:
    """The latest, of donors who show anything at all: these may be thanked one by one."""
    return [
        Shown(
            pledge_id=pledge.id,
            name=pledge.public_name if pledge.name_shown else None,
            amount=pledge.amount if pledge.amount_shown else None,
            message=pledge.message,
            at=pledge.paid_at,
            thanks=thanks,
        )
        for pledge, thanks in (await db.exec(_shown(campaign_id).limit(MOST))).all()
    ]


async def shown_by(db: ReadSession, campaign_id: UUID, handle: UUID) -> Shown:
    """NotFoundError for who shows nothing, or no longer."""
    found = [one for one in await shown_to_holder(db, campaign_id) if one.handle == handle]
    if not found:
        raise NotFoundError
    return found[0]
