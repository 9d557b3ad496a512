"""What people read when days or numbers of accounts can't be."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "day_out_of_range": say("Choose a day from 2000 to 2099."),
}
