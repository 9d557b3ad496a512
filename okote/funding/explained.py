"""What funding keeps about people, and what they ask about it."""

from okote.feature import Kept, Theme
from okote.platform.i18n import say
from okote.territories.explained import CONTRACT, INTEREST, LAW

CONSENT = say("Your consent, which you may take back (art. 6(1)(a))")

KEPT = (
    Kept(
        say("What you give: amount, date, project"),
        say("To give it back or pass it on, and for the accounts"),
        LAW,
        say("Ten years, as the law on accounts wants (Commercial Code, L123-22)"),
    ),
    Kept(
        say("Cheques that you give, with the name, the address and the pictures of them"),
        say("To hand them over or give them back, and for the accounts"),
        LAW,
        say("Ten years, as the law on accounts wants (Commercial Code, L123-22)"),
    ),
    Kept(
        say("What you gave in twelve months, where the law on money laundering asks us to look"),
        say("To see where money comes from"),
        LAW,
        say("Five years (Monetary and Financial Code, L561-12)"),
    ),
    Kept(
        say("The name and the message that you show with a contribution"),
        say("Because you asked that others see them"),
        CONSENT,
        say("Until you hide them, under “My contributions”; we take down what breaks the law"),
    ),
    Kept(
        say("The campaigns that you follow, and what you ask about them"),
        say("To send you their news and the answers"),
        CONTRACT,
        say("Until you end it or close your account; answered questions stay without your name"),
    ),
    Kept(
        say("Which version of the terms of use you accepted, and when"),
        say("To prove what was agreed"),
        INTEREST,
        say("As long as your contributions"),
    ),
)

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
