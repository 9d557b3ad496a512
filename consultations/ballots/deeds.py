"""What people do about ballots, and what of it is told."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

BALLOT = Subject(
    "ballot",
    say("Ballot"),
    "/back-office/ballots/{}",
    fields={
        "title": say("Title"),
        "mode": say("Secrecy"),
        "rule": say("Rule"),
        "announced_at": say("Announced on"),
        "closed_at": say("Closed on"),
        "counted_at": say("Counted on"),
        "published_at": say("Published on"),
        "lot": say("What was drawn"),
    },
    words={
        "open": say("open: kept beside the account"),
        "sealed": say("sealed: roll and urn apart"),
        "most-votes": say("most votes"),
        "most-points": say("most points"),
        "greedy": say("most votes that fit the budget"),
        "greedy-points": say("most points that fit the budget"),
        "equal-shares": say("equal shares"),
    },
    called="title",
)
OPTION = Subject(
    "ballot_option",
    say("Option of a ballot"),
    "/back-office/ballots/{}",
    fields={"withdrawn_at": say("Withdrawn on"), "withdrawn_because": say("Reason")},
    key="ballot_id",
    called="title",
)
ANNULMENT = Subject(
    "annulled_vote",
    say("Annulled vote"),
    "/back-office/ballots/{}",
    fields={"reason": say("Reason"), "at": say("Annulled on")},
    key="ballot_id",
    called="",
)


class BallotDeed(Deed):
    BALLOT_WRITTEN = BALLOT, say("Wrote a ballot")
    BALLOT_ANNOUNCED = BALLOT, say("Announced a ballot")
    OPTION_WITHDRAWN = OPTION, say("Withdrew an option of a ballot")
    ROLL_READ = BALLOT, say("Read from the roll how many voted")
    BALLOT_CLOSED = BALLOT, say("Closed a ballot")
    LOT_NOTED = BALLOT, say("Noted what the public draw was")
    BALLOT_COUNTED = BALLOT, say("Counted a ballot")
    BALLOT_PUBLISHED = BALLOT, say("Published the result of a ballot")
    VOTE_ANNULLED = ANNULMENT, say("Annulled a vote")


DEEDS = tuple(BallotDeed)
