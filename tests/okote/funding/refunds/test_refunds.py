"""From a refund that no bank took to a transfer that its donor has, by the pages of both sides."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.refunds.rules import BankRefundState
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from okote.privacy.jobs import forget_all
from payments.money import Money
from payments.operations.models import Payment
from tests.okote.app_client import WHY
from tests.okote.funding.closing.deadline import close, everything_holds
from tests.okote.funding.refunds.returned import ANOTHER, HERE, IBAN, OFFICE

__all__ = ["everything_holds"]

S = BankRefundState
TWENTY = Money.of(20)


async def test_a_donor_names_an_account_and_has_the_money_in_the_end(returned):
    scene = returned.scene
    assert (await scene.balances())["campaign:…:owed-to-donors"] == -TWENTY
    assert "Name my account" in (await returned.donor.get("/en/my/pledges")).text
    assert (await returned.name()).status_code == 303

    refund = await returned.refund()
    assert (refund.state, refund.masked) == (S.READY, "FR•• •••• 2606")
    assert b"2606" not in refund.details
    again = (await returned.donor.get(await returned.path())).text
    assert "FR•• •••• 2606" in again
    assert "3M02" not in again
    assert (await returned.name(ANOTHER)).status_code == 303
    assert (await returned.refund()).masked == "DE•• •••• 3000"

    assert (await returned.prepare()).status_code == 303
    content = await returned.fetch()
    assert content.headers["cache-control"] == "no-store"
    assert ANOTHER in content.text
    assert "<NbOfTxs>1</NbOfTxs><CtrlSum>20.00</CtrlSum>" in content.text
    fromstring(content.text)  # noqa: S314 (our own)
    assert (await returned.pay()).status_code == 303
    assert (await returned.pay()).status_code == 303

    assert await returned.status() is PledgeStatus.REFUNDED
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    balances = await scene.balances()
    assert balances["operator:bank"] == -TWENTY
    assert await scene.held_by_stripe() == balances["stripe:balance"]
    assert not [one for one in balances if one.startswith("campaign:")]
    assert await returned.letters() == ["bank-refund-asked", "bank-refund-paid"]
    assert "Our bank transferred it to you on" in (await returned.donor.get("/en/my/pledges")).text


async def test_no_letter_holds_an_account_or_leads_to_where_one_is_typed(returned, house):
    assert (await returned.name()).status_code == 303
    await returned.letters()
    async with house.database.reading() as db:
        texts = [f"{one.text} {one.html}" for one in await db.exec(select(Mail).order_by(Mail.id))]
    assert any("Never send bank details by mail" in text or "N’envoyez jamais" in text for text in texts)
    assert not any("/my/refunds" in text or "2606" in text for text in texts)


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"name": "Camille Kern", "iban": "FR14 2004 1010 0505 0001 3M02 607"}, "not an account number"),
        ({"name": "Camille Kern", "iban": "SA0380000000608010167519"}, "euro payments area"),
        ({"name": "", "iban": IBAN}, "name"),
        ({"name": "Camille <b>Kern</b>" + "é" * 90, "iban": IBAN}, "name"),
        ({"name": "Camille Kern", "iban": ""}, "iban"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(returned, typed, beside):
    answer = await returned.donor.post(await returned.path(), typed)
    assert answer.status_code in {200, 422}
    assert beside in answer.text
    for value in typed.values():
        assert value.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in answer.text
    assert (await returned.refund()).state is S.ASKED


async def test_who_has_not_just_signed_in_does_so_again(returned):
    await returned.scene.move_clock(minutes=16)
    path = await returned.path()
    shown = (await returned.donor.get(path)).text
    assert "Sign in again" in shown
    assert 'name="iban"' not in shown
    left = await returned.donor.post(f"{path}/sign-in")
    assert left.headers["location"].endswith(f"/en/sign-in?next=/en{path.removeprefix('/en')}")
    assert (await returned.donor.get(path)).status_code == 303
    await returned.donor.sign_in("camille", path)
    assert 'name="iban"' in (await returned.donor.get(path)).text


async def test_what_was_being_typed_is_taken_for_an_hour(returned):
    await returned.scene.move_clock(minutes=50)
    assert (await returned.name()).status_code == 303
    await returned.scene.move_clock(minutes=20)
    assert (await returned.name(ANOTHER)).status_code == 200
    assert (await returned.refund()).masked == "FR•• •••• 2606"


async def test_nobody_else_sees_or_names_it(returned, browser):
    stranger = browser()
    await stranger.arrive("lea")
    path = await returned.path()
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(path, {"name": "Léa", "iban": IBAN})).status_code == 404
    assert (await returned.refund()).state is S.ASKED


async def test_an_account_is_fixed_once_it_is_in_a_file_and_free_again_once_that_is_thrown_away(returned):
    await returned.name()
    await returned.prepare()
    late = await returned.name(ANOTHER)
    assert "too late" in late.text
    order = await returned.order()
    assert (await returned.office.post(f"{HERE}/files/{order.id}/drop")).status_code == 303
    assert (await returned.fetch()).status_code in {404, 409, 422}
    assert (await returned.refund()).state is S.READY
    assert (await returned.name(ANOTHER)).status_code == 303
    await returned.prepare()
    assert ANOTHER in (await returned.fetch()).text


async def test_a_file_waits_for_a_second_person_and_nothing_is_noted_before(returned, browser, give_role):
    second = browser()
    await second.arrive("lea")
    await give_role("lea", Role.ADMINISTRATOR)
    await second.post("/en/back-office/approvals/sum", {"above": "10"})
    await returned.name()
    await returned.prepare()
    assert (await returned.fetch()).status_code in {409, 422}
    assert (await returned.pay()).status_code != 303
    assert await returned.status() is PledgeStatus.REFUNDING
    listed = (await second.get("/en/back-office/approvals")).text
    link = listed.split('href="/en/back-office/approvals/')[1].split('"')[0]
    await second.post(f"/en/back-office/approvals/{link}/approve", {"answer": "Vu"})
    assert IBAN.replace(" ", "") in (await returned.fetch()).text
    assert (await returned.pay()).status_code == 303


async def test_a_transfer_that_comes_back_is_owed_again_and_its_donor_asked_anew(returned):
    scene = returned.scene
    await returned.name()
    await returned.prepare()
    await returned.pay()
    await close(scene)
    assert (await returned.comes_back()).status_code == 303
    assert await returned.status() is PledgeStatus.REFUNDING
    assert (await scene.now()).state is CampaignState.REFUNDING
    balances = await scene.balances()
    assert balances["campaign:…:owed-to-donors"] == -TWENTY
    assert "operator:bank" not in balances
    refund = await returned.refund()
    assert (refund.state, refund.details, refund.code) == (S.ASKED, None, "transfer_returned")

    asked_twice = ["bank-refund-asked", "bank-refund-paid", "bank-refund-asked"]
    assert await returned.letters() == asked_twice
    await returned.name(ANOTHER)
    await returned.prepare()
    await returned.pay(reference="VIR 0043")
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED
    assert await returned.letters() == [*asked_twice, "bank-refund-paid"]


async def test_one_that_the_bank_never_sent_is_asked_for_anew(returned):
    await returned.name()
    await returned.prepare()
    assert (await returned.comes_back()).status_code == 303
    assert (await returned.refund()).state is S.ASKED


async def test_the_accounts_of_a_campaign_tell_what_goes_by_transfer(returned):
    """What is owed is left until the bank has paid it; then its donor has it, and the fee is lost."""
    page = f"/en/back-office/closings/{returned.scene.campaign.id}/accounts"
    fees = "/en/back-office/ledger/fees"
    owed = (await returned.office.get(page)).text
    assert "Donors are owed €20 that no refund brought them" in owed
    assert '<th scope="row">Left</th><td class="number"><b>€20</b>' in owed
    assert "Donors could still have" not in owed
    await returned.name()
    await returned.prepare()
    await returned.pay()
    paid = (await returned.office.get(page)).text
    assert '<th scope="row">Given back to donors</th><td class="number">-€20<' in paid
    assert "Nothing is left" in paid
    listed = (await returned.office.get(fees)).text
    assert re.search(r"La conserverie.*?€20<.*?€0\.55<", listed, re.DOTALL)


async def test_there_is_one_way_only(returned, give_role):
    """Stripe is neither offered nor asked again."""
    await give_role("yanis", Role.ADMINISTRATOR)
    listed = (await returned.office.get("/en/back-office/pledges")).text
    again = f"/en/back-office/pledges/{returned.pledge.id}/refund"
    assert again not in listed
    assert "Refunds that failed" not in listed
    assert 'small" href="/en/back-office/refunds"' in listed
    refused = await returned.office.post(again, WHY)
    assert (refused.status_code, "card takes no refund" in refused.text) == (422, True)
    assert (await returned.refund()).state is S.ASKED


async def disputed(returned, **said) -> None:
    """The donor's bank takes what we are about to transfer."""
    scene = returned.scene
    async with scene.house.database.reading() as db:
        payment = await db.get_one(Payment, returned.pledge.payment_id)
    await scene.stripe.control.post(f"charges/{payment.charge_id}/dispute", **said)
    await scene.house.desk.find_disputes(payment.id)
    await scene.work()


