"""What consultations keep about people, and what they ask about them."""

from okote.feature import Kept, Theme
from okote.platform.i18n import say
from okote.territories.explained import CONTRACT

KEPT = (
    Kept(
        say("The ideas that you propose, those that you support, and what you report"),
        say("To show ideas, to count who supports them, and to answer you"),
        CONTRACT,
        say("Until you take them back or close your account; ideas that stay then bear no name"),
    ),
)

HELP = (
    Theme(
        say("Ideas"),
        (
            (
                say("Who answers my idea?"),
                say("A service of the administration, in its own name, in public, and to you by mail."),
            ),
            (
                say("Is a support a vote?"),
                say("No. It shows that an idea matters to many; the service decides by its reasons."),
            ),
            (
                say("Can I take my idea back?"),
                say("Until it is answered, on its own page. Nobody else sees it then."),
            ),
            (
                say("Why was my idea taken down?"),
                say("You read the reason on its page and in a mail. If you don't agree, call %(telephone)s."),
            ),
        ),
        "/ideas",
    ),
)
