"""Holders hear in their own language what becomes of their offer, and partners what it frees."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import CampaignStep
from okote.funding.letters import service
from okote.funding.matching.models import SignedCommitment
from okote.identity.models import Role
from okote.platform.clock import set_offset
from okote.platform.mail.models import Mail
from payments.money import Money

PLACE = "/en/back-office/campaigns"


@pytest.fixture
async def nadia(office, holder):
    return await office.enter("nadia", Role.HOLDER, scope=holder.id)


@pytest.fixture
async def holder(office):
    return await office.holder(language="de")


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


@pytest.fixture
async def submitted(office, nadia, holder):
    campaign = await office.campaign(nadia, holder)
    await office.write(nadia, campaign)
    await nadia.post(f"{PLACE}/{campaign.id}/submit", {"version": "1"})
    return campaign


async def written(office):
    """Every letter in the outbox, in the order in which it was written."""
    await office.work()
    async with office.house.database.reading() as db:
        return (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()


async def test_what_is_sent_back_says_why(office, ines, submitted):
    await ines.post(f"{PLACE}/{submitted.id}/send-back", {"reason": "Le budget <est> vague."})

    (letter,) = await written(office)

    assert letter.recipient == "bonjour@bocaux.test"
    assert letter.subject == "Ihre Kampagne „La conserverie du quai“ braucht noch Änderungen"
    assert "Le budget <est> vague." in letter.text
    assert "Le budget &lt;est&gt; vague." in letter.html
    assert f"/de/back-office/campaigns/{submitted.id}/edit" in letter.text


async def test_what_is_approved_says_when_it_opens_and_then_that_it_did(office, ines, submitted):
    await ines.post(f"{PLACE}/{submitted.id}/approve", {"version": "1"})
    (approved,) = await written(office)
    assert approved.subject.endswith("ist freigegeben")
    campaign = await office.now(submitted)
    assert str(campaign.opens_at.year) in approved.text

    async with office.house.database.unit_of_work() as db:
        await set_offset(db, campaign.opens_at - await db.now() + timedelta(minutes=1))
    await office.open_due()
    opened = (await written(office))[-1]
    assert opened.subject == "Ihre Kampagne „La conserverie du quai“ hat begonnen"
    assert f"/de/campaigns/{campaign.slug}" in opened.text


async def test_what_missed_its_last_day_asks_for_other_dates(office, ines, submitted):
    await ines.post(f"{PLACE}/{submitted.id}/approve", {"version": "1"})
    campaign = await office.now(submitted)
    async with office.house.database.unit_of_work() as db:
        await set_offset(db, campaign.period.ends_at - await db.now())
    await office.open_due()
    letter = (await written(office))[-1]
    assert letter.subject == "Ihre Kampagne „La conserverie du quai“ braucht noch Änderungen"
    assert "neue Daten" in letter.text
    assert "Wir haben Ihre Kampagne gelesen" not in letter.text


async def test_what_was_taken_back_meanwhile_is_not_announced(office, nadia, ines, submitted):
    await ines.post(f"{PLACE}/{submitted.id}/approve", {"version": "1"})
    await nadia.post(f"{PLACE}/{submitted.id}/take-back")
    assert await written(office) == []


def promised_from(envelope):
    return {"envelope": str(envelope.id), "rule": "per_euro", "rate": "1", "ceiling": "5000"}


async def test_what_is_changed_of_a_commitment_is_told_to_both_sides_and_who_withdrew_is_left_alone(
    office, ines, submitted
):
    partner = await office.partner()
    envelope = await office.envelope(partner)
    hugo = await office.enter("hugo", Role.PARTNER, scope=partner.id)
    await ines.post(f"{PLACE}/{submitted.id}/commitments", promised_from(envelope))
    async with office.house.database.reading() as db:
        signed = (await db.exec(select(SignedCommitment.id))).one()
    await hugo.post(f"/en/back-office/commitments/{signed}", {"ceiling": "6000", "reason": "Un vote."})
    letters = {letter.recipient: letter for letter in await written(office)}
    told = letters["finances@region.test"].text
    assert ("agit en votre nom" in told, "administration" in told) == (True, False)
    assert [sum_ in " ".join(told.split()) for sum_ in ("5 000", "6 000", "Un vote.")] == [True] * 3
    await ines.post(f"/en/back-office/commitments/{signed}/withdraw", {"withdrawal": "Plus de <budget>."})

    letters = {letter.recipient: letter for letter in (await written(office))[2:]}

    letter = letters["bonjour@bocaux.test"]
    assert "hat seine Zusage geändert" in letter.subject
    assert ("6.000" in letter.text, "Plus de <budget>." in letter.text) == (True, True)
    told = letters["finances@region.test"]
    assert ("administration" in told.text, "agit en votre nom" in told.text) == (True, False)
    assert "Plus de <budget>." in told.text
    await ines.post(f"{PLACE}/{submitted.id}/cancel", {"cancel_reason": "Projet retiré"})
    assert {letter.recipient for letter in (await written(office))[4:]} == {"bonjour@bocaux.test"}


async def test_what_is_cancelled_is_told_to_the_holder_and_frees_its_partners(office, ines, submitted):
    partner = await office.partner()
    envelope = await office.envelope(partner)
    await ines.post(f"{PLACE}/{submitted.id}/commitments", promised_from(envelope))

    await ines.post(f"{PLACE}/{submitted.id}/cancel", {"cancel_reason": "Projet retiré"})

    letters = {letter.recipient: letter for letter in await written(office)}
    assert set(letters) == {"bonjour@bocaux.test", "finances@region.test"}
    assert "Projet retiré" in letters["bonjour@bocaux.test"].text
    freed = office.house.renderer.wording("fr", "Europe/Paris").money(Money.of("5000"))
    assert freed in letters["finances@region.test"].text


async def test_a_letter_is_written_once_whatever_is_repeated(office, ines, submitted):
    await ines.post(f"{PLACE}/{submitted.id}/cancel", {"cancel_reason": "Projet retiré"})
    (letter,) = await written(office)
    async with office.house.database.reading() as db:
        step = (await db.exec(select(CampaignStep.id).where(CampaignStep.state == "cancelled"))).one()
    await service.write(office.house, "campaign-cancelled", step)
    assert [one.id for one in await written(office)] == [letter.id]
