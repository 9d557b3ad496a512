"""What people do about open ratings, and what of it is told."""

from consultations.procedures.deeds import PROCEDURE
from consultations.ratings.words import REVIEWS, VERDICTS
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

BURST = Subject(
    "rating_burst",
    say("Unusually many ratings of a procedure"),
    "/back-office/ratings/{}",
    fields={"hour": say("Hour"), "verdict": say("Decision")},
    words={verdict.value: label for verdict, label in VERDICTS.items()},
    key="procedure_id",
    called="",
)
WORDS = Subject(
    "rating_words",
    say("What somebody wrote about a procedure"),
    "/back-office/ratings/{}",
    fields={"review": say("Decision"), "told": say("Its text")},
    words={review.value: label for review, label in REVIEWS.items()},
    untold=frozenset({"told"}),
    key="procedure_id",
    called="",
)


class RatingDeed(Deed):
    RATING_BURST_DECIDED = BURST, say("Decided on unusually many ratings")
    RATED_SITE_CHOSEN = PROCEDURE, say("Chose by which procedure this site is rated")
    RATING_WORDS_REVIEWED = WORDS, say("Reviewed what somebody wrote about a procedure")


DEEDS = tuple(RatingDeed)
