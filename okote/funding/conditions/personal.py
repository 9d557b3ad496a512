"""What is kept about who accepted the terms of use."""

from okote.feature import Records
from okote.funding.conditions.models import ConditionsAcceptance
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "conditions",
        say("The terms of use that you accepted"),
        of=(ConditionsAcceptance.person_id,),
        fields={
            "territory": Territory.name,
            "version": ConditionsAcceptance.version,
            "accepted_at": ConditionsAcceptance.accepted_at,
        },
        joined=((Territory, Territory.id == ConditionsAcceptance.territory_id),),
        once_closed=say(
            "That you accepted the terms of use stays beside the contributions that you made under them."
        ),
    ),
)
