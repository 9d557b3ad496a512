"""A letter before it is set in its reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from okote.funding.campaigns.models import Campaign
from okote.platform.i18n import say
from okote.web.formatting import Wording

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Notice:
    """`path` is where `action` leads, without language."""

    subject: str
    paragraphs: Sequence[str]
    action: str
    path: str
    rows: Sequence[tuple[str, str]] = ()


Text = Callable[[Wording, Campaign, Subject], Notice | None]
"""What is said about one thing; nothing where it no longer holds."""


def why_cancelled(words: Wording, campaign: Campaign) -> list[str]:
    """The reason that everyone reads, as it was written."""
    return [words.say(say("The campaign was cancelled, for this reason:")), campaign.cancel_reason or ""]
