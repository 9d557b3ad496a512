"""What is called where an opinion stands."""

from collections.abc import Mapping

from consultations.panels.opinions.rules import OpinionState
from okote.platform.i18n import say

STATES: Mapping[OpinionState, str] = {
    OpinionState.DRAFT: say("draft"),
    OpinionState.AWAITED: say("answer awaited"),
    OpinionState.LATE: say("answer late"),
    OpinionState.ANSWERED: say("answered"),
}

TONES: Mapping[OpinionState, str] = {
    OpinionState.DRAFT: "waiting",
    OpinionState.AWAITED: "waiting",
    OpinionState.LATE: "refused",
    OpinionState.ANSWERED: "done",
}
"""As the component `status` knows them."""
