"""What went wrong, told apart by what is to be done: ask again, or not."""

import traceback

import pytest

from payments.gateway.errors import Refusal, RefusedError, TemporaryError, UnexpectedAnswerError
from payments.gateway.gateway import StripeGateway
from payments.gateway.settings import GatewaySettings
from payments.money import Money
from payments.simulator.messages import Request, Response
from payments.simulator.serving import HttpServer


async def refund(server, key="refund", intent_id="pi_none"):
    return await server.gateway.refunds.create(intent_id, Money(100), metadata={}, idempotency_key=key)


async def test_a_rate_limit_says_to_slow_down(stripe_server):
    await stripe_server.control.misbehave(rate_limit=1)
    with pytest.raises(TemporaryError) as error:
        await refund(stripe_server)
    assert (error.value.code, error.value.rate_limited, error.value.replayed) == ("rate_limit", True, False)


async def test_a_failure_at_stripe_is_remembered_under_its_key(stripe_server):
    await stripe_server.control.misbehave(server_error=1)
    with pytest.raises(TemporaryError) as first:
        await refund(stripe_server)
    await stripe_server.control.misbehave()
    with pytest.raises(TemporaryError) as again:
        await refund(stripe_server)
    assert (first.value.replayed, again.value.replayed) == (False, True)
    assert first.value.rate_limited is again.value.rate_limited is False


@pytest.mark.parametrize("trouble", ["timeout_before", "timeout_after"])
async def test_no_answer_is_temporary(stripe_server, trouble):
    await stripe_server.control.misbehave(**{trouble: 1})
    with pytest.raises(TemporaryError) as error:
        await refund(stripe_server)
    assert (error.value.code, error.value.request_id) == ("no_answer", None)


async def test_a_slow_answer_is_not_waited_for_for_ever(stripe_server):
    await stripe_server.control.misbehave(timeout_after=1, hang=1)
    gateway = StripeGateway(stripe_server.settings(read_timeout=0.2))
    with pytest.raises(TemporaryError, match="no_answer"):
        await gateway.accounts.retrieve("acct_none")
    await gateway.close()


async def test_nobody_there_is_temporary(stripe_server):
    gateway = StripeGateway(stripe_server.settings(api_base="http://127.0.0.1:9"))
    with pytest.raises(TemporaryError, match="no_answer"):
        await gateway.accounts.retrieve("acct_none")
    await gateway.close()


async def test_a_wrong_key_says_nothing_about_the_request(stripe_server):
    gateway = StripeGateway(stripe_server.settings(api_key="sk_test_another"))
    with pytest.raises(TemporaryError):
        await gateway.accounts.retrieve("acct_none")
    await gateway.close()


async def test_other_parameters_under_the_same_key_are_refused(stripe_server):
    intent = await stripe_server.paid()
    await refund(stripe_server, intent_id=intent.id)
    with pytest.raises(RefusedError) as error:
        await refund(stripe_server, intent_id="pi_other")
    assert (error.value.refusal, error.value.code) == (Refusal.IDEMPOTENCY, "idempotency_error")


async def test_what_was_lost_on_the_way_is_asked_again_by_itself(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.misbehave(seed=3, timeout_after=0.5)
    gateway = StripeGateway(stripe_server.settings(max_network_retries=5))
    await gateway.refunds.create(intent.id, intent.amount, metadata={}, idempotency_key="refund")
    await gateway.close()
    await stripe_server.control.misbehave()
    asked = [call for call in await stripe_server.control.calls() if call["idempotency_key"] == "refund"]
    assert len(asked) > 1
    assert len([made async for made in stripe_server.gateway.refunds.of_intent(intent.id)]) == 1


async def test_an_error_never_repeats_what_stripe_said(stripe_server):
    with pytest.raises(RefusedError) as error:
        await stripe_server.gateway.accounts.retrieve("acct_camille_example_org")
    told = "".join(traceback.format_exception(error.value))
    assert "No such account" not in told
    assert error.value.args == ("resource_missing", error.value.request_id)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (502, b"<html>Bad gateway</html>", TemporaryError, "unreadable_answer"),
        (200, b"<html>Sign in to the network</html>", TemporaryError, "unreadable_answer"),
        (400, b"{}", TemporaryError, "unreadable_answer"),
        (503, b'{"error": {"type": "api_error"}}', TemporaryError, "api_error"),
        (
            409,
            b'{"error": {"type": "api_error", "code": "lock_timeout"}}',
            TemporaryError,
            "lock_timeout",
        ),
        (402, b'{"error": {"type": "card_error", "code": "card_declined"}}', RefusedError, "card_declined"),
        (403, b'{"error": {"type": "invalid_request_error"}}', RefusedError, "invalid_request_error"),
    ],
)
async def test_answers_that_the_local_stripe_never_gives(stripe_server, status, body, kind, code):
    def answer(_request: Request) -> Response:
        return Response(status, body)

    odd = HttpServer(0, answer)
    odd.start()
    gateway = StripeGateway(stripe_server.settings(api_base=odd.url))
    with pytest.raises(kind) as error:
        await gateway.balances.retrieve()
    await gateway.close()
    odd.stop()
    assert error.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "usd"}, "currency_unknown"),
        ({"status": "dreaming"}, "state_unknown"),
        ({"amount_total": None}, "amount_missing"),
    ],
)
async def test_what_we_do_not_keep_is_never_taken_for_something_else(stripe_server, changes, code):
    session = await stripe_server.session()
    await stripe_server.control.post(f"objects/{session.id}", **changes)
    with pytest.raises(UnexpectedAnswerError, match=code):
        await stripe_server.gateway.checkout.retrieve(session.id)


async def test_a_live_gateway_never_speaks_of_what_a_demo_made(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    live = StripeGateway(GatewaySettings(api_key="sk_live_1"))
    refund = live.refunds.create(intent.id, intent.amount, metadata={}, idempotency_key="refund")
    for call in (live.intents.retrieve(intent.id), refund, live.balances.retrieve(account.id)):
        with pytest.raises(RefusedError, match="made_by_the_local_stripe"):
            await call
    await live.close()
