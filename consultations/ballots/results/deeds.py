"""What people do about counts, and what of it is told."""

from consultations.ballots.deeds import BALLOT
from okote.platform.audit import Deed
from okote.platform.i18n import say


class ResultDeed(Deed):
    COUNT_ASKED = BALLOT, say("Asked for a ballot to be counted")


DEEDS = tuple(ResultDeed)
