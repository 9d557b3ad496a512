"""Two hundred discrepancies of every kind among as much that is sound: all found, named, and none besides."""

import random

from payments.reconciliation import service
from payments.reconciliation.models import Difference
from payments.reconciliation.rules import REMEDIES, Kind
from tests.payments.reconciliation.planting import Planter

SEED, EACH, SOUND = 2026, 7, 50


async def planted(house, seed, each, sound):
    office = house.office
    account = await office.account()
    async with office.database.unit_of_work() as db:
        at = await db.now()
        planter = Planter(office.stripe.local.world, db, account, at, random.Random(seed))
        todo = [*Kind] * each + [None] * sound
        planter.chance.shuffle(todo)
        for kind in todo:
            await (planter.sound() if kind is None else planter.plant(kind))
    return planter.planted


async def test_two_hundred_planted_differences_are_found_and_none_besides(counting_house):
    house = counting_house
    expected = await planted(house, SEED, EACH, SOUND)
    assert (len(expected), len({kind for _, kind in expected})) == (210, 30)

    run = await house.reconcile()

    found = await house.differences()
    named = {(one.key, one.kind) for one in found}
    assert (named - set(expected), set(expected) - named) == (set(), set())
    assert len(found) == len(expected)
    assert run.unexplained_minor == 0
    left = [one for one in found if one.ended_at is None]
    in_part = [one for one in left if one.kind is Kind.REFUND_UNKNOWN]
    assert 0 < len(in_part) < EACH
    assert {one.kind for one in left} == set(Kind) - REMEDIES.keys() | {Kind.REFUND_UNKNOWN}
    assert (run.found, run.mended, run.open) == (210, 210 - len(left), len(left))

    again = await house.reconcile()
    assert len(await house.differences()) == 210
    assert (again.found, again.mended, again.open, again.unexplained_minor) == (0, 0, len(left), 0)

    async with house.office.database.unit_of_work() as db:
        for one in left:
            await service.close(
                db, await db.get_one(Difference, one.id), "Looked at.", house.reconciler.house
            )
    assert await house.ledger() == await house.stripe()
    last = await house.reconcile()
    assert (last.found, last.open, last.unexplained_minor) == (0, 0, 0)
    assert last.stripe_minor == last.ledger_minor
    assert last.is_sound
