"""What people read when they can't be the second person."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "approval_own": say("You asked for it yourself: someone else has to decide."),
    "approval_over": say("It was decided already, or asked too long ago."),
}
