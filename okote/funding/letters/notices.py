"""What several letters of funding say alike."""

from collections.abc import Callable
from typing import TypeVar

from okote.funding.campaigns.models import Campaign
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice

Subject = TypeVar("Subject")

Text = Callable[[Wording, Campaign, Subject], Notice | None]
"""What is said about one thing; nothing where it no longer holds."""


def why_cancelled(words: Wording, campaign: Campaign) -> list[str]:
    """The reason that everyone reads, as it was written."""
    return [words.say(say("The campaign was cancelled, for this reason:")), campaign.cancel_reason or ""]
