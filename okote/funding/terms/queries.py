"""What a territory asks of its campaigns now."""

from uuid import UUID

from okote.funding.terms.models import FundingTerms
from payments.sessions import ReadSession


async def terms_of(db: ReadSession, territory_id: UUID) -> FundingTerms:
    """The territory's own, or the usual ones where it never said otherwise."""
    return await db.get(FundingTerms, territory_id) or FundingTerms(territory_id=territory_id)
