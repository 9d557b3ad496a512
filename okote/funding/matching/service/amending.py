"""Change what a partner committed to while people may still give: dated, with a reason, in public."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import func, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.queries import STAGES, Stage
from okote.funding.campaigns.rules import takes_pledges
from okote.funding.deeds import FundingDeed
from okote.funding.matching.events import CommitmentAmended
from okote.funding.matching.models import CommitmentAmendment, SignedCommitment
from okote.funding.matching.queries import reservations, sums_of
from okote.funding.matching.rules import AmendmentKind, amendment, left_by_withdrawal
from okote.funding.partners.models import Envelope
from okote.funding.partners.rules import EnvelopeExceededError, available
from okote.funding.permissions import may_force_withdrawal, may_sign_commitment
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.live import announce
from okote.territories.queries import held, one_of
from payments.errors import DomainError
from payments.money import Money
from payments.sessions import WriteSession


class AmendmentTooLateError(DomainError):
    """From the deadline on the rule decides on what was promised until then."""

    code = "amendment_too_late"


class AmendmentReasonMissingError(DomainError):
    """Everyone reads why."""

    code = "amendment_reason_missing"


@dataclass(frozen=True, slots=True)
class Held:
    """A commitment as it stands; campaign and envelope are held, so that nobody pays or signs meanwhile."""

    signed: SignedCommitment
    campaign: Campaign
    envelope: Envelope
    ceiling: Money
    owed: Money


async def amend_commitment(
    db: WriteSession, commitment_id: UUID, to: Money, reason: str, *, by: Visitor
) -> CommitmentAmendment:
    """Raise or lower the ceiling; what is raised is reserved from the envelope at once.

    Raises CeilingBelowOwedError, CeilingUnchangedError, EnvelopeExceededError, AmendmentTooLateError.
    """
    found = await _hold(db, commitment_id, reason, by)
    kind = amendment(found.ceiling, to, owed=found.owed)
    if kind is AmendmentKind.RAISED:
        taken = await reservations(db, [found.envelope.id])
        left = available(found.envelope.amount, taken[found.envelope.id]) + found.ceiling
        if to > left:
            raise EnvelopeExceededError(ceiling=to, available=left)
    return await _write(db, found, kind, to, reason, by)


async def withdraw_commitment(
    db: WriteSession, commitment_id: UUID, reason: str, *, by: Visitor
) -> CommitmentAmendment:
    """Add nothing any more. Where something is owed already, only an administrator may note it: it stays due.

    Raises CeilingBelowOwedError, CeilingUnchangedError, AmendmentTooLateError.
    """
    found = await _hold(db, commitment_id, reason, by)
    left = left_by_withdrawal(found.ceiling, owed=found.owed, forced=may_force_withdrawal(by))
    return await _write(db, found, AmendmentKind.WITHDRAWN, left, reason, by)


async def _hold(db: WriteSession, commitment_id: UUID, reason: str, by: Visitor) -> Held:
    signed = await one_of(db, SignedCommitment, by.territory.id, commitment_id)
    require(may_sign_commitment(by, signed.partner_id))
    if not reason.strip():
        raise AmendmentReasonMissingError
    campaign = await held(db, Campaign, by.territory.id, signed.campaign_id)
    if not amendable(campaign, await db.now()):
        raise AmendmentTooLateError
    envelope = await held(db, Envelope, by.territory.id, signed.envelope_id)
    matching = (await sums_of(db, [campaign.id]))[campaign.id].matching
    standing = next(one for one in matching.standings() if one.commitment.id == signed.id)
    return Held(signed, campaign, envelope, standing.commitment.ceiling, standing.owed)


def amendable(campaign: Campaign, at: datetime) -> bool:
    """Until the deadline, by the database's clock."""
    if campaign.state in STAGES[Stage.PREPARING]:
        return True
    return takes_pledges(campaign.state, campaign.period, at)


async def _write(
    db: WriteSession, found: Held, kind: AmendmentKind, to: Money, reason: str, by: Visitor
) -> CommitmentAmendment:
    """Dated no earlier than the one before: a transaction that waited for that one may have begun first."""
    latest = func.coalesce(func.max(CommitmentAmendment.signed_at), found.signed.signed_at)
    before = select(func.coalesce(func.max(CommitmentAmendment.number), 0), latest)
    before = before.where(CommitmentAmendment.commitment_id == found.signed.id)
    number, signed_at = (await db.exec(before)).one()
    written = CommitmentAmendment(
        territory_id=found.signed.territory_id,
        campaign_id=found.campaign.id,
        commitment_id=found.signed.id,
        number=number + 1,
        kind=kind,
        before_minor=found.ceiling.minor,
        ceiling_minor=to.minor,
        currency=to.currency,
        reason=reason.strip(),
        signed_at=max(await db.now(), signed_at),
        signed_by=person_of(by).id,
    )
    db.add(written)
    await db.flush()
    await note(db, by.doer, FundingDeed.COMMITMENT_AMENDED, written, reason=written.reason)
    await announce(db, f"campaign:{found.campaign.id}")
    await emit(db, CommitmentAmended(written.id, found.campaign.id))
    return written
