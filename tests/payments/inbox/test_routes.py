"""Who is let in: Stripe alone, on our own account's mode, and only what is an event."""

import json
import time
from dataclasses import replace

import httpx2
import pytest
from litestar import Litestar
from litestar.datastructures import State

from payments.gateway.signatures import SignatureRefusedError
from payments.inbox.keeping import Keeper
from payments.inbox.routes import webhook
from payments.inbox.rules import Source
from payments.inbox.service import Endpoint
from payments.simulator.messages import Request
from payments.simulator.postman import signature
from tests.payments.webhook_listener import CONNECT_SECRET, SECRET

PATH = "/webhooks/stripe"
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "created": 1_800_000_000,
    "livemode": False,
    "data": {"object": {"object": "payment_intent", "id": "pi_1", "metadata": {}}},
}


def signed(body=None, *secrets, age=0, path=PATH):
    content = json.dumps(EVENT | (body or {})).encode()
    mark = signature(content, list(secrets or (SECRET,)), int(time.time()) - age)
    return Request("POST", path, "", {"stripe-signature": mark, "content-type": "application/json"}, content)


async def test_what_stripe_signed_is_kept_byte_for_byte(postbox):
    request = signed()

    assert await postbox.bring(request) == [200]

    [event] = await postbox.events()
    assert event.body == request.body
    assert (event.source, event.event_id, event.type) == (Source.PLATFORM, "evt_1", EVENT["type"])
    assert (event.livemode, event.account_id, event.handled_at) == (False, None, None)


def without_signature():
    return replace(signed(), headers={})


def altered():
    request = signed()
    return replace(request, body=request.body.replace(b"pi_1", b"pi_2"))


def not_an_event():
    return signed({"object": "v2.core.event"})


def not_json():
    content = b"\xff\xfe not json"
    mark = signature(content, [SECRET], int(time.time()))
    return Request("POST", PATH, "", {"stripe-signature": mark}, content)


@pytest.mark.parametrize(
    "request_",
    [
        signed(None, "whsec_of_someone_else"),
        without_signature(),
        replace(signed(), headers={"stripe-signature": "t=1,v1="}),
        replace(signed(), headers={"stripe-signature": "nonsense"}),
        altered(),
        signed(age=301),
        signed(None, CONNECT_SECRET),
        signed(path=f"{PATH}/connect"),
        signed({"livemode": True}),
        not_an_event(),
        not_json(),
    ],
    ids=[
        "another secret",
        "no signature",
        "an empty mark",
        "no mark at all",
        "altered on the way",
        "an old recording",
        "the other endpoint's secret",
        "at the other endpoint",
        "real money where we play",
        "not an event",
        "not even JSON",
    ],
)
async def test_what_is_not_stripes_or_not_for_us_is_refused_and_forgotten(postbox, request_):
    assert await postbox.bring(request_) == [400]
    assert await postbox.events() == []


async def test_a_signature_of_less_than_five_minutes_ago_is_good(postbox):
    assert await postbox.bring(signed(age=290)) == [200]


async def test_while_a_secret_is_replaced_both_open(office):
    old, new = "whsec_old", "whsec_new"
    both = Endpoint(Source.PLATFORM, (old, new), livemode=False)
    app = Litestar(
        [webhook(both)], openapi_config=None, state=State({"keeper": Keeper(office.database.unit_of_work)})
    )

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://okote.localhost"
    ) as client:
        for request in (signed({}, old), signed({}, new), signed({}, old, new)):
            answer = await client.post(PATH, content=request.body, headers=request.headers)
            assert answer.status_code == 200

    with pytest.raises(SignatureRefusedError):
        replace(both, secrets=(new,)).read(signed({}, old).body, signed({}, old).headers["stripe-signature"])


async def test_play_money_is_refused_where_we_deal_in_real(office):
    live = Endpoint(Source.PLATFORM, (SECRET,), livemode=True)
    request = signed()

    with pytest.raises(Exception, match="wrong_mode"):
        live.read(request.body, request.headers["stripe-signature"])


@pytest.mark.parametrize("secrets", [(), ("",), ("  ",), (SECRET, "")])
def test_a_webhook_never_opens_without_its_secret(secrets):
    with pytest.raises(ValueError, match="needs its signing secret"):
        Endpoint(Source.PLATFORM, secrets, livemode=False)


def test_a_secret_is_not_shown():
    assert SECRET not in repr(Endpoint(Source.PLATFORM, (SECRET,), livemode=False))


async def test_a_body_without_end_is_not_read(postbox):
    request = replace(signed(), body=b" " * (1024 * 1024 + 1))

    assert await postbox.bring(request) == [413]


async def test_only_posting_tells_us_something(postbox):
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(postbox.app), base_url="http://okote.localhost"
    ) as client:
        assert (await client.get(PATH)).status_code == 405
