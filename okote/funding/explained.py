"""What people ask about funding."""

from okote.feature import Theme
from okote.platform.i18n import say

HELP = (
    Theme(
        say("Contributing"),
        (
            (
                say("When is my card charged?"),
                say("At once. If the campaign fails, all of it comes back to your card by itself."),
            ),
            (
                say("Can I take my contribution back?"),
                say("Until the campaign ends: under “My contributions”, or by calling %(telephone)s."),
            ),
            (
                say("What do partners add?"),
                say("The page of each project says it, and so does the last page before you pay."),
            ),
            (
                say("I am not 18"),
                say("Ask your parents first. What they did not agree to we give back."),
            ),
            (
                say("I would rather not pay by card"),
                say("Where cheques are taken, the page of the amount says so. Or call %(telephone)s."),
            ),
        ),
        "/fees-and-refunds",
    ),
    Theme(
        say("Holding a project"),
        (
            (
                say("Who may hold a project?"),
                say("An organisation of the territory whose purpose is in the public interest."),
            ),
            (
                say("How do we begin?"),
                say("Call %(telephone)s: a coach looks at it with you, and invites you to write it."),
            ),
            (
                say("When does the project have the money?"),
                say("Some days after the campaign ends; partners then pay what they promised."),
            ),
        ),
        "/selection-criteria",
    ),
)
