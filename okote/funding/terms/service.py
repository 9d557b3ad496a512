"""Setting what every campaign approved from now on is promised by."""

from dataclasses import asdict, dataclass

from okote.funding.deeds import TERMS, FundingDeed
from okote.funding.permissions import may_set_terms
from okote.funding.terms.models import FundingTerms
from okote.funding.terms.queries import terms_of
from okote.funding.terms.rules import Base, OwnPeople, Terms, TermsOutOfRangeError
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from payments.gateway.limits import LEAST, MOST
from payments.money import Money
from payments.sessions import WriteSession

LONGEST_CAMPAIGN = 75
"""Days; with the settlement, what is left of the 90 that Stripe holds a payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """Shares in basis points, the longest campaign in days, the smallest pledge in cents."""

    threshold_bp: int
    threshold_on: Base
    commission_bp: int
    commission_on: Base
    vat_bp: int
    own_people: OwnPeople
    longest_campaign: int
    smallest_pledge_minor: int
    takes_cheques: bool = False

    def of(self, goal: Money) -> Terms:
        """As they would be promised to a campaign; TermsOutOfRangeError."""
        return Terms(
            goal=goal,
            threshold_bp=self.threshold_bp,
            threshold_on=self.threshold_on,
            commission_bp=self.commission_bp,
            commission_on=self.commission_on,
            vat_bp=self.vat_bp,
        )


async def set_terms(db: WriteSession, terms: NewTerms, *, by: Visitor) -> FundingTerms:
    """Change the territory's terms; offers already approved keep theirs (TermsOutOfRangeError)."""
    require(may_set_terms(by))
    _check(terms)
    kept = await terms_of(db, by.territory.id)
    was = TERMS.facts(kept)
    for name, value in asdict(terms).items():
        setattr(kept, name, value)
    db.add(kept)
    await db.flush()
    await note(db, by.doer, FundingDeed.TERMS_CHANGED, kept, was)
    return kept


def _check(terms: NewTerms) -> None:
    terms.of(Money.of(1))
    if not 1 <= terms.longest_campaign <= LONGEST_CAMPAIGN:
        raise TermsOutOfRangeError(field="longest_campaign")
    if not LEAST.minor <= terms.smallest_pledge_minor <= MOST.minor:
        raise TermsOutOfRangeError(field="smallest_pledge_minor")
