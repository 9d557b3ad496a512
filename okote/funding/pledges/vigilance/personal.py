"""What is kept about who looks. Whoever is looked at is not told: the law forbids it (L561-18)."""

from okote.feature import Records
from okote.funding.pledges.vigilance.models import DonorReview
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
