"""What is kept about donors who chose a reward, and about who sent it."""

from okote.feature import Records
from okote.funding.campaigns.models import Campaign, Reward
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

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
