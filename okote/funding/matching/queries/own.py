"""Whether it is a campaign's holder, or one of its partners, that gives."""

from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.rules import HolderIdentifier, parse_identifier
from okote.funding.matching.models import SignedCommitment
from okote.funding.partners.models import Partner
from okote.funding.pledges.rules import is_own_body
from payments.sessions import ReadSession


async def gives_itself(db: ReadSession, campaign_id: UUID, holder: str, body: HolderIdentifier) -> bool:
    """`holder` is how the campaign's is registered; partners are those that promised it something."""
    theirs = select(Partner.siren).join(SignedCommitment, col(SignedCommitment.partner_id) == Partner.id)
    promised = theirs.where(SignedCommitment.campaign_id == campaign_id, col(Partner.siren).is_not(None))
    sirens = await db.exec(promised.order_by(col(Partner.id)))
    return is_own_body(body, parse_identifier(holder), {one for one in sirens.all() if one})
