"""What differs from Stripe: seen, mended, and closed with a reason that stays."""

from html import unescape

import pytest
from sqlmodel import select

from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.serving.doctor.findings import Level
from okote.serving.doctor.money import reconciled
from okote.serving.metrics.installation import Installation
from payments.reconciliation.models import Difference
from payments.reconciliation.queries import latest
from tests.okote.app_client import ELSEWHERE, WHY

PLACE = "/en/back-office/stripe/reconciliation"


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ACCOUNTANT)


@pytest.fixture
async def in_part(scene):
    """A part of a pledge that was given back in Stripe's own pages; all the rest is sound."""
    await scene.take_back(await scene.pledge(35))
    pledge = await scene.pledge(20)
    await scene.work()
    payment = await scene.payment_of(pledge)
    form = {"payment_intent": payment.intent_id, "amount": "500"}
    await scene.stripe.raw("POST", "/v1/refunds", form)
    return payment


async def compared(scene):
    await scene.move_clock(minutes=16)
    return await scene.house.reconciler.run()


async def only(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Difference))).one()


async def said_by_doctor(scene):
    async with scene.house.database.reading() as db:
        return await reconciled(db)


async def test_what_is_left_is_shown_with_both_sides_and_closed_with_a_reason(scene, office, ines, in_part):
    assert "Nothing has been compared yet" in (await ines.get(PLACE)).text
    assert (await said_by_doctor(scene)).level is Level.WARN
    answer = await ines.post(PLACE)
    assert "look again in a minute" in (await ines.follow(answer)).text
    await scene.move_clock(minutes=16)
    await scene.work()
    one = await only(scene)
    assert (one.kind, one.payment_id, one.theirs_minor) == ("refund_unknown", in_part.id, -500)
    assert (await office.waiting(ines))["stripe"] == 2, "the payment is flagged as well"
    finding = await said_by_doctor(scene)
    assert (finding.level, "in 1 ways" in finding.says) == (Level.FAIL, True)

    listed = unescape((await ines.get(PLACE)).text)
    assert "It was given back in Stripe’s own pages." in listed
    shown = unescape((await ines.get(f"{PLACE}/{one.id}")).text)
    assert "€5<" in shown
    assert "say here why it was given back" in shown

    empty = await ines.post(f"{PLACE}/{one.id}/close", {"reason": ""})
    assert empty.status_code == 422
    answer = await ines.post(f"{PLACE}/{one.id}/close", WHY)
    assert "the ledger has what Stripe has" in (await ines.follow(answer)).text
    again = await ines.post(f"{PLACE}/{one.id}/close", WHY)
    assert "somebody has closed it" in (await ines.follow(again)).text
    async with scene.house.database.reading() as db:
        entry = (await db.exec(select(AuditEntry).where(AuditEntry.subject_id == one.id))).one()
    assert (entry.deed, entry.reason) == ("difference_closed", WHY["reason"])
    assert WHY["reason"] in (await ines.get(f"{PLACE}/{one.id}")).text
    assert "It was given back" not in (await ines.get(PLACE)).text
    assert "It was given back" in (await ines.get(f"{PLACE}?shown=closed")).text

    run = await compared(scene)
    assert (run.open, run.unexplained_minor, run.is_sound) == (0, 0, True)
    assert (await said_by_doctor(scene)).level is Level.OK
    assert await scene.violations() == set()


async def test_a_neighbour_sees_nothing_of_it(scene, office, in_part):
    await compared(scene)
    one = await only(scene)
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ACCOUNTANT, slug="val-clair")
    assert "It was given back" not in (await stranger.get(PLACE)).text
    assert (await stranger.get(f"{PLACE}/{one.id}")).status_code == 404
    assert (await stranger.post(f"{PLACE}/{one.id}/close", WHY)).status_code == 404


async def test_totals_and_what_nobody_knows_are_shown_where_there_is_one_territory(
    scene, office, ines, in_part, only_territory
):
    await scene.stripe.control.post("lines", type="reserve_transaction", amount=-70)
    await compared(scene)
    shown = unescape((await ines.get(PLACE)).text)
    assert "Stripe moved money in a way that we do not know." in shown
    async with scene.house.database.reading() as db:
        run = await latest(db)
    assert (run.open, run.unexplained_minor) == (2, 0)
    assert run.ledger_minor - run.stripe_minor == 500 + 70


async def test_monitoring_is_told(scene, in_part):
    await compared(scene)
    whole = Installation(scene.house.database)
    await whole.look()
    told = {
        (sample.name, sample.labels.get("kind")): sample.value
        for metric in whole.collect()
        for sample in metric.samples
        if metric.name.startswith("okote_reconciliation")
    }
    assert told["okote_reconciliation_differences", "refund_unknown"] == 1
    assert told["okote_reconciliation_differences", "payment_lost"] == 0
    assert told["okote_reconciliation_unexplained_cents", None] == 0
    assert told["okote_reconciliation_ended_timestamp_seconds", None] > 0
