"""What is kept about donors who chose a reward, and about who sent it."""

from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, cast, exists, func, or_
from sqlmodel import col

from okote.feature import Forgetting, Records
from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.pledges.rewards.rules import KEPT_ONCE_SENT, KEPT_UNSENT
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "rewards",
        say("The rewards that you chose, with where they go"),
        of=(Pledge.person_id,),
        fields={
            "contribution": Pledge.id,
            "reward": Reward.title,
            "chosen_at": PledgeReward.chosen_at,
            "recipient": PledgeReward.recipient,
            "address": PledgeReward.address,
            "sent_at": PledgeReward.sent_at,
            "released_at": PledgeReward.released_at,
            "given_up": PledgeReward.waived,
        },
        joined=(
            (PledgeReward, PledgeReward.pledge_id == Pledge.id),
            (Reward, Reward.id == PledgeReward.reward_id),
        ),
        once_closed=say(
            "That you chose a reward stays with the contribution, for as long as the accounts. Your name and"
            " your address go at once, and what was not sent yet is given up."
        ),
    ),
    Records(
        "rewards_sent",
        say("The rewards that you marked as sent"),
        of=(PledgeReward.sent_by,),
        fields={"campaign": Campaign.title, "reward": Reward.title, "sent_at": PledgeReward.sent_at},
        joined=(
            (Reward, Reward.id == PledgeReward.reward_id),
            (Campaign, Campaign.id == Reward.campaign_id),
        ),
        once_closed=ACTS_STAY,
    ),
)


def _arrived_or_never_will(at: datetime) -> ColumnElement[bool]:
    """Of what is still known: sent a while ago, or due so long ago that it is not going to be sent.

    The month in which it was due begins by the territory's clocks.
    """
    since = func.timezone(Territory.time_zone, cast(col(Reward.month), DateTime) + KEPT_UNSENT)
    late = exists().where(
        col(Reward.id) == PledgeReward.reward_id,
        col(Territory.id) == PledgeReward.territory_id,
        since <= at,
    )
    sent = col(PledgeReward.sent_at)
    known = or_(col(PledgeReward.recipient).is_not(None), col(PledgeReward.address).is_not(None))
    return known & or_(sent <= at - KEPT_ONCE_SENT, sent.is_(None) & late)


FORGETS = (
    Forgetting(
        "rewards",
        "Where rewards go, 60 days after they were sent or a year after they were due",
        PledgeReward,
        col(PledgeReward.chosen_at),
        _arrived_or_never_will,
        instead={"recipient": None, "address": None},
    ),
)
