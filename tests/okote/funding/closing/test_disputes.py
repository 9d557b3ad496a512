"""What donors' banks take back counts no longer, is accounted for to the cent, and is told."""

import pytest
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Recovery
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import given_to
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.models import ConnectedAccount, Payment
from tests.okote.app_client import ELSEWHERE, counting_queries
from tests.okote.funding.closing.deadline import close, past_the_deadline, until_settled
from tests.okote.funding.refunds.returned import sent_back

S = PledgeStatus
FRAUD, WARNING = "4000000000000259", "4000000000005423"
FEE = Money.of("20")


class Bank:
    """Donors' banks, and what we see of what they do."""

    def __init__(self, scene):
        self.scene = scene
        self.dispute = ""

    async def disputes(self, pledge: Pledge, **said) -> None:
        async with self.scene.house.database.reading() as db:
            payment = await db.get_one(Payment, pledge.payment_id)
        made = await self.scene.stripe.control.post(f"charges/{payment.charge_id}/dispute", **said)
        self.dispute = made["id"]
        await self.look(pledge)

    async def decides(self, pledge: Pledge, end: str) -> None:
        await self.scene.stripe.control.post(f"disputes/{self.dispute}/{end}")
        await self.look(pledge)

    async def look(self, pledge: Pledge) -> None:
        for _ in range(2):
            await self.scene.house.desk.find_disputes(pledge.payment_id)
        await self.scene.work()


@pytest.fixture
def bank(scene):
    return Bank(scene)


async def sound(scene):
    """Stripe's own figure is ours, and all that must hold does."""
    balances = await scene.balances()
    assert balances.get("stripe:balance", Money.zero()) == await scene.held_by_stripe()
    assert await scene.violations() == set()
    return balances


async def raised(scene):
    """What the campaign's page counts, matches included, in cents."""
    async with scene.house.database.reading() as db:
        given = (await given_to(db, [scene.campaign.id]))[scene.campaign.id]
        return given.pledged, sum((match.amount for match in given.matches), Money.zero())


async def test_a_disputed_pledge_and_its_match_count_no_longer_until_it_is_won(scene, bank):
    await scene.pledge(30)
    pledge = await scene.pledge(20)
    whole = await raised(scene)

    await bank.disputes(pledge)
    assert await scene.pledges() == {S.IN_FORCE: 1, S.DISPUTED: 1}
    assert await raised(scene) == (Money.of("30"), Money.of("60"))
    balances = await sound(scene)
    assert balances["campaign:…:disputed"] == Money.of("20")
    assert balances["operator:dispute-fees"] == FEE

    await bank.decides(pledge, "win")
    assert await scene.pledges() == {S.IN_FORCE: 2}
    assert await raised(scene) == whole
    assert "campaign:…:disputed" not in await sound(scene)


async def test_one_that_is_lost_is_gone(scene, bank):
    pledge = await scene.pledge(20)
    await bank.disputes(pledge)
    await bank.decides(pledge, "lose")
    assert await scene.pledges() == {S.CHARGED_BACK: 1}
    balances = await sound(scene)
    assert set(balances) == {"stripe:balance", "operator:dispute-fees", "operator:fees-not-recovered"}


async def test_of_one_that_is_lost_in_part_the_rest_goes_back(scene, bank):
    pledge = await scene.pledge(20)
    await bank.disputes(pledge, amount=500)
    await bank.decides(pledge, "lose")
    balances = await sound(scene)
    assert await scene.pledges() == {S.CHARGED_BACK: 1}
    assert set(balances) == {"stripe:balance", "operator:dispute-fees", "operator:fees-not-recovered"}


@pytest.mark.parametrize(("second", "given_back"), [("win", 15_00), ("lose", 10_00)])
async def test_of_two_disputes_at_once_what_the_second_leaves_goes_back_too(scene, bank, second, given_back):
    """The first is lost while the bank still has the second's part."""
    pledge = await scene.pledge(20)
    await bank.disputes(pledge, amount=5_00)
    first = bank.dispute
    await bank.disputes(pledge, amount=5_00)
    other, bank.dispute = bank.dispute, first
    await bank.decides(pledge, "lose")
    bank.dispute = other
    await bank.decides(pledge, second)
    assert await scene.pledges() == {S.CHARGED_BACK: 1}
    async with scene.house.database.reading() as db:
        payment = await db.get_one(Payment, pledge.payment_id)
    charge = await scene.stripe.control.get(f"objects/{payment.charge_id}")
    assert charge["amount_refunded"] == given_back
    balances = await sound(scene)
    assert set(balances) == {"stripe:balance", "operator:dispute-fees", "operator:fees-not-recovered"}


