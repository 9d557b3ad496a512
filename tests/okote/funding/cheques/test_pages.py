"""Giving by cheque, from the form to the holder, by the pages of donors and agents."""

import re
from html import unescape
from uuid import UUID

import pytest
from sqlmodel import col, select

from okote.funding.campaigns.models import Reward
from okote.funding.campaigns.rules import CampaignState
from okote.funding.cheques.models import Cheque
from okote.funding.conditions.rules import CURRENT
from okote.funding.terms.models import FundingTerms
from okote.identity.models import Role
from okote.platform.files.papers import PaperKind, paper_path
from okote.platform.mail.models import Mail
from payments.money import Money
from tests.okote.app_client import territory
from tests.okote.funding.closing.deadline import close, past_the_deadline, until_settled
from tests.okote.platform.files.test_papers import PDF

OFFICE = "/en/back-office/cheques"
ANNOUNCED = {
    "amount": "1 300",
    "drawer": "Camille Kern",
    "address": "2 rue Basse, Rivemont",
    "conditions": CURRENT.isoformat(),
}
PAPER = {
    "number": "7000123",
    "bank": "Banque du Quai",
    "written_on": "2026-03-01",
    "proof": "classeur 3",
}


@pytest.fixture
async def taking(scene):
    here = await territory(scene.house)
    async with scene.house.database.unit_of_work() as db:
        db.add(FundingTerms(territory_id=here.id, takes_cheques=True))
    return scene


@pytest.fixture
async def people(office):
    """Who gives, who receives, who confirms."""
    camille = await office.enter("camille")
    return camille, await office.enter("marc", Role.AGENT), await office.enter("lea", Role.ADMINISTRATOR)


async def the_cheque(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Cheque).order_by(col(Cheque.id).desc()).limit(1))).one()


async def announced(scene, camille, **changes):
    path = f"/en/campaigns/{scene.campaign.slug}/cheque"
    answer = await camille.post(path, ANNOUNCED | changes)
    return await the_cheque(scene), (await camille.follow(answer)).text


async def held(scene, people):
    """Announced, received by one, confirmed by another."""
    camille, marc, lea = people
    cheque, _ = await announced(scene, camille)
    await marc.follow(await marc.post(f"{OFFICE}/{cheque.id}/receive", {"amount": "1 300", **PAPER}))
    await lea.follow(await lea.post(f"{OFFICE}/{cheque.id}/confirm"))
    return cheque


async def letters(scene):
    await scene.work()
    async with scene.house.database.reading() as db:
        found = (await db.exec(select(Mail.key).order_by(col(Mail.id)))).all()
    return [key.partition(":")[0] for key in found if key.startswith(("cheque", "pledge"))]


async def test_an_address_is_read_line_by_line(scene, taking, people):
    camille, marc, _ = people
    cheque, _ = await announced(scene, camille, address="2 rue Basse\nRivemont")
    shown = (await marc.get(f"{OFFICE}/{cheque.id}")).text
    assert '<td class="lines">2 rue Basse\nRivemont</td>' in shown


async def test_a_cheque_makes_a_campaign_succeed_and_goes_to_its_holder(taking, people, office):
    camille, marc, lea = people
    path = f"/en/campaigns/{taking.campaign.slug}"
    assert f"{path}/cheque" in (await camille.get(f"{path}/pledge")).text
    cheque, slip = await announced(taking, camille)
    assert cheque.reference in slip
    assert "1 place du Quai, 67000 Rivemont" in slip
    assert cheque.reference in (await camille.get("/en/my/cheques")).text

    assert await letters(taking) == ["cheque-announced"]

    assert "If you give by cheque" in (await camille.get("/en/fees-and-refunds")).text
    found = await marc.follow(await marc.get(f"{OFFICE}?reference={cheque.reference.lower()}"))
    assert "Camille Kern" in found.text
    received = await marc.post(f"{OFFICE}/{cheque.id}/receive", {"amount": "1 300", **PAPER})
    assert "A second person confirms it" in (await marc.follow(received)).text
    assert "ask a second person" in (await marc.get(f"{OFFICE}/{cheque.id}")).text
    assert "can’t confirm it" in (await marc.post(f"{OFFICE}/{cheque.id}/confirm")).text
    assert (await office.waiting(lea))["cheques"] == 1
    await lea.follow(await lea.post(f"{OFFICE}/{cheque.id}/confirm"))
    for _ in range(2):
        await taking.pledge(1_300)
    shown = (await camille.get(path)).text
    assert "€3,900" in shown  # of residents
    assert "Camille Kern" not in shown
    assert "Take this contribution back" in (await camille.get("/en/my/pledges")).text

    await past_the_deadline(taking)
    await close(taking)
    for one, person in ((camille, "camille"), (marc, "marc"), (lea, "lea")):
        await one.arrive(person)  # anew: more days have passed than a session lasts
    assert (await taking.now()).state is CampaignState.FUNDED
    accounts = f"/en/back-office/closings/{taking.campaign.id}/accounts"
    told = unescape((await lea.get(accounts)).text)
    assert '<th scope="row">Contributions paid</th><td class="number">€2,600<' in told
    assert '<th scope="row">Held uncashed</th><td class="number"><b>€1,300<' in told.replace("\n", "")
    await marc.follow(await marc.post(f"{OFFICE}/{cheque.id}/bank"))
    await until_settled(taking)

    assert (await taking.now()).state is CampaignState.PAID_OUT
    await lea.arrive("lea")
    statement = (await lea.get(f"/en/back-office/campaigns/{taking.campaign.id}/statement")).text
    assert '<th scope="row">Cheques handed to the holder</th><td class="number">€1,300<' in statement
    assert (await taking.balances())["campaign:…:cheques-banked"] == Money.of(1_300)
    assert await taking.violations() == set()
    assert (await letters(taking))[:3] == ["cheque-announced", "cheque-received", "pledge-confirmed"]
    assert "cheque-banked" in await letters(taking)

    await marc.arrive("marc")
    await marc.follow(await marc.post(f"{OFFICE}/{cheque.id}/bounce", {"note": "Sans provision"}))
    assert "Sans provision" in (await marc.get(f"{OFFICE}/{cheque.id}")).text
    assert not [one for one in await taking.balances() if "cheques" in one]
    assert (await letters(taking)).count("cheque-bounced") == 2  # its donor, and the holder
    assert await taking.violations() == set()


