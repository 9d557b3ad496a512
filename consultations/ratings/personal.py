"""What is kept of what people wrote, for how long, and about who reviewed it."""

from datetime import timedelta

from sqlmodel import and_, col

from consultations.procedures.models import Procedure
from consultations.ratings.models import RatingBurst, RatingForm, RatingWords
from consultations.ratings.rules import LONGEST, Review
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say

RECORDS = (
    Records(
        "rating_words_reviewed",
        say("What others wrote about procedures that you reviewed"),
        of=(RatingWords.reviewed_by,),
        fields={"procedure": Procedure.name, "decision": RatingWords.review, "at": RatingWords.reviewed_at},
        joined=((Procedure, Procedure.id == RatingWords.procedure_id),),
        once_closed=ACTS_STAY,
    ),
    Records(
        "rating_bursts_decided",
        say("The hours with unusually many ratings on which you decided"),
        of=(RatingBurst.decided_by,),
        fields={
            "procedure": Procedure.name,
            "hour": RatingBurst.hour,
            "decision": RatingBurst.verdict,
            "reason": RatingBurst.reason,
            "at": RatingBurst.decided_at,
        },
        joined=((Procedure, Procedure.id == RatingBurst.procedure_id),),
        once_closed=ACTS_STAY,
    ),
)

REVIEWED_KEPT = timedelta(days=30)
"""While somebody may ask why their words are not shown as they wrote them."""

WORDS_KEPT = timedelta(days=730)
"""By then the procedure has changed, or the words say nothing new."""

FORGETS = (
    Forgetting(
        "rating-words",
        "What people wrote about procedures, after two years",
        RatingWords,
        col(RatingWords.hour),
        lambda at: col(RatingWords.hour) <= at - WORDS_KEPT,
    ),
    Forgetting(
        "rating-words-as-written",
        "What was not shown as it was written, 30 days after somebody reviewed it",
        RatingWords,
        col(RatingWords.reviewed_at),
        lambda at: and_(
            col(RatingWords.hour) > at - WORDS_KEPT,
            col(RatingWords.review).in_([Review.REDACTED, Review.WITHHELD]),
            col(RatingWords.reviewed_at) <= at - REVIEWED_KEPT,
            RatingWords.words != "",
        ),
        instead={"words": ""},
    ),
    Forgetting(
        "rating-forms",
        "The marks of forms for ratings that were sent, once they are good for nothing",
        RatingForm,
        col(RatingForm.used_at),
        lambda at: col(RatingForm.used_at) <= at - LONGEST,
    ),
)
