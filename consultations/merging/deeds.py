"""What moderators do about ideas that say the same, and what of it is told."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

MERGE = Subject(
    "idea_merge",
    say("Merging of ideas"),
    "/back-office/ideas/merges/{}",
    fields={
        "title": say("Title"),
        "objections_until": say("Objections until"),
        "goes_on": say("Goes on despite objections"),
        "merged_at": say("Merged on"),
        "undone_at": say("Undone on"),
    },
    called="title",
)
SPLIT = Subject(
    "idea_split",
    say("Idea that was split"),
    "/back-office/ideas/{}",
    fields={"at": say("Split on"), "because": say("Reason")},
    key="idea_id",
    called="",
)


class MergingDeed(Deed):
    MERGE_PROPOSED = MERGE, say("Proposed to merge ideas")
    MERGE_DECIDED = MERGE, say("Decided on objections to a merging")
    MERGE_DROPPED = MERGE, say("Dropped the proposal to merge ideas")
    IDEAS_MERGED = MERGE, say("Merged ideas")
    MERGE_UNDONE = MERGE, say("Took a merging of ideas back")
    IDEA_SPLIT = SPLIT, say("Split an idea")


DEEDS = tuple(MergingDeed)
