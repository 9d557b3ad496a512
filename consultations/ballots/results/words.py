"""What runs of a count came to, in words."""

from collections.abc import Mapping

from consultations.ballots.results.models import CountOutcome
from okote.platform.i18n import say

OUTCOMES: Mapping[CountOutcome, str] = {
    CountOutcome.COUNTED: say("Counted"),
    CountOutcome.SAME: say("Counted again: the same result, to the byte"),
    CountOutcome.DIFFERENT: say("Counted again: another result. Publish nothing, and tell who runs the site"),
    CountOutcome.LOT_NEEDED: say("Waits for the public draw: options are level"),
    CountOutcome.ANNULMENT_WAITS: say(
        "Waits for the second person to decide on a vote to annul, or on papers to remove"
    ),
    CountOutcome.UNEVEN: say("The minutes do not add up. Publish nothing, and tell who runs the site"),
}

TONES: Mapping[CountOutcome, str] = {
    CountOutcome.COUNTED: "done",
    CountOutcome.SAME: "done",
    CountOutcome.DIFFERENT: "refused",
    CountOutcome.LOT_NEEDED: "open",
    CountOutcome.ANNULMENT_WAITS: "open",
    CountOutcome.UNEVEN: "refused",
}