async def test_a_cheque_is_given_back_where_the_campaign_fails(taking, people, office):
    _, marc, _ = people
    cheque = await held(taking, people)
    await taking.pledge(20)
    await past_the_deadline(taking)
    await close(taking)
    await until_settled(taking)
    assert (await taking.now()).state is CampaignState.REFUNDING  # until everyone has theirs back

    await marc.arrive("marc")
    assert (await office.waiting(marc))["cheques"] == 1
    empty = await marc.post(f"{OFFICE}/{cheque.id}/give-back", {"note": ""})
    assert empty.status_code == 422
    await marc.follow(await marc.post(f"{OFFICE}/{cheque.id}/give-back", {"note": "Par la poste"}))
    await close(taking)

    assert (await taking.now()).state is CampaignState.REFUNDED
    assert await taking.violations() == set()
    sent = await letters(taking)
    assert sent.count("cheque-given-back") == 1
    assert sent.count("pledge-refunded") == 1  # of the card


async def test_a_donor_takes_a_cheque_back_like_any_contribution(taking, people):
    camille, _, _ = people
    await held(taking, people)
    mine = (await camille.get("/en/my/pledges")).text
    (pledge,) = set(re.findall(r"/en/my/pledges/([0-9a-f-]{36})/cancel", mine))
    assert "We give your cheque back" in (await camille.get(f"/en/my/pledges/{pledge}/cancel")).text
    done = await camille.follow(await camille.post(f"/en/my/pledges/{pledge}/cancel"))
    assert "We give your cheque of €1,300 back" in done.text
    assert "We give your cheque back" in (await camille.get(f"/en/my/pledges/{pledge}")).text
    assert await taking.violations() == set()


async def test_what_can_t_be_read_is_told_beside_its_field_and_kept(taking, people):
    camille, marc, _ = people
    path = f"/en/campaigns/{taking.campaign.slug}/cheque"
    refused = await camille.post(path, {"amount": "a lot", "drawer": "=Camille <b>", "address": ""})
    assert refused.status_code == 422
    for said in ('id="amount-problem"', 'id="address-problem"', 'value="a lot"'):
        assert said in refused.text
    assert 'value="=Camille <b>"' in unescape(refused.text)

    refused = await camille.post(path, ANNOUNCED | {"conditions": ""})
    assert refused.status_code == 422
    assert 'id="conditions-problem"' in refused.text
    assert 'value="Camille Kern"' in refused.text

    refused = await marc.post(f"{OFFICE}/new", {"amount": "12", "drawer": "Jean Roth", "written_on": "x"})
    assert refused.status_code == 422
    for name in ("campaign", "address", "number", "bank", "written_on", "proof"):
        assert f'id="{name}-problem"' in refused.text
    assert 'value="Jean Roth"' in refused.text

    brought = {"campaign": str(taking.campaign.id), **ANNOUNCED, **PAPER, "email": "jean@example.test"}
    entered = await marc.follow(await marc.post(f"{OFFICE}/new", brought))
    assert "A second person confirms it" in entered.text
    cheque = await the_cheque(taking)
    again = await marc.post(f"{OFFICE}/{cheque.id}/receive", {"amount": "12", **PAPER})
    assert again.status_code == 422
    assert "already gone on" in again.text


COMPANY = {
    "for-body": "yes",
    "body-name": "Cuisines du <Ried>",
    "body-form": "SARL",
    "body-identifier": "000 000 019",
}


async def visits(campaign, house):
    """A reward of which there is one."""
    about = {"starts_at_minor": 20_00, "value_minor": 5_00, "month": campaign.last_day.replace(day=1)}
    async with house.database.unit_of_work() as db:
        made = Reward(campaign_id=campaign.id, position=0, title="Une visite", units=1, **about)
        db.add(made)
    return made.id


