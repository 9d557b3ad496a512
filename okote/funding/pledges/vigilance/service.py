"""Look at a donor: nothing to do, freeze, release."""

from typing import cast
from uuid import UUID

from sqlmodel import col, select

from okote.funding.permissions import may_watch_donors
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.vigilance.deeds import SUMS, VigilanceDeed
from okote.funding.pledges.vigilance.freezing import hold_donor
from okote.funding.pledges.vigilance.models import DonorReview, Outcome
from okote.funding.pledges.vigilance.queries import any_frozen, donor_of, payments_of, terms_of
from okote.funding.pledges.vigilance.rules import Donor, check_outcome
from okote.identity.permissions import may_administer, person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import of_territory, one_of
from payments.money import Money
from payments.operations import service as payments
from payments.sessions import WriteSession


async def look_at(
    db: WriteSession, pledge_id: UUID, outcome: Outcome, reason: str, *, by: Visitor
) -> DonorReview:
    """Write down what was made of the donor of a pledge. NotFrozenError, StillFrozenError.

    Frozen, nobody can pay any more what they had begun; what was paid stays, and counts.
    """
    require(may_watch_donors(by))
    here = by.territory.id
    donor = await donor_of(db, await one_of(db, Pledge, here, pledge_id))
    await hold_donor(db, here, donor)
    check_outcome(frozen=await any_frozen(db, here, donor), released=outcome is Outcome.RELEASED)
    given = await payments_of(db, here, donor)
    review = DonorReview(
        territory_id=here,
        person_id=donor.person_id,
        kind=donor.kind,
        number=donor.number,
        outcome=outcome,
        reason=reason,
        total_minor=sum(pledge.amount_minor for pledge, _, _ in given),
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(review)
    await db.flush()
    await note(db, by.doer, VigilanceDeed.DONOR_LOOKED_AT, review, reason=reason)
    if outcome is Outcome.FROZEN:
        await _close_payment_pages(db, here, donor)
    return review


async def _close_payment_pages(db: WriteSession, territory_id: UUID, donor: Donor) -> None:
    """Of what the donor began and has not paid."""
    begun = select(Pledge.payment_id).outerjoin(PledgeBody, col(PledgeBody.pledge_id) == Pledge.id)
    theirs = (
        (col(Pledge.person_id) == donor.person_id) & col(PledgeBody.pledge_id).is_(None)
        if donor.number is None
        else (col(PledgeBody.kind) == donor.kind) & (col(PledgeBody.number) == donor.number)
    )
    begun = begun.where(theirs, Pledge.status == PledgeStatus.OPENED, col(Pledge.payment_id).is_not(None))
    scoped = of_territory(begun, Pledge.territory_id, territory_id).order_by(col(Pledge.payment_id))
    for payment_id in (await db.exec(scoped)).all():
        await payments.expire_checkout(db, cast("UUID", payment_id))


async def set_sums(db: WriteSession, person: Money | None, body: Money | None, *, by: Visitor) -> None:
    """From now on; None singles nobody out."""
    require(may_administer(by))
    kept = await terms_of(db, by.territory.id)
    was = SUMS.facts(kept)
    kept.person_minor = person.minor if person else None
    kept.body_minor = body.minor if body else None
    db.add(kept)
    await note(db, by.doer, VigilanceDeed.VIGILANCE_SET, kept, was)
