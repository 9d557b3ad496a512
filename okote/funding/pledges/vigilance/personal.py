"""What is kept about who looks. Whoever is looked at is not told: the law forbids it (L561-18)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.pledges.vigilance.models import DonorReview, Outcome
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "donors_looked_at",
        say("When you looked at where a donor’s money comes from"),
        of=(DonorReview.by,),
        fields={"territory": Territory.name, "at": DonorReview.at, "outcome": DonorReview.outcome},
        joined=((Territory, Territory.id == DonorReview.territory_id),),
        once_closed=ACTS_STAY,
    ),
)

KEPT = timedelta(days=5 * 365 + 1)
"""Five years (Monetary and Financial Code, L561-12)."""


def _looked_at_long_ago(at: datetime) -> ColumnElement[bool]:
    """But for what keeps a donor frozen, for as long as it does."""
    later = aliased(DonorReview)
    outdone = exists().where(
        col(later.territory_id) == DonorReview.territory_id,
        col(later.person_id).is_not_distinct_from(DonorReview.person_id),
        col(later.kind).is_not_distinct_from(DonorReview.kind),
        col(later.number).is_not_distinct_from(DonorReview.number),
        col(later.id) > DonorReview.id,
    )
    frozen = (col(DonorReview.outcome) == Outcome.FROZEN) & ~outdone
    return (col(DonorReview.at) <= at - KEPT) & ~frozen


FORGETS = (
    Forgetting(
        "donors-looked-at",
        "What was found about where money comes from, after five years",
        DonorReview,
        col(DonorReview.at),
        _looked_at_long_ago,
    ),
)
