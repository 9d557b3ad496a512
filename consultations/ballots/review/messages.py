"""What people read when a second look refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "review_no_sign": say(
        "Only votes that show this sign at this moment can be set aside, each once. Look again at who shows"
        " it."
    ),
    "review_conflict": say(
        "You can’t decide this: it is your own vote, or you wrote an idea of this ballot. Somebody else does."
    ),
    "review_same": say("You set this vote aside: somebody else answers whoever contests it."),
    "review_state": say("This can no longer be done: look where the vote that was set aside stands now."),
    "review_left": say(
        "The vote can’t be closed yet: of votes that were set aside, %(number)s can still be contested or"
        " wait for an answer."
    ),
}
