"""What the scopes of a token are called, as messages to translate."""

from collections.abc import Mapping

from okote.identity.tokens.rules import Scope
from okote.platform.i18n import say

SCOPE_NAMES: Mapping[Scope, tuple[str, str]] = {
    Scope.READ_ME: (
        say("Read what is mine"),
        say("My account, my contributions, my ideas: what the pages of my account show."),
    ),
    Scope.READ_WORK: (
        say("Read what I work on"),
        say("What the back office shows me: campaigns, partners’ commitments, accounts."),
    ),
    Scope.WRITE: (
        say("Write in my name"),
        say("Ideas and supports, news, drafts. Never money, never an approval."),
    ),
}
"""Of each, its name and what it opens."""
