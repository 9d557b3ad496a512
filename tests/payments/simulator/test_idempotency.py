"""The same key is the same request: answered once, repeated for a day, refused with other parameters."""

import asyncio

import pytest

DAY = 86_400


async def refund(server, intent, key, amount="500", **headers):
    return await server.raw(
        "POST",
        "/v1/refunds",
        {"payment_intent": intent.id, "amount": amount},
        **{"Idempotency_Key": key, **headers},
    )


async def refunded(server, intent):
    return (await server.gateway.intents.retrieve(intent.id)).charge.refunded.minor


async def test_the_answer_is_repeated_and_nothing_is_done_again(stripe_server):
    intent = await stripe_server.paid()
    first = await refund(stripe_server, intent, "key")
    again = await refund(stripe_server, intent, "key")
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"] != again.headers["request-id"]
    assert again.headers["idempotency-key"] == "key"
    assert await refunded(stripe_server, intent) == 500


async def test_the_same_key_with_other_parameters_is_refused(stripe_server):
    intent = await stripe_server.paid()
    await refund(stripe_server, intent, "key")
    for answer in (
        await refund(stripe_server, intent, "key", amount="501"),
        await stripe_server.raw("POST", "/v1/accounts", {}, Idempotency_Key="key"),
    ):
        assert (answer.status_code, answer.json()["error"]["type"]) == (400, "idempotency_error")
    assert await refunded(stripe_server, intent) == 500


async def test_another_key_is_another_request(stripe_server):
    intent = await stripe_server.paid()
    await refund(stripe_server, intent, "one")
    await refund(stripe_server, intent, "two")
    assert await refunded(stripe_server, intent) == 1000


async def test_a_refusal_is_repeated_even_when_it_would_now_succeed(stripe_server):
    account = await stripe_server.account()
    form = {"amount": "500", "currency": "eur", "destination": account.id}
    short = await stripe_server.raw("POST", "/v1/transfers", form, Idempotency_Key="key")
    await stripe_server.paid("4000000000000077", on_behalf_of=account.id)
    again = await stripe_server.raw("POST", "/v1/transfers", form, Idempotency_Key="key")
    assert short.json()["error"]["code"] == again.json()["error"]["code"] == "balance_insufficient"
    assert again.headers["idempotent-replayed"] == "true"
    fresh = await stripe_server.raw("POST", "/v1/transfers", form, Idempotency_Key="another")
    assert fresh.status_code == 200


async def test_a_badly_formed_request_leaves_its_key_free(stripe_server):
    intent = await stripe_server.paid()
    wrong = await refund(stripe_server, intent, "key", amount="five")
    assert wrong.status_code == 400
    assert (await refund(stripe_server, intent, "key")).status_code == 200


@pytest.mark.parametrize(("trouble", "done"), [("server_error", 0), ("server_error_after", 500)])
async def test_even_a_failure_of_stripe_is_repeated(stripe_server, trouble, done):
    intent = await stripe_server.paid()
    await stripe_server.control.misbehave(**{trouble: 1})
    first = await refund(stripe_server, intent, "key")
    await stripe_server.control.misbehave()
    again = await refund(stripe_server, intent, "key")
    assert (first.status_code, again.status_code) == (500, 500)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["stripe-should-retry"] == "false"
    assert await refunded(stripe_server, intent) == done


@pytest.mark.parametrize("trouble", ["rate_limit", "timeout_before"])
async def test_what_never_began_is_done_when_asked_again(stripe_server, trouble):
    intent = await stripe_server.paid()
    await stripe_server.control.misbehave(**{trouble: 1})
    await asyncio.gather(refund(stripe_server, intent, "key"), return_exceptions=True)
    await stripe_server.control.misbehave()
    assert await refunded(stripe_server, intent) == 0
    assert (await refund(stripe_server, intent, "key")).status_code == 200
    assert await refunded(stripe_server, intent) == 500


async def test_what_was_done_without_an_answer_is_not_done_again(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.misbehave(timeout_after=1)
    await asyncio.gather(refund(stripe_server, intent, "key"), return_exceptions=True)
    await stripe_server.control.misbehave()
    assert await refunded(stripe_server, intent) == 500
    assert (await refund(stripe_server, intent, "key")).status_code == 200
    assert await refunded(stripe_server, intent) == 500


async def test_a_key_is_forgotten_after_a_day(stripe_server):
    intent = await stripe_server.paid()
    await refund(stripe_server, intent, "key")
    await stripe_server.control.advance(DAY - 60)
    assert "idempotent-replayed" in (await refund(stripe_server, intent, "key")).headers
    await stripe_server.control.advance(61)
    assert "idempotent-replayed" not in (await refund(stripe_server, intent, "key")).headers
    assert await refunded(stripe_server, intent) == 1000


async def test_a_key_belongs_to_its_account(stripe_server):
    accounts = [await stripe_server.account(key=name) for name in ("one", "two")]
    await stripe_server.paid("4000000000000077", on_behalf_of=accounts[0].id)
    for number, account in enumerate(accounts):
        form = {"amount": "500", "currency": "eur", "destination": account.id}
        await stripe_server.raw("POST", "/v1/transfers", form, Idempotency_Key=f"transfer {number}")
    payouts = [
        await stripe_server.raw(
            "POST",
            "/v1/payouts",
            {"amount": "500", "currency": "eur"},
            Idempotency_Key="payout",
            Stripe_Account=account.id,
        )
        for account in accounts
    ]
    assert [answer.status_code for answer in payouts] == [200, 200]
    assert payouts[0].json()["id"] != payouts[1].json()["id"]


async def test_many_at_once_under_one_key_are_one(stripe_server):
    intent = await stripe_server.paid()
    answers = await asyncio.gather(*(refund(stripe_server, intent, "key") for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    conflicts = [answer.json()["error"]["code"] for answer in answers if answer.status_code == 409]
    assert set(conflicts) <= {"idempotency_key_in_use"}
    assert await refunded(stripe_server, intent) == 500


async def test_a_key_in_use_is_said_to_be(stripe_server):
    intent = await stripe_server.paid()
    with stripe_server.local._api._memory.alone("key", ""):
        answer = await refund(stripe_server, intent, "key")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_in_use")


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_key_has_between_1_and_255_characters(stripe_server, key):
    intent = await stripe_server.paid()
    assert (await refund(stripe_server, intent, key)).status_code == 400
    assert (await refund(stripe_server, intent, "k" * 255)).status_code == 200
