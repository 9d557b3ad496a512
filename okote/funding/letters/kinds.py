"""The kinds of letters that funding writes to people, and which of them they may refuse."""

from okote.feature import MailKind
from okote.platform.i18n import say

NEWS = MailKind(
    "news",
    say("News of campaigns"),
    say("What holders tell of campaigns that you follow or contributed to."),
)

PROGRESS = MailKind(
    "progress",
    say("How campaigns are doing"),
    say("Their first day, half of their time, and when their threshold is reached."),
)
REMINDERS = MailKind(
    "reminders",
    say("Before campaigns end"),
    say("Eight days and two days before."),
)
RESULTS = MailKind(
    "results",
    say("How campaigns end"),
    say("Whether they are funded, and when the money has left for the project."),
)

THANKS = MailKind(
    "thanks",
    say("Thanks of projects"),
    say("What a project writes to all who gave, once it has succeeded, or to you about what you show."),
)

KINDS = (
    NEWS,
    PROGRESS,
    REMINDERS,
    RESULTS,
    THANKS,
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
    MailKind(
        "help",
        say("What becomes of the help that you offer"),
        say("You offered it, each time."),
        refusable=False,
    ),
)
