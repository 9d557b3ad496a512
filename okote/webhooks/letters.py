"""What administrators are told when a webhook is switched off by itself."""

from sqlmodel import col, select

from okote.feature import MailKind
from okote.house import House
from okote.identity.models import Person, Role
from okote.identity.roles.queries import holdings
from okote.platform.i18n import say
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.web.formatting import Wording
from okote.web.notices import Notice
from okote.webhooks.models import Webhook
from okote.webhooks.rules import Off
from payments.sessions import WriteSession

KINDS = (
    MailKind(
        "webhooks",
        say("Webhooks that were switched off"),
        say("Nobody else would know that your systems are told of nothing any more."),
        refusable=False,
    ),
)

WHY = {
    Off.FAILING: say("For three days nothing that we sent has arrived."),
    Off.GONE: say("The system answered that it is gone for good (status 410)."),
}


async def switched_off(house: House, db: WriteSession, webhook: Webhook) -> None:
    """Each administrator once; their accounts are held, as nothing is written to one that is closed."""
    territory = await db.get_one(Territory, webhook.territory_id)
    held = await holdings(db, territory.id)
    administrators = {one.person_id for one in held if one.role is Role.ADMINISTRATOR}
    statement = select(Person).where(col(Person.id).in_(administrators), col(Person.email).is_not(None))
    held_open = statement.order_by(col(Person.id)).with_for_update(read=True, key_share=True)
    for person in (await db.exec(held_open)).all():
        spoken = person.language or territory.languages[0]
        language = spoken if spoken in territory.languages else territory.languages[0]
        await post(
            db,
            key=f"webhook-off:{webhook.id}:{webhook.off_since}:{person.id}",
            territory_id=territory.id,
            person_id=person.id,
            recipient=person.email or "",
            letter=house.renderer.letter(
                "mail/notice",
                {"notice": _notice(house.renderer.wording(language, territory.time_zone), webhook)},
                language=language,
                territory=territory,
                address=house.settings.address(territory.slug),
            ),
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
