"""What administrators read when a webhook can't be as they want it."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "webhook_address": say(
        "Write a whole address that begins with https://, without a name or password in it, such as"
        " https://agenda.example/okote."
    ),
    "webhook_address_private": say(
        "This address is inside a private network. Nothing is sent there, unless whoever runs the service"
        " allows its name (setting “webhook_hosts”)."
    ),
    "webhook_exists": say("There is a webhook for this address already: change that one."),
    "webhook_too_many": say("There are %(most)s webhooks already: remove one that nobody needs any more."),
    "webhook_still_rolling": say(
        "The secret was renewed less than a day ago, and the former one still signs. Try again tomorrow; if"
        " both are known to others, remove the webhook and add it anew."
    ),
}
