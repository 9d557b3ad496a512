"""What administrators are told when a webhook is switched off by itself."""

from functools import partial

from okote.backoffice.letters import write_to
from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Role
from okote.identity.permissions import may_administer
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice
from okote.webhooks.models import Webhook
from okote.webhooks.rules import Off
from payments.sessions import WriteSession

SWITCHED_OFF = MailKind(
    "webhooks",
    say("Webhooks that were switched off"),
    say("Nobody else would know that your systems are told of nothing any more."),
    refusable=False,
    may=may_administer,
)
KINDS = (SWITCHED_OFF,)

WHY = {
    Off.FAILING: say("For three days nothing that we sent has arrived."),
    Off.GONE: say("The system answered that it is gone for good (status 410)."),
}


async def switched_off(house: House, db: WriteSession, webhook: Webhook) -> None:
    """Each administrator once."""
    held = await holdings(db, webhook.territory_id)
    await write_to(
        house,
        db,
        {one.person_id for one in held if one.role is Role.ADMINISTRATOR},
        partial(_notice, webhook=webhook),
        territory_id=webhook.territory_id,
        kind=SWITCHED_OFF,
        key=f"webhook-off:{webhook.id}:{webhook.off_since}",
    )


def _notice(words: Wording, webhook: Webhook) -> Notice:
    because = WHY[webhook.off_because or Off.FAILING]
    return Notice(
        subject=words.say(say("The webhook “%(name)s” was switched off"), name=webhook.description),
        paragraphs=[
            words.say(because),
            words.say(
                say(
                    "Your system at %(address)s is told of nothing any more, until you switch the webhook on"
                    " again. What waits for it then leaves, if it is not older than thirty days."
                ),
                address=webhook.url,
            ),
        ],
        action=words.say(say("See what failed")),
        path=f"/back-office/webhooks/{webhook.id}",
    )
