"""From sign-in to payout, or to everyone's money back: the whole thread, and what may interrupt it."""

import re

import pytest

from okote.demo.fiction import campaigns
from payments.ledger.queries import balances
from payments.money import Money
from tests.stories.service import SLUG, Begun, Service

PARTNERS = {"territoire": 500, "cuisines_du_ried": 500}
"""Each adds a euro to a euro, up to so many."""


async def ledger(service: Service) -> dict[str, Money]:
    """Each account of the territory that holds something, without the names of campaigns and partners."""
    async with service.house.database.reading() as db:
        found = await balances(db, service.founded.territory.book)
    return {re.sub("[0-9a-f-]{36}", "…", account): sum_ for account, sum_ in found.items() if sum_}


async def held_by_stripe(service: Service) -> Money:
    """Stripe's own figure."""
    balance = await service.house.gateway.balances.retrieve()
    return balance.available + balance.pending


async def until_over(service: Service, campaign: Begun) -> None:
    """The deadline, and the days in which charges settle and payouts arrive."""
    await service.reach_the_end(campaign)
    await service.let_pass(days=9)


async def test_twenty_euros_become_sixty_and_reach_the_project(service: Service):
    """20 € and two partners at 1:1 make 60 € of 60 €.

    The platform keeps 8 % of 60 € = 4,80 €, of which VAT 0,80 €. Stripe took 1,5 % of 20 € + 0,25 € =
    0,55 €. The holder is transferred 20 − 4,80 = 15,20 €, and called for from each partner 20 €.
    """
    campaign = await service.campaign("Un four pour le port", 60, **PARTNERS)
    camille = await service.signed_in("camille")
    told = await camille.check(campaign, "20")
    assert "60 €" in told.text
    assert "55,20 €" in told.text
    thanks = await camille.pledge(campaign, "20")
    assert "confirmée" in thanks.text
    shown = await service.somebody().visit(campaign.path)
    assert "60 € sur 60 €" in shown.text

    await until_over(service, campaign)
    assert await service.state(campaign) == "paid_out"
    assert await ledger(service) == {
        "operator:commission": Money.of(-4),
        "operator:vat": Money.of("-0.80"),
        "operator:stripe-fees": Money.of("0.55"),
        "partner:…:match:…:called": Money.of(20),
        "partner:…:match:…:granted": Money.of(-20),
        "stripe:balance": Money.of("4.25"),
    }
    assert await held_by_stripe(service) == Money.of("4.25")
    await service.check()


async def test_below_its_threshold_everyone_is_refunded_in_full(service: Service):
    """Two pledges of 20 € and their match make 120 € of 1 000 €; the operator bears Stripe's fee."""
    campaign = await service.campaign("Un kiosque", 1_000, **PARTNERS)
    for key in ("camille", "yanis"):
        await (await service.signed_in(key)).pledge(campaign, "20")
    await until_over(service, campaign)

    assert await service.state(campaign) == "refunded"
    assert await ledger(service) == {
        "operator:fees-not-recovered": Money.of("1.10"),
        "stripe:balance": Money.of("-1.10"),
    }
    assert await held_by_stripe(service) == Money.of("-1.10")
    subjects = [mail.subject for mail in service.mails("camille")]
    assert len(subjects) == len(set(subjects)) == 2
    await service.check()


async def test_a_donor_takes_a_pledge_back(service: Service):
    """The match falls with it, and nobody is asked why."""
    campaign = await service.campaign("Un four", 60, **PARTNERS)
    camille = await service.signed_in("camille")
    await camille.pledge(campaign, "20")
    mine = await camille.visit("/my/pledges")
    await camille.press(mine, "/cancel")
    await service.settle()
    assert "0 € sur 60 €" in (await service.somebody().visit(campaign.path)).text
    assert "remboursée" in (await camille.visit("/my/pledges")).text
    await service.check()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_it_ends_the_same_whatever_becomes_of_stripe_s_news(service: Service, seed: int):
    """Webhooks twice, late, in any order or never; answers that are busy, broken, or come after acting."""
    funded = await service.campaign("Un four", 60, **PARTNERS)
    failed = await service.campaign("Un kiosque", 1_000, **PARTNERS)
    await service.stripe.misbehave(
        seed=seed,
        duplicate=0.4,
        lose=0.3,
        reorder=1.0,
        rate_limit=0.1,
        server_error=0.1,
        server_error_after=0.1,
    )
    camille, yanis = await service.signed_in("camille"), await service.signed_in("yanis")
    await pledged(service, camille, funded)
    await pledged(service, yanis, failed)
    await until_over(service, funded)
    await service.stripe.misbehave()
    await service.let_pass(days=2)

    assert await service.state(funded) == "paid_out"
    assert await service.state(failed) == "refunded"
    assert await held_by_stripe(service) == Money.of("4.25") - Money.of("0.55")
    await service.check()


async def pledged(service: Service, donor, campaign: Begun) -> None:
    """However often the payment page has to be asked for."""
    page = await donor.go_to_checkout(campaign, "20")
    while "/pay/" not in page.address:
        await service.settle()
        page = await donor.press(await donor.visit("/my/pledges"), "/pay")
    await donor.pay(page)
    await service.let_pass(minutes=5)


async def test_a_worker_killed_while_closing_leaves_nothing_half_done(service: Service):
    """Killed as it asks Stripe for the transfer; another takes it up, and the transfer is made once."""
    campaign = await service.campaign("Un four", 60, **PARTNERS)
    await (await service.signed_in("camille")).pledge(campaign, "20")
    await service.reach_the_end(campaign)
    await service.move_clock(days=4)
    async with service.worker() as child:
        await service.when_stripe_was_asked("/v1/transfers")
        child.process.kill()
    await service.let_pass(days=9)

    assert await service.state(campaign) == "paid_out"
    assert await held_by_stripe(service) == Money.of("4.25")
    await service.check()


async def test_a_worker_killed_while_refunding_refunds_each_once(service: Service):
    """Killed after the second of four refunds; everyone has their money back, once."""
    campaign = await service.campaign("Un kiosque", 1_000, **PARTNERS)
    for key in ("camille", "yanis", "solene", "hugo"):
        await (await service.signed_in(key)).pledge(campaign, "20")
    await service.move_clock(days=31)
    async with service.worker() as child:
        await service.when_stripe_was_asked("/v1/refunds", times=2)
        child.process.kill()
    await service.let_pass(days=9)

    assert await service.state(campaign) == "refunded"
    assert await held_by_stripe(service) == Money.of("-2.20")
    await service.check()


def test_the_story_s_campaign_is_one_of_the_demo_s():
    assert "01-conserverie-du-quai" in campaigns(SLUG)