async def test_a_campaign_is_decided_without_what_is_disputed_and_that_goes_back_when_won(scene, bank):
    await scene.pledge(30)
    pledge = await scene.pledge(20)
    await bank.disputes(pledge)
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    assert await scene.pledges() == {S.REFUNDED: 1, S.DISPUTED: 1}
    await sound(scene)

    await bank.decides(pledge, "win")
    assert await scene.pledges() == {S.REFUNDED: 2}
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    await sound(scene)


async def test_a_refund_that_a_dispute_stopped_is_asked_again_once_it_is_won(scene, bank):
    pledge = await scene.pledge(20)
    async with scene.house.database.reading() as db:
        payment = await db.get_one(Payment, pledge.payment_id)
    made = await scene.stripe.control.post(f"charges/{payment.charge_id}/dispute")
    await scene.take_back(pledge)
    await scene.work()
    assert await scene.pledges() == {S.CANCELLING: 1}
    bank.dispute = made["id"]
    await bank.look(pledge)
    await sound(scene)
    await bank.decides(pledge, "win")
    assert await scene.pledges() == {S.REFUNDED: 1}
    await sound(scene)


async def test_a_refund_under_way_when_the_bank_takes_all_leaves_nothing_owed(scene, bank):
    pledge = await scene.pledge(20)
    async with scene.house.database.reading() as db:
        payment = await db.get_one(Payment, pledge.payment_id)
    made = await scene.stripe.control.post(f"charges/{payment.charge_id}/dispute")
    await scene.take_back(pledge)
    await scene.stripe.control.post(f"disputes/{made['id']}/lose")
    await bank.look(pledge)
    async with scene.house.database.reading() as db:
        kept = await db.get_one(Pledge, pledge.id)
    assert (kept.status, kept.refund_failure) == (S.CHARGED_BACK, None)
    await sound(scene)


async def test_a_refund_under_way_when_the_bank_takes_a_part_brings_what_is_left(scene, bank):
    pledge = await scene.pledge(20)
    async with scene.house.database.reading() as db:
        payment = await db.get_one(Payment, pledge.payment_id)
    made = await scene.stripe.control.post(f"charges/{payment.charge_id}/dispute", amount=100)
    await scene.take_back(pledge)
    await scene.stripe.control.post(f"disputes/{made['id']}/lose")
    await bank.look(pledge)
    await past_the_deadline(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    async with scene.house.database.reading() as db:
        kept = await db.get_one(Pledge, pledge.id)
    assert (kept.status, kept.refund_failure) == (S.CHARGED_BACK, None)
    charge = await scene.stripe.control.get(f"objects/{payment.charge_id}")
    assert charge["amount_refunded"] == 19_00
    assert "campaign:…:pledges" not in await sound(scene)


async def test_a_part_that_its_bank_sends_back_waits_for_a_person_though_all_else_is_settled(scene, bank):
    pledge = await scene.pledge(20)
    await bank.disputes(pledge, amount=100)
    await bank.decides(pledge, "lose")
    await past_the_deadline(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    await sent_back(scene, pledge, "insufficient_funds")
    async with scene.house.database.reading() as db:
        kept = await db.get_one(Pledge, pledge.id)
    assert (kept.status, kept.refund_failure) == (S.CHARGED_BACK, "insufficient_funds")
    assert (await sound(scene))["campaign:…:pledges"] == Money.of("-19")


@pytest.fixture
async def funded(scene):
    """Three pledges, whose campaign has succeeded and waits for its transfer."""
    pledges = [await scene.pledge(1_300) for _ in range(3)]
    await past_the_deadline(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    return pledges


async def recovery(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Recovery))).one()


async def letters(scene, kind):
    async with scene.house.database.reading() as db:
        keys = (await db.exec(select(Mail.key))).all()
    return sum(key.startswith(f"{kind}:") for key in keys)


async def test_what_was_passed_on_stays_counted_until_it_is_decided(scene, bank, funded):
    await bank.disputes(funded[0])
    assert await scene.pledges() == {S.IN_FORCE: 3}
    assert (await sound(scene))["campaign:…:disputed"] == Money.of("1300")
    await bank.decides(funded[0], "win")
    assert await scene.pledges() == {S.IN_FORCE: 3}
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert set(await sound(scene)) >= {"operator:dispute-fees", "operator:commission"}


@pytest.fixture
async def given_late(scene):
    """Pledges whose money Stripe moves on only three days after the deadline."""
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(seconds=left.total_seconds() - 3_600)


async def test_what_is_lost_before_the_payout_is_taken_from_it(scene, bank, given_late, funded):
    """In part, so that what Stripe holds for the platform still suffices for the transfer."""
    await bank.disputes(funded[0], amount=300_00)
    await bank.decides(funded[0], "lose")
    assert await scene.pledges() == {S.IN_FORCE: 3}
    assert (await sound(scene))["campaign:…:to-recover"] == Money.of("300")
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert (await recovery(scene)).recovered_at is not None
    balances = await sound(scene)
    assert not [address for address in balances if "disputed" in address or "to-recover" in address]
    account = await scene.stripe.gateway.balances.retrieve(await holder_account(scene))
    assert account.available + account.pending == Money.zero()
    assert await letters(scene, "holder-owes") == 1


async def holder_account(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(ConnectedAccount.stripe_id))).first()


