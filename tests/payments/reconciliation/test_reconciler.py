"""One reconciliation after another, over a local Stripe."""

from payments.money import Money


async def test_a_clean_story_reconciles_with_nothing(counting_house):
    house, office = counting_house, counting_house.office
    payments = [await office.paid(str(amount)) for amount in (20, 35, 50)]
    await house.refunded(payments[0])
    transfer = await house.transferred(Money.of("30.00"), payments[2])
    await house.reversed(transfer)
    await office.stripe.control.post(f"charges/{payments[1].charge_id}/dispute")
    await office.desk.find_disputes(payments[1].id)
    run = await house.reconcile()
    assert await house.open() == set()
    assert await house.differences() == []
    assert (run.found, run.open, run.unexplained_minor, run.compared) == (0, 0, 0, 7)
    assert run.stripe_minor == run.ledger_minor == (await house.stripe()).minor
    assert run.is_sound
