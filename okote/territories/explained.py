"""What the house itself keeps about people, and what they ask about their account."""

from okote.feature import Kept, Theme
from okote.platform.i18n import say

CONTRACT = say("What you asked us for (GDPR, art. 6(1)(b))")
LAW = say("A duty by law (art. 6(1)(c))")
INTEREST = say("Our interest in a site that works and is not abused (art. 6(1)(f))")

KEPT = (
    Kept(
        say("Your account: e-mail address, the name that you chose, your language"),
        say("To know you again and to write to you"),
        CONTRACT,
        say("As long as you have the account"),
    ),
    Kept(
        say("Your sessions: where and when you are signed in"),
        say("So that you need not sign in on each page"),
        CONTRACT,
        say("12 hours after your last visit, 30 days at most"),
    ),
    Kept(
        say("Your access tokens: name, what for, the last day of use, and what they were last answered"),
        say("So that a program of yours can act in your name, and does each thing once"),
        CONTRACT,
        say("Until you revoke them, 13 months at most; answers one day"),
    ),
    Kept(
        say("The network address from which you sign in"),
        say("To stop those who try codes that are not theirs"),
        INTEREST,
        say("One day"),
    ),
    Kept(
        say("The mails that we send you"),
        say("To prove what we told you"),
        INTEREST,
        say("One year; the words of those with a code or an invitation go once they are sent"),
    ),
    Kept(
        say("What people with a role do for the territory: who, when, and why"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the territory uses the site"),
    ),
)

HELP = (
    Theme(
        say("Signing in and your account"),
        (
            (
                say("Do I need an account?"),
                say("Not to read. You sign in to contribute, propose or ask, so that we can answer."),
            ),
            (
                say("I have no e-mail address, or no computer"),
                say("Call %(telephone)s or come to the counter: %(counter)s. We do it with you."),
            ),
            (
                say("Who sees my name?"),
                say("Nobody, unless you choose a name to show, each time anew."),
            ),
            (
                say("How do I get fewer mails?"),
                say("Under “Mails that I want”, or by the link at the end of each mail that you may refuse."),
            ),
            (
                say("How do I close my account?"),
                say("Under “My data”. What the law wants kept stays without your name."),
            ),
        ),
        "/account",
    ),
)
