"""What people read when a comment is refused."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "comment_gone": say("This comment was taken back or down: nothing is added to it."),
    "comment_depth": say("Answer the comment itself: answers to answers would be hard to follow."),
    "comment_too_late": say(
        "A comment can be changed for %(minutes)s minutes. Add a correction below it instead."
    ),
    "comment_note": say("There is a correction already, or you can still change the comment itself."),
    "comment_own": say("This is your own comment: others may agree with it."),
}
