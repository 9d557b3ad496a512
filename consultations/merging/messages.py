"""What people read when merging or splitting refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "merge_sources": say("Choose at least %(least)s ideas, and %(most)s at most."),
    "merge_apart": say("These ideas belong to different consultations: they can’t become one."),
    "merge_known": say("Idea no. %(number)s stands in another proposal already, or was merged or split."),
    "merge_answered": say("Idea no. %(number)s has its answer: it stays as it is."),
    "merge_state": say(
        "Something has been done with this proposal in the meantime. Look where it stands now."
    ),
    "merge_over": say("It is too late to answer: it was decided, or the days to answer are over."),
    "merge_conflict": say(
        "Somebody else must do that: you wrote one of these ideas, or made the proposal that is contested."
    ),
    "merge_voted": say(
        "Idea no. %(number)s is on a ballot that was announced and has no result yet: until then it stays"
        " what people were told."
    ),
    "merge_late": say("It was merged more than %(days)s days ago: it can no longer be taken apart."),
    "merge_moved_on": say(
        "Something has been made of the merged idea in the meantime: a service studies it, or it was"
        " merged or split. It can no longer be taken apart."
    ),
    "merge_reason": say("Say why you object: whoever decides reads it."),
    "split_parts": say("Write at least %(least)s parts, and %(most)s at most, each with a title and a text."),
    "split_alike": say("Two parts bear the same title: people could not tell them apart."),
}
