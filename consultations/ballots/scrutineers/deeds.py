"""That somebody was named to sign for a ballot, said yes, or was taken off: who, the minutes say."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

SCRUTINEER = Subject(
    "ballot_scrutineer",
    say("Who signs for a ballot"),
    "/back-office/ballots/{}/scrutineers",
    fields={
        "outside": say("From outside"),
        "named_at": say("Named on"),
        "confirmed_at": say("Confirmed on"),
    },
    key="ballot_id",
    called="",
)


class ScrutineerDeed(Deed):
    SCRUTINEER_NAMED = SCRUTINEER, say("Named somebody to sign for a ballot")
    SCRUTINEER_CONFIRMED = SCRUTINEER, say("Said yes to sign for a ballot")
    SCRUTINEER_REMOVED = SCRUTINEER, say("Took somebody off who was to sign for a ballot")


DEEDS = tuple(ScrutineerDeed)
