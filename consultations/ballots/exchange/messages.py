"""What people read when something can't go in or out of a ballot, or follow it."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "ballot_options_refused": say("Some lines can’t be read: %(lines)s. Put them right, and look again."),
    "ballot_options_many": say("With those that are there, these are more than %(most)s options."),
    "ballot_not_a_winner": say("This option did not win, or the result is not published yet."),
    "ballot_campaign_asked": say("A campaign was asked for already."),
    "ballot_no_campaigns": say("This site has no campaigns."),
}
