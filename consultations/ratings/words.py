"""What people read of open ratings: about help, and what was decided."""

from collections.abc import Mapping

from consultations.ratings.rules import Help, Review, Verdict
from okote.platform.i18n import say

HELPS: Mapping[Help, str] = {
    Help.NONE: say("No, I needed none"),
    Help.REACHED: say("Yes, and somebody helped me"),
    Help.NOT_REACHED: say("Yes, but I reached nobody"),
}

VERDICTS: Mapping[Verdict, str] = {
    Verdict.WAITING: say("waiting for a decision"),
    Verdict.COUNTED: say("counted"),
    Verdict.APART: say("left apart"),
}

REVIEWS: Mapping[Review, str] = {
    Review.WAITING: say("waiting to be read"),
    Review.SHOWN: say("shown as written"),
    Review.REDACTED: say("shown without what tells who wrote it"),
    Review.WITHHELD: say("not shown"),
}

TONES: Mapping[Verdict | Review, str] = {
    Verdict.WAITING: "waiting",
    Verdict.COUNTED: "done",
    Verdict.APART: "refused",
    Review.WAITING: "waiting",
    Review.SHOWN: "done",
    Review.REDACTED: "open",
    Review.WITHHELD: "refused",
}
"""As the component `status` knows them."""
