"""A system of the territory's that is told of campaigns, and has been away for days: nobody listens there."""

from datetime import timedelta

from okote.demo.seeding.founding import Founded
from okote.demo.seeding.moments import Moment, Telling
from okote.webhooks.recording import kinds
from okote.webhooks.rules import Network
from okote.webhooks.service import WebhookDetails, add_webhook, send_test

NOBODY = "http://localhost:9/agenda"
"""The port of RFC 863, at which no computer of today listens: nothing leaves this machine."""

ADDED = timedelta(days=12)


def connected(telling: Telling, founded: Founded) -> Moment:
    """All but contributions, of which there are many."""

    async def connect() -> None:
        administrator = await telling.somebody(founded.slug, founded.administrators[0])
        names = [kind.name for kind in kinds(telling.house.features) if not kind.name.startswith("pledge.")]
        details = WebhookDetails(NOBODY, "Agenda des communes", names)
        async with telling.house.database.unit_of_work() as db:
            webhook = await add_webhook(db, details, Network(here=True), by=administrator)
            await send_test(db, webhook.id, by=administrator)

    return Moment(telling.now - ADDED, connect)