async def test_what_a_dispute_withdraws_from_a_file_is_recalled_by_hand(returned):
    await returned.name()
    await returned.prepare()
    assert "recall" not in (await returned.office.get(HERE)).text
    await disputed(returned)
    refund = await returned.refund()
    assert (refund.state, refund.details, refund.order_id) == (S.WITHDRAWN, None, None)
    assert "campaign:…:owed-to-donors" not in await returned.scene.balances()
    shown = (await returned.office.get(HERE)).text
    assert "1 transfer of €20 has been withdrawn" in shown
    assert "have your bank recall it" in shown
    assert "Fetch the file" not in shown
    assert (await returned.fetch()).status_code == 422
    assert (await returned.pay()).status_code != 303


async def test_a_donor_who_names_no_account_is_reminded_twice_and_the_money_stays_theirs(returned):
    scene, told = returned.scene, ["bank-refund-asked"]
    for days, more in (
        (13, []),
        (2, ["bank-refund-reminded"]),
        (46, ["bank-refund-reminded-last"]),
        (300, []),
    ):
        await scene.move_clock(days=days)
        async with scene.house.database.unit_of_work() as db:
            await db.defer("funding.refunds", timestamp=0)
        await scene.work()
        told += more
        assert await returned.letters() == told
    await returned.office.arrive("yanis")
    shown = (await returned.office.get(HERE)).text
    assert "never income" in shown
    assert ">361<" in shown
    assert (await scene.balances())["campaign:…:owed-to-donors"] == -TWENTY


