"""What is done for people who vote without an account, and what of it is told: never who, nor a choice."""

from consultations.ballots.deeds import BALLOT
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

BOOTH = Subject(
    "booth",
    say("Booth"),
    "/back-office/ballots/{}/paper",
    fields={
        "name": say("Name"),
        "place": say("Place"),
        "papers": say("Papers in the box"),
        "marks": say("People marked"),
        "difference": say("Why they differ"),
        "opened_at": say("Box opened on"),
    },
    key="ballot_id",
)
BATCH = Subject(
    "paper_batch",
    say("Batch of papers"),
    fields={
        "papers": say("Papers"),
        "accepted_at": say("Put into the urn on"),
        "blank": say("Blank"),
        "spoiled": say("Spoiled"),
        "overvoted": say("With too many choices"),
        "removed_at": say("Removed on"),
        "removed_because": say("Reason"),
    },
    called="",
)
CODE = Subject(
    "ballot_code",
    say("Code to vote with"),
    fields={"revoked_at": say("Declared void on")},
    called="",
)


class PaperDeed(Deed):
    BOOTH_ADDED = BOOTH, say("Added a booth")
    BOOTH_MARKED = BOOTH, say("Marked somebody on the roll at a booth")
    BOOTH_UPLOADED = BOOTH, say("Brought the marks of a device to the roll")
    BOOTH_JOINED = BOOTH, say("Put the box of a booth with another one")
    BOX_OPENED = BOOTH, say("Opened the box of a booth")
    BATCH_STARTED = BATCH, say("Started a batch of papers")
    BATCH_TYPED = BATCH, say("Typed a batch of papers")
    BATCH_SETTLED = BATCH, say("Settled the differences of a batch")
    BATCH_ACCEPTED = BATCH, say("Put a batch of papers into the urn")
    BATCH_REMOVED = BATCH, say("Removed a batch of papers from the urn")
    VOTE_ASSISTED = BALLOT, say("Helped somebody at the counter to vote")
    VOTING_CODE_REISSUED = CODE, say("Handed over a new code to vote with")


DEEDS = tuple(PaperDeed)
