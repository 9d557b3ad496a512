"""What the ways of voting are called."""

from collections.abc import Mapping

from consultations.ballots.rules import Channel
from okote.platform.i18n import say

CHANNELS: Mapping[Channel, str] = {
    Channel.WEB: say("Online"),
    Channel.CODE: say("With a code received by letter"),
    Channel.ASSISTED: say("At the counter, with help"),
    Channel.PAPER: say("On paper"),
}
