"""What is kept about who gives by cheque, and who handles cheques."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, cast, func
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.cheques.models import Cheque, ChequeBody, ChequeScan, ChequeStep
from okote.funding.cheques.rules import ChequeState
from okote.funding.pledges.models import RewardHold
from okote.identity.personal import ACTS_STAY
from okote.platform.audit import UNTOLD
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.territories.models import Territory

_JOINED = (
    (Campaign, col(Campaign.id) == col(Cheque.campaign_id)),
    (Territory, col(Territory.id) == col(Cheque.territory_id)),
)

RECORDS = (
    Records(
        "cheques",
        say("The cheques that you announced or gave"),
        of=(Cheque.person_id,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "reference": Cheque.reference,
            "state": Cheque.state,
            "amount": func.round(cast(col(Cheque.amount_minor), Numeric) / 100, 2),
            "currency": Cheque.currency,
            "drawer": Cheque.drawer,
            "address": Cheque.address,
            "own_people": Cheque.own_people,
            "language": Cheque.language,
            "number": Cheque.number,
            "bank": Cheque.bank,
            "written_on": Cheque.written_on,
            "created_at": Cheque.created_at,
        },
        joined=_JOINED,
        once_closed=say(
            "Cheques stay for ten years with the name and the address on them: the law on accounts asks it."
        ),
    ),
    Records(
        "cheques_of_bodies",
        say("The companies and associations in whose name you gave cheques"),
        of=(Cheque.person_id,),
        fields={
            "reference": Cheque.reference,
            "name": ChequeBody.name,
            "legal_form": ChequeBody.legal_form,
            "register": ChequeBody.kind,
            "number": ChequeBody.number,
            "declared_at": ChequeBody.declared_at,
        },
        joined=((ChequeBody, col(ChequeBody.cheque_id) == col(Cheque.id)),),
        once_closed=say(
            "The name and the number of the company or association stay with the cheque, for as long as the"
            " accounts: they say nothing of you."
        ),
    ),
    Records(
        "cheques_rewards",
        say("The rewards that are kept for your cheques"),
        of=(Cheque.person_id,),
        fields={
            "reference": Cheque.reference,
            "reward": Reward.title,
            "chosen_at": RewardHold.chosen_at,
            "until": RewardHold.until,
            "ended_at": RewardHold.ended_at,
        },
        joined=(
            (RewardHold, col(RewardHold.kept_for) == col(Cheque.id)),
            (Reward, col(Reward.id) == col(RewardHold.reward_id)),
        ),
    ),
    Records(
        "cheques_pictures",
        say("The pictures that are kept of your cheques"),
        of=(Cheque.person_id,),
        fields={"reference": Cheque.reference, "kind": ChequeScan.kind, "sent_at": ChequeScan.sent_at},
        joined=((ChequeScan, col(ChequeScan.cheque_id) == col(Cheque.id)),),
        once_closed=say(
            "Pictures of cheques stay for ten years with the cheques: they prove what the accounts say."
        ),
    ),
    Records(
        "cheques_entered",
        say("The cheques that you entered for others"),
        of=(Cheque.entered_by,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "reference": Cheque.reference,
            "created_at": Cheque.created_at,
        },
        joined=_JOINED,
        once_closed=ACTS_STAY,
    ),
    Records(
        "cheques_handled",
        say("What you did with cheques"),
        of=(ChequeStep.person_id,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "reference": Cheque.reference,
            "state": ChequeStep.state,
            "at": ChequeStep.at,
            "note": ChequeStep.note,
        },
        joined=((Cheque, col(Cheque.id) == col(ChequeStep.cheque_id)), *_JOINED),
        once_closed=ACTS_STAY,
    ),
    Records(
        "cheques_scanned",
        say("The pictures of others’ cheques that you kept"),
        of=(ChequeScan.sent_by,),
        fields={
            "territory": Territory.name,
            "campaign": Campaign.title,
            "reference": Cheque.reference,
            "sent_at": ChequeScan.sent_at,
        },
        joined=((Cheque, col(Cheque.id) == col(ChequeScan.cheque_id)), *_JOINED),
        once_closed=ACTS_STAY,
    ),
)

YEARS_KEPT = 10
"""After the end of the year, for the accounts (Commercial Code, L123-22)."""

NEVER_CAME_KEPT = timedelta(days=365)

_NEVER_CAME = col(Cheque.state).in_((ChequeState.ANNOUNCED, ChequeState.WITHDRAWN))


def _accounted_for(written: Any, at: datetime) -> ColumnElement[bool]:
    """Whether the year of that moment has been over for as long as the accounts are kept."""
    year: ColumnElement[int] = cast(func.extract("year", written), Integer)
    return year + YEARS_KEPT < at.year


FORGETS = (
    Forgetting(
        "cheques-that-never-came",
        "Names and addresses of cheques that were announced and never came, after a year",
        Cheque,
        col(Cheque.created_at),
        lambda at: (
            _NEVER_CAME & (col(Cheque.created_at) <= at - NEVER_CAME_KEPT) & (col(Cheque.drawer) != UNTOLD)
        ),
        instead={"drawer": UNTOLD, "address": UNTOLD},
    ),
    Forgetting(
        "cheques",
        "Names, addresses and banks of cheques, ten years after the end of the year",
        Cheque,
        col(Cheque.created_at),
        lambda at: ~_NEVER_CAME & _accounted_for(Cheque.created_at, at) & (col(Cheque.drawer) != UNTOLD),
        instead=dict.fromkeys(("drawer", "address", "number", "bank", "proof"), UNTOLD),
    ),
    Forgetting(
        "pictures-of-cheques",
        "Pictures of cheques, ten years after the end of the year",
        ChequeScan,
        col(ChequeScan.sent_at),
        lambda at: _accounted_for(ChequeScan.sent_at, at),
        file=kept_paper,
    ),
)
