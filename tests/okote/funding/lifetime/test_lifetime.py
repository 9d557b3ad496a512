"""A campaign's whole life in any order, over the real service; and that faults in it would be found."""

import os
from functools import partial
from itertools import product

import anyio.to_thread
import pytest
from anyio.from_thread import run
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.okote.funding.lifetime.founding import world_of
from tests.okote.funding.lifetime.lifetimes import Asked, Lived
from tests.okote.funding.lifetime.lifetimes import live as live_batch
from tests.okote.funding.lifetime.machine import GOAL, NO_CARD, Lifetime
from tests.okote.funding.lifetime.model import Promise
from tests.okote.funding.lifetime.planted import (
    booked_twice,
    disputed_still_counts,
    refund_recorded_twice,
    whose_is_forgotten,
)
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


async def test_what_two_give_back_after_success_is_owed_and_told_to_the_cent(house, stripe_server):
    """And its bank sends the refund back."""

    def five_steps(world):
        machine = Lifetime(world)
        machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
        paid = [
            machine.somebody_new_pledges_and_pays(cents=cents, own=False, company=False, card=GOOD)
            for cents in (GOAL, 20_00)
        ]
        machine.the_deadline_comes(1)
        machine.it_rests()
        machine.two_give_it_back_after_success(paid[1])
        machine.it_rests()
        assert (paid[1].reclaimed, paid[1].counts) == (True, False)
        machine.a_bank_sends_a_refund_back(paid[1], NO_CARD)
        machine.it_rests()
        assert paid[1].stuck

    async with world_of(house, stripe_server) as world:
        await in_a_thread(five_steps, world)


async def test_a_campaign_begins_whatever_the_one_before_left_open(house, stripe_server):
    def two_lives(world):
        for _ in range(2):
            machine = Lifetime(world)
            machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
            pledge = machine.somebody_new_pledges_and_pays(cents=GOAL, own=False, company=False, card=GOOD)
            machine.somebody_new_pledges(cents=20_00, own=False, company=False, reward=False)
            machine.their_bank_doubts_it(pledge, part=0, inquiry=True)
            assert pledge.asked_about
            machine.it_rests()

    async with world_of(house, stripe_server) as world:
        await in_a_thread(two_lives, world)


async def test_a_life_that_cannot_begin_is_told_as_it_happened():
    class Nowhere:
        async def begin(self, *_):
            raise LookupError("no campaign")

    lived = Lived(0)
    await in_a_thread(live_batch, Nowhere(), Asked("", 1, 0, 1, 1, None), lived)
    begun, *_, last = lived.violation.splitlines()
    assert (begun.split("(")[0], last) == ("begin", "LookupError: no campaign")


async def test_what_two_undo_after_success_is_everybodys_again_to_the_cent(house, stripe_server):
    """A part was given back before, a bank keeps another; the holder has a cheque, and a partner has paid."""

    def steps(world):
        machine = Lifetime(world)
        machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
        left = run(world.until_end)
        run(world.pass_time, left - 600)
        back, lost, _ = [
            machine.somebody_new_pledges_and_pays(cents=cents, own=False, company=False, card=GOOD)
            for cents in (20_00, 50_01, GOAL)
        ]
        handed, kept = [machine.somebody_sends_a_cheque(cents=cents, own=False) for cents in (5_55, 33_33)]
        for cheque, step in product((handed, kept), ("receive", "confirm")):
            machine.agents_take_a_step(cheque, step)
        machine.the_operator_uses_its_reserves(away=True)
        machine.the_deadline_comes(1)
        machine.jobs_are_worked()
        machine.agents_take_a_step(handed, "bank")
        machine.two_give_it_back_after_success(back)
        machine.their_bank_doubts_it(lost, part=10_00, inquiry=False)
        machine.their_bank_goes_on(lost, "lose")
        machine.a_partner_pays(0)
        machine.two_undo_its_success(agreed=False)
        assert not machine.expected.cancelled
        machine.two_undo_its_success(agreed=True)
        assert machine.expected.cancelled
        assert (lost.charged_back, lost.owed_by_holder) == (True, 0)
        machine.it_rests()
        assert (handed["is"].counts, kept["is"].counts) == (True, False)
        machine.agents_take_a_step(kept, "give back")
        machine.it_rests()

    async with world_of(house, stripe_server) as world:
        await in_a_thread(steps, world)


async def test_what_is_booked_twice_is_found(house, stripe_server):
    async with world_of(house, stripe_server, booked_twice) as world:
        with pytest.raises(AssertionError, match="pledge-paid-is-in-the-ledger-once"):
            await in_a_thread(live, world, settings(SHORT, stateful_step_count=5))


async def test_a_refund_that_is_booked_twice_is_found(house, stripe_server):
    def three_steps(world):
        machine = Lifetime(world)
        machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
        pledge = machine.somebody_new_pledges_and_pays(cents=20_00, own=False, company=False, card=GOOD)
        machine.they_take_it_back(pledge)
        machine.it_rests()

    async with world_of(house, stripe_server, refund_recorded_twice) as world:
        with pytest.raises(AssertionError, match="Stripe holds"):
            await in_a_thread(three_steps, world)


async def test_what_is_counted_although_a_bank_has_it_is_found(house, stripe_server):
    def three_steps(world):
        machine = Lifetime(world)
        machine.begin((Promise(GOAL, rate_bp=10_000), Promise(GOAL, rate_bp=10_000)))
        pledge = machine.somebody_new_pledges_and_pays(cents=20_00, own=False, company=False, card=GOOD)
        machine.their_bank_doubts_it(pledge, part=0, inquiry=False)
        machine.it_rests()

    async with world_of(house, stripe_server, disputed_still_counts) as world:
        with pytest.raises(AssertionError, match="in_force"):
            await in_a_thread(three_steps, world)


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
