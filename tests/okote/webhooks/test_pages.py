"""An administrator adds a webhook, and a system hears of what happens."""

import base64
import hmac
import json
import re
import time
from base64 import b64decode
from datetime import UTC, datetime
from html import unescape

from sqlmodel import select

from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from okote.webhooks.delivering import deliver
from okote.webhooks.models import Webhook, WebhookDelivery
from okote.webhooks.rules import headers, signatures, written
from tests.okote.funding.office import typed_in
from tests.okote.webhooks.conftest import receiving

HERE = "/en/back-office/webhooks"
WANTED = {"kind-pledge.confirmed": "yes", "description": "Agenda <b>"}
GONE = b"HTTP/1.1 410 Gone\r\ncontent-length: 4\r\n\r\nbye!"


async def of(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def add(visitor, url):
    """The secret, as it is shown this once."""
    answer = await visitor.post(f"{HERE}/new", WANTED | {"url": url})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return re.search(r"<code>whsec_([A-Za-z0-9+/=]+)</code>", answer.text)[1]


def is_signed(secret, heard):
    sent, body = heard
    at = datetime.fromtimestamp(int(sent["webhook-timestamp"]), UTC)
    return sent["webhook-signature"] == signatures([b64decode(secret)], sent["webhook-id"], at, body)


async def test_a_system_hears_of_a_contribution_and_of_no_name(scene, office, house):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    async with receiving() as receiver:
        secret = await add(boss, receiver.url)
        pledge = await scene.pledge(20)
        await scene.work()
        (delivery,) = await of(house, WebhookDelivery)
        await deliver(house, delivery.id)
    (heard,) = receiver.heard
    assert is_signed(secret, heard)
    said = json.loads(heard[1])
    about = said["type"], said["territory"], said["id"]
    assert about == ("pledge.confirmed", "trois-rives", heard[0]["webhook-id"])
    assert said["data"] == {
        "campaign": str(scene.campaign.id),
        "pledge": str(pledge.id),
        "amount": {"amount": "20.00", "currency": "EUR"},
        "path": f"/campaigns/{scene.campaign.slug}",
    }
    (webhook,) = await of(house, Webhook)
    listed = unescape((await boss.get(HERE)).text)
    assert ("Agenda <b>" in listed, "nothing in thirty days" in listed) == (True, False)
    assert "arrived" in (await boss.get(f"{HERE}/{webhook.id}")).text
    shown = (await boss.get(f"{HERE}/{webhook.id}/sent/{delivery.id}")).text
    assert ("Answered with status 200" in shown, '<code class="small">ok</code>' in shown) == (True, True)
    assert secret not in shown


async def test_administrators_are_told_that_a_system_is_gone(scene, office, house):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    async with receiving(answer=GONE) as receiver:
        await add(boss, receiver.url)
        (webhook,) = await of(house, Webhook)
        await scene.pledge(20)
        await scene.work()
    assert (await office.waiting(boss))["webhooks"] == 1
    assert "its system answered that it is gone" in (await boss.get(f"{HERE}/{webhook.id}")).text
    (letter,) = [mail for mail in await of(house, Mail) if mail.key.startswith("webhook-off")]
    assert f"/fr/back-office/webhooks/{webhook.id}" in letter.text
    async with receiving(answer=b"HTTP/1.1 204 OK\r\n\r\n") as mended:
        moved = WANTED | {"url": mended.url}
        assert (await boss.post(f"{HERE}/{webhook.id}/edit", moved)).status_code == 303
        assert (await boss.post(f"{HERE}/{webhook.id}/on")).status_code == 303
        (delivery,) = await of(house, WebhookDelivery)
        again = await boss.post(f"{HERE}/{webhook.id}/sent/{delivery.id}/again")
        await work_off(house.queue, house.job_context)
    assert len(mended.heard) == 1
    shown = (await boss.follow(again)).text
    assert shown.index("status 204") < shown.index("status 410")
    assert "webhooks" not in await office.waiting(boss)


async def test_what_leads_nowhere_stays_as_typed(office, house):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    assert "No webhook yet" in (await boss.get(HERE)).text
    right = WANTED | {"url": "https://agenda.example/okote"}
    for wrong in (
        {"url": "http://agenda.example/"},
        {"url": "https://192.168.0.1/"},
        {"url": ""},
        {"kind-pledge.confirmed": ""},
        {"description": ""},
    ):
        answer = await boss.post(f"{HERE}/new", right | wrong)
        assert answer.status_code == 422, wrong
        for name, value in (right | wrong).items():
            assert typed_in(answer.text, name) == value
    assert await of(house, Webhook) == []
    await add(boss, right["url"])
    (webhook,) = await of(house, Webhook)
    assert "There is a webhook for this address" in (await boss.post(f"{HERE}/new", right)).text
    assert typed_in((await boss.get(f"{HERE}/{webhook.id}/edit")).text, "kind-pledge.confirmed") == "yes"
    assert (await boss.post(f"{HERE}/{webhook.id}/edit", right | {"url": "x"})).status_code == 422


async def test_a_secret_is_renewed_once_a_day(office, house):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    first = await add(boss, "https://agenda.example/okote")
    (webhook,) = await of(house, Webhook)
    renewed = await boss.post(f"{HERE}/{webhook.id}/secret")
    assert (renewed.status_code, "whsec_" in renewed.text, first in renewed.text) == (200, True, False)
    refused = await boss.post(f"{HERE}/{webhook.id}/secret")
    assert (refused.status_code, "Try again tomorrow" in refused.text) == (422, True)
    assert (await boss.post(f"{HERE}/{webhook.id}/remove")).status_code == 303
    assert await of(house, Webhook) == []


async def test_whoever_writes_the_other_system_reads_how(office):
    boss = await office.enter("ines", Role.ADMINISTRATOR)
    for language in ("fr", "de", "en"):
        text = (await boss.get(f"/{language}/back-office/webhooks/receiving")).text
        for said in ("webhook-signature", "campaign.closed", "funds_call.paid", "received_on", "410"):
            assert said in text
    code = {"base64": base64, "hmac": hmac, "time": time}
    exec(unescape(re.search("<code>(def is_ours.*?)</code>", text, re.DOTALL)[1]), code)  # noqa: S102 (our page's)
    sent = headers([b"former", b"k" * 32], "1", datetime.fromtimestamp(time.time(), UTC), b"{}")
    assert code["is_ours"](written(b"k" * 32), sent, b"{}")
    assert not code["is_ours"](written(b"x" * 32), sent, b"{}")
    assert not code["is_ours"](written(b"k" * 32), sent, b"{ }")
