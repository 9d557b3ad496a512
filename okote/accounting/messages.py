"""What people read when days or numbers of accounts can't be."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "day_out_of_range": say("Choose a day from 2000 to 2099."),
    "period_backwards": say("The last day comes before the first: choose a later one."),
    "period_too_long": say("Choose two years at most."),
    "day_not_over": say("Choose a day that is over: yesterday at the latest."),
    "account_number_malformed": say("Write 3 to 10 digits, the first from 1 to 8: it is the class."),
    "account_number_taken": say("%(number)s is the number of “%(label)s”: choose another one."),
    "siren_missing": say(
        "The file is named for the operator’s SIREN, which is not written with its nine digits in the"
        " territory’s settings."
    ),
}
