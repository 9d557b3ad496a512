"""In which quality somebody signs, as the minutes say it: messages to translate."""

from collections.abc import Mapping

from consultations.ballots.scrutineers.rules import Quality
from okote.platform.i18n import say

QUALITIES: Mapping[Quality, str] = {
    Quality.DEPUTY: say("deputy for this vote, checked and approved it"),
    Quality.OUTSIDE: say("scrutineer from outside, checked and approved it"),
}
