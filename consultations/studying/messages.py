"""What people read when something about a study is refused."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "study_reasons": say("Say why, or which changes it takes: whoever proposed the idea reads it."),
    "study_cost_unexplained": say("An amount, what it is based on and its day go together: give all three."),
    "study_cost_day": say("This day is still to come: give the one on which the cost was worked out."),
    "study_asked": say("This service has the idea already."),
    "study_answering": say("This service is to answer: entrust the idea to another one instead."),
    "study_viewed": say("This service has given its view, which is kept."),
}
