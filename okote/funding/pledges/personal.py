"""What is kept about donors."""

from sqlalchemy import Numeric, cast, func
from sqlmodel import col

from okote.feature import Records
from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "contributions",
        say("Your contributions, with what others may see of them"),
        of=(Pledge.person_id,),
        fields={
            "id": Pledge.id,
            "territory": Territory.name,
            "campaign": Campaign.title,
            "amount": func.round(cast(col(Pledge.amount_minor), Numeric) / 100, 2),
            "currency": Pledge.currency,
            "state": Pledge.status,
            "public_name": Pledge.public_name,
            "name_shown": Pledge.name_shown,
            "amount_shown": Pledge.amount_shown,
            "message": Pledge.message,
            "own_people": Pledge.own_people,
            "language": Pledge.language,
            "created_at": Pledge.created_at,
            "paid_at": Pledge.paid_at,
            "ended_at": Pledge.ended_at,
            "refund_failure": Pledge.refund_failure,
            "given_back_because": Pledge.given_back_because,
        },
        joined=(
            (Campaign, Campaign.id == Pledge.campaign_id),
            (Territory, Territory.id == Pledge.territory_id),
        ),
        once_closed=say(
            "Your contributions stay, without your name and without your message: ten years for the accounts"
            " (Commercial Code, L123-22), five of them also to check where money comes from"
            " (Monetary and Financial Code, L561-12). They still count. If a campaign fails, the money goes"
            " back to your card all the same, but we can no longer write to you about it. What you would"
            " rather have back now, take back first, under “My contributions”."
        ),
    ),
    Records(
        "contributions-of-bodies",
        say("The companies and associations in whose name you contributed"),
        of=(Pledge.person_id,),
        fields={
            "contribution": Pledge.id,
            "name": PledgeBody.name,
            "legal_form": PledgeBody.legal_form,
            "register": PledgeBody.kind,
            "number": PledgeBody.number,
            "declared_at": PledgeBody.declared_at,
        },
        joined=((PledgeBody, PledgeBody.pledge_id == Pledge.id),),
        once_closed=say(
            "The name and the number of the company or association stay with the contribution, for as long as"
            " the accounts: they say nothing of you. Who declared that they may bind it is no longer said."
        ),
    ),
)
