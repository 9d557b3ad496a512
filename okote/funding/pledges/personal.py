"""What is kept about donors."""

from datetime import timedelta

from sqlalchemy import Numeric, cast, func
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge, PledgeBody
from okote.funding.pledges.rules import PledgeStatus
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

UNPAID_KEPT = timedelta(days=30)
"""How long a name and a message stay with what was never paid: a bank may still be slow."""

FORGETS = (
    Forgetting(
        "contributions-unpaid",
        "Names and messages of contributions that were never paid, after 30 days",
        Pledge,
        col(Pledge.created_at),
        lambda at: (
            col(Pledge.status).in_((PledgeStatus.FAILED, PledgeStatus.EXPIRED))
            & (col(Pledge.ended_at) <= at - UNPAID_KEPT)
            & (col(Pledge.public_name).is_not(None) | col(Pledge.message).is_not(None))
        ),
        instead={"public_name": None, "message": None, "name_shown": False, "amount_shown": False},
    ),
)