async def test_a_company_announces_a_cheque_and_agents_see_whose_it_is(taking, people):
    camille, marc, _ = people
    path = f"/en/campaigns/{taking.campaign.slug}/cheque"
    refused = await camille.post(path, ANNOUNCED | COMPANY)
    assert refused.status_code == 422
    for name in ("body-name", "body-identifier", "body-binds"):
        assert f'id="{name}-problem"' in refused.text
    assert 'value="000 000 019"' in refused.text
    right = COMPANY | {"body-name": "Cuisines du Ried", "body-identifier": "000 000 018", "body-binds": "yes"}
    right |= {"reward": str(await visits(taking.campaign, taking.house))}
    cheque, slip = await announced(taking, camille, **right)
    listed = (await marc.get(f"{OFFICE}/{cheque.id}")).text
    for shown in (slip, listed):
        assert "Cuisines du Ried, SARL, 000\u202f000\u202f018" in shown
        assert "Une visite, kept until" in shown

    gone = await camille.post(path, ANNOUNCED | {"reward": right["reward"], "drawer": "Ada <Kern>"})
    assert (gone.status_code, 'id="reward-problem"' in gone.text) == (422, True)
    assert 'value="Ada <Kern>"' in unescape(gone.text)

    brought = {"campaign": str(taking.campaign.id), **ANNOUNCED, **PAPER, **COMPANY}
    refused = await marc.post(f"{OFFICE}/new", brought)
    assert (refused.status_code, 'id="body-binds-problem"' in refused.text) == (422, True)
    await marc.follow(await marc.post(f"{OFFICE}/new", brought | right))
    assert await taking.violations() == set()


async def test_where_none_are_taken_nothing_offers_them(scene, office):
    camille = await office.enter("camille")
    path = f"/en/campaigns/{scene.campaign.slug}"
    assert "/cheque" not in (await camille.get(f"{path}/pledge")).text
    assert "cheque" not in (await camille.get("/en/fees-and-refunds")).text
    for answer in (await camille.get(f"{path}/cheque"), await camille.post(f"{path}/cheque", ANNOUNCED)):
        assert answer.status_code == 422
        assert "Cheques are not taken here" in answer.text
    assert (await camille.get(OFFICE)).status_code == 403


async def test_what_takes_two_people_says_so_before_and_while_it_waits(taking, people):
    camille, marc, lea = people
    cheque, _ = await announced(taking, camille)
    here = f"{OFFICE}/{cheque.id}"
    await lea.post("/en/back-office/approvals/sum", {"above": "100"})
    await marc.post(f"{here}/receive", {"amount": "1 300", **PAPER})
    assert "This sum takes two people" in (await marc.get(here)).text
    sent = await marc.follow(await marc.post(f"{here}/give-back", {"note": "Non signé"}))
    assert "Someone else has to approve it now" in sent.text
    shown = (await lea.get(here)).text
    assert ("Somebody has asked for it." in shown, 'action="/en/back-office/cheques' in shown) == (True, True)
    assert "/give-back" not in shown
    link = shown.split('href="/en/back-office/approvals/')[1].split('"')[0]
    asked = unescape((await lea.get(f"/en/back-office/approvals/{link}")).text)
    assert "received, to be confirmed → given back" in asked
    assert (await lea.post(f"/en/back-office/approvals/{link}/approve", {"answer": ""})).status_code == 303
    assert (await the_cheque(taking)).state == "given_back"


async def test_a_scan_is_kept_by_those_who_keep_cheques(taking, people, office):
    """Neither its donor nor another territory's address reads it; a second one is no other cheque's."""
    camille, marc, lea = people
    cheque, _ = await announced(taking, camille)
    here = f"{OFFICE}/{cheque.id}"
    assert (await office.send(marc, f"{here}/scans", {}, PDF, field="scan")).status_code == 422
    await marc.post(f"{here}/receive", {"amount": "1 300", **PAPER})
    for data, status in ((b"", 422), (b"MZ\x90", 422), (PDF, 303)):
        assert (await office.send(marc, f"{here}/scans", {}, data, field="scan")).status_code == status
    link = (await lea.get(here)).text.split(f'href="{here}/scans/')[1].split('"')[0]
    scan = await lea.get(f"{here}/scans/{link}")
    assert (scan.content, scan.headers["content-type"]) == (PDF, "application/pdf")
    assert scan.headers["content-disposition"].startswith("attachment")
    assert (await camille.get(f"{here}/scans/{link}")).status_code == 403
    assert (await office.send(camille, f"{here}/scans", {}, PDF, field="scan")).status_code == 403
    other, _ = await announced(taking, camille)
    assert (await lea.get(f"{OFFICE}/{other.id}/scans/{link}")).status_code == 404
    paper_path(office.house.settings.uploads_folder, UUID(link), PaperKind.PDF).unlink()
    assert (await lea.get(f"{here}/scans/{link}")).status_code == 404
    assert await taking.violations() == set()
