"""A campaign's whole life in any order, over the real service; and that faults in it would be found."""

import os
from functools import partial

import anyio.to_thread
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from okote.funding import accounts
from okote.funding.pledges.models import Pledge
from payments.ledger.service import post
from payments.operations.outcomes import PaymentPaid
from tests.okote.funding.lifetime.machine import GOAL, Lifetime
from tests.okote.funding.lifetime.model import Promise
from tests.okote.funding.lifetime.world import world_of
from tests.okote.funding.scene import GOOD

SHORT = settings(
    settings.get_profile("steady"),
    max_examples=4,
    stateful_step_count=12,
    phases=[Phase.explicit, Phase.generate],
)
"""What the suite has time for; under `HYPOTHESIS_PROFILE=thorough` it runs for hours, and says the shortest
way to what it finds."""


async def in_a_thread(deed, *told):
    """Hypothesis waits for each step, which happens on this very loop."""
    await anyio.to_thread.run_sync(partial(deed, *told))


def live(world, budget):
    run_state_machine_as_test(lambda: Lifetime(world), settings=budget)


async def test_whatever_happens_everybody_s_money_is_where_it_belongs(house, stripe_server):
    thorough = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
    async with world_of(house, stripe_server) as world:
        await in_a_thread(live, world, settings() if thorough else SHORT)


def booked_twice(hear):
    """Someone books again what Stripe told once."""

    async def told(db, outcome):
        await hear(db, outcome)
        if isinstance(outcome, PaymentPaid):
            pledge = await db.get_one(Pledge, outcome.subject)
            await post(
                db,
                book=outcome.book,
                key=f"pledge-paid-again:{pledge.id}",
                kind="pledge-paid",
                postings=accounts.pledge_paid(pledge.campaign_id, pledge.amount),
                at=outcome.at,
                reference=pledge.id,
            )

    return told


def whose_is_forgotten(hear):
    """Partners add to what their own people gave, once it is paid; no invariant knows better."""

    async def told(db, outcome):
        await hear(db, outcome)
        if isinstance(outcome, PaymentPaid):
            (await db.get_one(Pledge, outcome.subject)).own_people = False

    return told


async def test_what_is_booked_twice_is_found(house, stripe_server):
    async with world_of(house, stripe_server, booked_twice) as world:
        with pytest.raises(AssertionError, match="pledge-paid-is-in-the-ledger-once"):
            await in_a_thread(live, world, settings(SHORT, stateful_step_count=5))


async def test_a_match_that_nobody_owes_is_found(house, stripe_server):
    def three_steps(world):
        machine = Lifetime(world)
        machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
        machine.somebody_new_pledges_and_pays(cents=20_00, own=True, company=False, card=GOOD)
        machine.everything_holds()
        machine.it_rests()

    async with world_of(house, stripe_server, whose_is_forgotten) as world:
        with pytest.raises(AssertionError, match="what partners add"):
            await in_a_thread(three_steps, world)
