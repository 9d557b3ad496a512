"""What is kept about donors who are refunded by transfer."""

from datetime import timedelta

from sqlalchemy import Numeric, cast, func
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.models import Campaign
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.rules import BankRefundState
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "refunds-by-transfer",
        say("Refunds that your bank did not take, and the account that you named"),
        of=(BankRefund.person_id,),
        fields={
            "id": BankRefund.id,
            "territory": Territory.name,
            "campaign": Campaign.title,
            "contribution": BankRefund.pledge_id,
            "state": BankRefund.state,
            "amount": func.round(cast(col(BankRefund.amount_minor), Numeric) / 100, 2),
            "currency": BankRefund.currency,
            "reason": BankRefund.code,
            "language": BankRefund.language,
            "owed_at": BankRefund.owed_at,
            "account": BankRefund.masked,
            "named_at": BankRefund.named_at,
            "reminders": BankRefund.reminders,
            "paid_on": BankRefund.paid_on,
            "reference": BankRefund.reference,
            "ended_at": BankRefund.ended_at,
        },
        joined=(
            (Campaign, col(Campaign.id) == col(BankRefund.campaign_id)),
            (Territory, col(Territory.id) == col(BankRefund.territory_id)),
        ),
        once_closed=say(
            "What is still owed to you stays owed. If you have named an account, we pay it there, and forget"
            " the account 60 days later; if not, name one before you close your account, under “My"
            " contributions”, or call us. That it was paid stays for ten years, for the accounts (Commercial"
            " Code, L123-22)."
        ),
    ),
    Records(
        "refunds-by-transfer-noted",
        say("Refunds by transfer that you prepared or noted for a territory"),
        of=(BankRefund.recorded_by,),
        fields={
            "territory": Territory.name,
            "recorded_at": BankRefund.recorded_at,
            "paid_on": BankRefund.paid_on,
        },
        joined=((Territory, col(Territory.id) == col(BankRefund.territory_id)),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "files-for-the-bank",
        say("Files of refunds that you prepared for a territory’s bank"),
        of=(BankOrder.created_by,),
        fields={
            "territory": Territory.name,
            "created_at": BankOrder.created_at,
            "transfers": BankOrder.number,
        },
        joined=((Territory, col(Territory.id) == col(BankOrder.territory_id)),),
        once_closed=ACTS_STAY,
    ),
)

KEPT = timedelta(days=60)
"""How long an account is known once it was paid: a bank may still send the money back."""

FORGETS = (
    Forgetting(
        "bank-details",
        "Accounts that refunds were transferred to, 60 days after",
        BankRefund,
        col(BankRefund.ended_at),
        lambda at: (
            (col(BankRefund.state) == BankRefundState.PAID)
            & (col(BankRefund.ended_at) <= at - KEPT)
            & col(BankRefund.named_at).is_not(None)
        ),
        instead={"details": None, "masked": None, "named_at": None},
    ),
)