async def test_an_account_is_forgotten_sixty_days_after_it_was_paid(returned, house):
    await returned.name()
    await returned.prepare()
    await returned.pay()
    for days, known in ((59, True), (2, False)):
        await returned.scene.move_clock(days=days)
        await forget_all(house)
        refund = await returned.refund()
        assert (refund.details is not None, refund.masked is not None) == (known, known)
    assert (refund.reference, refund.state) == ("VIR 0042", S.PAID)


@pytest.mark.parametrize(
    "typed", [{**OFFICE, "iban": "DE00"}, {**OFFICE, "name": ""}, {**OFFICE, "execute_on": "morgen"}]
)
async def test_a_file_needs_an_account_to_be_paid_from(returned, typed):
    await returned.name()
    answer = await returned.office.post(HERE, typed)
    assert answer.status_code != 303
    assert 'value="Association' in answer.text or typed["name"] == ""
    assert (await returned.refund()).state is S.READY


@pytest.mark.parametrize("told", [{"on": "2099-01-01"}, {"on": "gestern"}, {"reference": ""}])
async def test_what_the_bank_did_is_noted_by_its_statement_alone(returned, told):
    await returned.name()
    await returned.prepare()
    assert (await returned.pay(**told)).status_code != 303
    assert (await returned.refund()).state is S.ORDERED


async def test_what_failed_before_anybody_asked_is_taken_up(returned):
    scene = returned.scene
    async with scene.house.database.unit_of_work() as db:
        from sqlmodel import delete

        from okote.funding.pledges.events import RefundSuperseded
        from okote.funding.refunds.models import BankRefund
        from okote.funding.refunds.service.asking import on_superseded

        await on_superseded(db, RefundSuperseded(returned.pledge.id, returned.pledge.campaign_id))
        await db.flush()
        await db.exec(delete(BankRefund))
    assert "refund-that-failed-is-owed-once" in await scene.violations()
    async with scene.house.database.unit_of_work() as db:
        await db.defer("funding.refunds", timestamp=0)
    await scene.work()
    assert (await returned.refund()).state is S.ASKED
