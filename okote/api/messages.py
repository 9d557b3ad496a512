"""What programs, and whoever reads their logs, are told."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "token_missing": say("This takes an access token in the header “Authorization”."),
    "token_refused": say("This access token is unknown, revoked or expired."),
    "scope_missing": say("This access token is not made for it: it lacks “%(scope)s”."),
    "cursor_invalid": say("This is no cursor of this list. Begin with its first page."),
    "idempotency_key_reused": say("This key was sent with another request before. Take a new one for each."),
    "idempotency_under_way": say("The same request is being answered. Ask again in a moment."),
}
