"""What people read when something about a difficulty is refused."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "difficulty_moved_on": say(
        "Something has been done with this difficulty in the meantime. Look where it stands now."
    ),
    "difficulty_own": say("You told this difficulty yourself: somebody else handles it."),
    "difficulty_same_service": say("It is with this service already: choose another one."),
    "difficulty_no_telephone": say("Write the number that we call."),
    "difficulty_no_address": say("Write the name and the address to which the letter goes."),
    "difficulty_no_account": say("Without an account, the answer comes by telephone or by letter."),
    "difficulty_documents": say("A difficulty has %(most)s documents at most."),
}
