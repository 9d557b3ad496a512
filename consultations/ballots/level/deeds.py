"""That somebody answered how much there is to fear for a ballot."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

LEVEL = Subject(
    "ballot_level",
    say("Level of a ballot"),
    "/back-office/ballots/{}/level",
    fields={"edition": say("Questions of"), "level": say("Level")},
    key="ballot_id",
    called="",
)


class LevelDeed(Deed):
    LEVEL_ANSWERED = LEVEL, say("Answered how much there is to fear for a ballot")
