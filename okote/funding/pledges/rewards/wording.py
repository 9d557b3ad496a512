"""What a donor reads of the reward that they chose."""

from collections.abc import Mapping

from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.pledges.rewards.rules import Standing, standing
from okote.platform.i18n import say
from okote.web.formatting import Wording

TOLD: Mapping[Standing, str] = {
    Standing.RESERVED: say("Yours if the campaign succeeds: %(month)s."),
    Standing.DUE: say("Yours: %(month)s."),
    Standing.SENT: say("Sent on %(day)s."),
    Standing.GIVEN_UP: say("You gave it up."),
    Standing.NONE_LEFT: say(
        "Your payment came after the time for which it was kept for you, and somebody else has the last one."
    ),
    Standing.OVER: say("It went with the contribution."),
}


def standing_of(pledge: Pledge, chosen: PledgeReward, campaign: Campaign) -> Standing:
    return standing(
        pledge.status,
        campaign.state,
        sent=chosen.sent_at is not None,
        released=chosen.released_at is not None,
        waived=chosen.waived,
    )


def told(words: Wording, pledge: Pledge, chosen: PledgeReward, campaign: Campaign) -> str:
    stands = standing_of(pledge, chosen, campaign)
    day = words.day(chosen.sent_at) if chosen.sent_at is not None else ""
    return words.say(TOLD[stands], month=words.month(chosen.reward.month), day=day)
