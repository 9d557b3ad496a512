"""What else people do in the office of ballots."""

from consultations.ballots.deeds import BALLOT
from okote.platform.audit import Deed
from okote.platform.i18n import say


class OfficeDeed(Deed):
    BALLOT_REMOVED = BALLOT, say("Threw the draft of a ballot away")
