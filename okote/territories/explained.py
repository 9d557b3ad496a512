"""On what ground anything is kept about people, about whom, and what they ask about their account."""

from okote.feature import Theme
from okote.platform.i18n import say

CONTRACT = say("What you asked us for (GDPR, art. 6(1)(b))")
LAW = say("A duty by law (art. 6(1)(c))")
INTEREST = say("Our interest in a site that works and is not abused (art. 6(1)(f))")

ACCOUNTS = say("People with an account")
ROLES = say("People with a role")
ORGANISATIONS = say("People who stand for an organisation")

CLOSING = "okote.identity.account.closing.close_account"
"""The use case that ends most of what is kept about somebody, as lines of the register name it."""

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