async def test_what_is_lost_after_the_payout_the_holder_owes(scene, bank, funded, office):
    """Its account at Stripe is empty: the receivable stands until a person has asked with success."""
    await until_settled(scene)
    await bank.disputes(funded[0])
    await bank.decides(funded[0], "lose")
    assert (await recovery(scene)).failure == "balance_insufficient"
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert (await sound(scene))["campaign:…:to-recover"] == Money.of("1300")

    marc = await office.enter("marc", Role.ADMINISTRATOR)
    here = "/en/back-office/disputes"
    shown = (await marc.get(here)).text
    assert "The holder owes it:" in shown
    again = f"{here}/{(await recovery(scene)).id}/recover"
    assert (await marc.post(again, {"reason": ""})).status_code == 422
    assert (await marc.post(again, {"reason": "Leur compte est alimenté."})).status_code == 303
    assert (await recovery(scene)).failure is None
    await scene.work()
    assert (await recovery(scene)).failure == "balance_insufficient"
    await sound(scene)


async def test_of_one_that_is_lost_part_by_part_the_holder_owes_each(scene, bank, given_late, funded):
    """And it is gone with the last."""
    for cents, state in ((300_00, S.IN_FORCE), (200_00, S.IN_FORCE), (800_00, S.CHARGED_BACK)):
        await bank.disputes(funded[0], amount=cents)
        await bank.decides(funded[0], "lose")
        async with scene.house.database.reading() as db:
            assert (await db.get_one(Pledge, funded[0].id)).status is state
        await sound(scene)
    assert (await scene.balances())["campaign:…:to-recover"] == Money.of("1300")
    assert await letters(scene, "holder-owes") == 3
    async with scene.house.database.reading() as db:
        owed = (await db.exec(select(Recovery.amount_minor).order_by(Recovery.id))).all()
    assert owed == [300_00, 200_00, 800_00]


async def test_a_list_of_disputes_takes_as_many_questions_for_two_as_for_one(scene, bank, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    counts = []
    for _ in range(2):
        await bank.disputes(await scene.pledge(20))
        with counting_queries(scene.house) as asked:
            assert "disputed: answer it" in (await ines.get("/en/back-office/disputes")).text
        counts.append(len(asked))
    assert counts[0] == counts[1]


async def test_disputes_of_another_territory_are_not_shown(scene, bank, office, browser):
    await bank.disputes(await scene.pledge(20))
    solene = browser(ELSEWHERE)
    await solene.arrive("solene")
    await office.give_role("solene", Role.ACCOUNTANT, slug="val-clair")
    assert "No payment was disputed" in (await solene.get("/en/back-office/disputes")).text


async def test_a_warning_of_fraud_waits_for_a_person_until_the_pledge_is_given_back(scene, office):
    pledge = await scene.pledge(20, card=WARNING)
    await scene.house.desk.find_disputes(pledge.payment_id)
    ines = await office.enter("ines", Role.ACCOUNTANT)
    assert "Give these back before they are disputed" in (await ines.get("/en/back-office/disputes")).text
    await scene.take_back(pledge)
    assert "Give these back" not in (await ines.get("/en/back-office/disputes")).text
