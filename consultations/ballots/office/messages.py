"""What people read when the office refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "ballot_receipt": say(
        "No vote that counts has this receipt: it is not in the public log of this ballot yet, its voter has"
        " replaced it, or it is annulled already."
    ),
    "ballot_annulment_waits": say(
        "Another annulment of this ballot waits for a second person: one at a time."
    ),
    "ballot_points_instead": say(
        "This way of voting and what is counted don’t go together: points are counted where people give them."
    ),
    "ballot_options_full": say("A ballot has %(most)s options at most."),
    "ballot_level_missing": say("Answer the questions about its risk first: a sealed ballot needs them."),
    "ballot_ideas_elsewhere": say(
        "There are ideas of its former consultation on it: take them off, or write another ballot for this"
        " one."
    ),
    "ballot_process_draft": say("Its consultation is a draft: publish it first, or nobody finds the ballot."),
}
