"""What people do about votes that are looked at again, and what of it is told: never what was chosen."""

from consultations.ballots.deeds import BALLOT
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

SET_ASIDE = Subject(
    "set_aside_vote",
    say("Vote that was set aside"),
    "/back-office/ballots/{}/review",
    fields={
        "sign": say("Sign"),
        "words": say("Reason"),
        "at": say("Set aside on"),
        "contested_at": say("Contested on"),
        "verdict": say("Decision"),
        "answer": say("Answer"),
        "decided_at": say("Decided on"),
    },
    words={
        "wave": say("a wave of new accounts"),
        "mailbox": say("many accounts with one mailbox"),
        "revoked": say("a proof that was taken back"),
        "upheld": say("stays set aside"),
        "restored": say("counted after all"),
    },
    key="ballot_id",
    called="",
)


class ReviewDeed(Deed):
    VOTES_LOOKED_AT = BALLOT, say("Looked which votes of a ballot show a sign")
    VOTE_SET_ASIDE = SET_ASIDE, say("Set a vote aside before the count")
    SET_ASIDE_DECIDED = SET_ASIDE, say("Decided on a vote that was set aside")


DEEDS = tuple(ReviewDeed)
