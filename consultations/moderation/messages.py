"""What people read when moderation refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "moderation_conflict": say(
        "You wrote it, reported it, had a part in it, or work for the service that it is about: "
        "somebody else decides."
    ),
    "moderation_decided": say("Somebody else has just decided. Look what was decided."),
    "moderation_same_moderator": say("You decided before: another moderator looks at the appeal."),
    "moderation_no_appeal": say(
        "There is no appeal against this: it is too old, did not go against you, or was looked at again."
    ),
    "moderation_barred": say("You may not do this until %(until)s. You have the reasons by mail."),
    "moderation_who": say(
        "Write your name and your address: the law wants it, and we send you the decision."
    ),
    "moderation_good_faith": say("Say that you believe in good faith what you write."),
    "moderation_own": say("You wrote this yourself: take it back where it stands."),
    "moderation_gone": say("It is no longer kept: choose that it stays, and say so."),
}
