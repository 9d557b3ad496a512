"""The kinds of letters that funding writes to people, and which of them they may refuse."""

from okote.feature import MailKind
from okote.platform.i18n import say

NEWS = MailKind(
    "news",
    say("News of campaigns"),
    say("What holders tell of campaigns that you follow or contributed to."),
)

KINDS = (
    NEWS,
    MailKind(
        "money",
        say("What becomes of your money"),
        say("That it was received, given back, or is final: whoever takes your money owes you that."),
        refusable=False,
    ),
    MailKind(
        "answers",
        say("Answers to your questions"),
        say("You asked for them, each time."),
        refusable=False,
    ),
)
