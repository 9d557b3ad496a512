from datetime import timedelta

import pytest

from payments.gateway.errors import Refusal, RefusedError
from payments.gateway.results import CapabilityStatus


async def made(server, key="account"):
    return await server.gateway.accounts.create(
        name="Les Amis de la Rivière",
        email="amis@example.org",
        metadata={"holder": "1"},
        idempotency_key=key,
    )


async def test_a_new_account_can_do_nothing_yet(stripe_server):
    account = await made(stripe_server)
    assert account.card_payments is account.transfers is CapabilityStatus.INACTIVE
    assert not account.ready
    assert "external_account" in account.currently_due
    assert account.metadata == {"holder": "1"}
    wire = await stripe_server.control.get(f"objects/{account.id}")
    assert wire["country"] == "FR"
    assert wire["controller"]["stripe_dashboard"] == {"type": "express"}
    assert wire["settings"]["payouts"]["schedule"]["interval"] == "manual"


@pytest.mark.parametrize(("prefix", "kept"), [("AMIS", "AMIS"), ("A", None), (None, None)])
async def test_a_seller_begins_the_banks_line(stripe_server, prefix, kept):
    account = await stripe_server.account(statement_prefix=prefix)
    wire = await stripe_server.control.get(f"objects/{account.id}")
    assert wire["settings"]["card_payments"]["statement_descriptor_prefix"] == kept


async def test_an_account_is_made_ready_and_held_back_again(stripe_server):
    account = await stripe_server.account()
    assert account.ready
    assert account.payouts_enabled
    assert account.details_submitted
    assert account.currently_due == ()
    await stripe_server.control.post(f"accounts/{account.id}/restrict")
    restricted = await stripe_server.gateway.accounts.retrieve(account.id)
    assert not restricted.ready
    assert restricted.disabled_reason == "requirements.past_due"
    assert restricted.currently_due == ("company.verification.document",)


async def test_an_account_whose_key_was_forgotten_is_found_by_its_day(stripe_server):
    account = await made(stripe_server)
    now = await stripe_server.now()
    found = stripe_server.gateway.accounts.created(now - timedelta(hours=1), now + timedelta(hours=1))
    assert [one.id async for one in found] == [account.id]


async def test_each_visit_has_a_link_of_its_own(stripe_server):
    account = await made(stripe_server)

    async def link(key):
        return await stripe_server.gateway.accounts.link(
            account.id,
            return_url="http://127.0.0.1/back",
            refresh_url="http://127.0.0.1/again",
            idempotency_key=key,
        )

    first, second = await link("first"), await link("second")
    assert first.url != second.url
    assert first.url.startswith(f"{stripe_server.url}/onboarding/")
    assert timedelta(0) < first.expires_at - await stripe_server.now() <= timedelta(minutes=5)


async def test_an_account_that_is_not_ours_is_not_shown(stripe_server):
    with pytest.raises(RefusedError) as refused:
        await stripe_server.gateway.accounts.retrieve("acct_nobody")
    assert refused.value.refusal is Refusal.NOT_FOUND
