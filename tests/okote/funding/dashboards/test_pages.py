"""Holders see how their campaign stands, as far as donors show it; coaches what is being prepared."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.dashboards.queries import came_in, facts_of, touched
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role
from okote.platform.mail.models import Mail, MailRefusal
from payments.money import Money
from tests.okote.app_client import person_id
from tests.okote.funding.clocks import PARIS


@pytest.fixture
async def nadia(office, scene):
    return await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)


@pytest.fixture
def here(scene):
    return f"/en/back-office/campaigns/{scene.campaign.id}"


async def fund(scene):
    async with scene.house.database.unit_of_work() as db:
        campaign = await db.get_one(Campaign, scene.campaign.id)
        campaign.state = CampaignState.FUNDED
        step = {"state": CampaignState.FUNDED, "actor": Actor.RULE}
        db.add(CampaignStep(campaign_id=campaign.id, at=await db.now(), **step))


async def test_the_holder_sees_what_came_and_no_hidden_name(nadia, office, scene, house, here):
    pledge = await scene.pledge(20)
    async with house.database.unit_of_work() as db:
        shown = await db.get_one(Pledge, pledge.id)
        shown.public_name, shown.amount_shown = "Louise Amsel", False
    page = unescape((await nadia.get(f"{here}/standing")).text)
    assert ("What residents gave, by day" in page, "Louise Amsel" in page) == (True, False)
    assert page.count("€20") >= 3
    statement = (await nadia.get(f"{here}/statement")).text
    assert "Contributions paid" in statement
    table = (await nadia.get(f"{here}/statement.csv")).text.splitlines()
    assert table[1] == "Contributions paid,,20.00"
    yanis = await office.enter("yanis", Role.HOLDER, scope=(await office.holder()).id)
    for page in ("standing", "statement", "statement.csv", "thanks", "rewards", "rewards/list.csv"):
        assert (await yanis.get(f"{here}/{page}")).status_code == 403


async def test_one_donor_is_thanked_by_mail_for_what_they_show(nadia, scene, house, here):
    pledge = await scene.pledge(20)
    async with house.database.unit_of_work() as db:
        shown = await db.get_one(Pledge, pledge.id)
        shown.public_name, shown.name_shown, shown.message = "Ada <K>", True, "Bravo !"
    page = (await nadia.get(f"{here}/standing")).text
    assert "Thank Ada &lt;K&gt;" in page
    assert str(pledge.id) not in page
    (handle,) = re.findall(r"/thanks/([0-9a-f-]{36})", page)
    refused = await nadia.post(f"{here}/thanks/{handle}", {"body": "x" * 1_001})
    assert (refused.status_code, "x" * 1_001 in refused.text) == (422, True)
    sent = await nadia.post(f"{here}/thanks/{handle}", {"body": "Merci <Ada> !"})
    assert "Thanked on" in (await nadia.follow(sent)).text
    again = await nadia.post(f"{here}/thanks/{handle}", {"body": "Merci encore"})
    assert (again.status_code, "thanked for it already" in again.text) == (422, True)
    await scene.work()
    async with house.database.reading() as db:
        found = await db.exec(select(Mail).where(Mail.key.startswith("donor-thanked")))
        (letter,) = found.all()
    assert ("Merci <Ada> !" in letter.text, "Merci &lt;Ada&gt; !" in letter.html) == (True, True)
    assert letter.unsubscribe is not None
    assert await scene.violations() == set()


async def test_all_who_gave_are_thanked_but_for_those_who_want_no_such_mail(
    nadia, office, scene, house, here, identity_provider
):
    for _ in range(2):
        await scene.pledge(20)
    async with house.database.unit_of_work() as db:
        wants_none = (await db.exec(select(Pledge.person_id).order_by(Pledge.id).limit(1))).one()
        db.add(MailRefusal(person_id=wants_none, kind="thanks", since=await db.now()))
    camille = await office.enter("camille")
    await camille.post(f"{scene.path}/follow")
    assert (await nadia.post(f"{here}/thanks", {"body": "Merci"})).status_code == 422
    await fund(scene)
    assert "Thank all who gave." in (await nadia.get(f"{here}/standing")).text
    too_long = "x" * 2_001
    refused = await nadia.post(f"{here}/thanks", {"body": too_long})
    assert (refused.status_code, too_long in refused.text) == (422, True)
    assert (await nadia.post(f"{here}/thanks", {"body": "Merci à <vous>.\n\nNadia"})).status_code == 303
    assert "Merci à <vous>." in unescape((await nadia.get(f"{here}/thanks")).text)
    await scene.work()
    async with house.database.reading() as db:
        sent = (await db.exec(select(Mail).where(Mail.key.startswith("thanks:")))).all()
    assert [letter.person_id == wants_none for letter in sent] == [False]
    assert "Merci à <vous>." in sent[0].text


async def test_a_coach_sees_what_each_lacks_and_the_last_act(office, house, identity_provider):
    lea = await office.enter("lea", Role.AGENT)
    campaign = await office.campaign(lea, await office.holder(), title="Un four à pain")
    paul = await office.enter("paul", Role.COACH)
    page = unescape((await paul.get("/en/back-office/coaching")).text)
    assert ("Un four à pain" in page, "Tell the story of the project." in page) == (True, True)
    async with house.database.reading() as db:
        for who, mine in (("lea", True), ("paul", False)):
            known = await person_id(house, identity_provider, who)
            assert (await touched(db, [campaign.id], known))[campaign.id].mine is mine


async def test_what_came_in_is_told_by_the_days_of_the_place(db, live_campaign, someone):
    at = live_campaign.opens_at
    moments = (at, at + timedelta(hours=23, minutes=59), at + timedelta(days=1))
    for moment, payment in zip(moments, (uuid4(), uuid4(), None), strict=True):
        donor = await someone()
        db.add(
            Pledge(
                territory_id=live_campaign.territory_id,
                campaign_id=live_campaign.id,
                person_id=donor.person.id,
                form_token=uuid4(),
                payment_id=payment,
                status=PledgeStatus.IN_FORCE,
                amount_minor=20_00,
                language="fr",
                thanks_hash=uuid4().bytes * 2,
                created_at=moment,
                paid_at=moment,
            )
        )
    await db.flush()
    came = await came_in(db, live_campaign.id, PARIS)
    first = at.astimezone(PARIS).date()
    assert [(one.day - first, one.pledges, one.amount) for one in came.days] == [
        (timedelta(0), 2, Money.of(40)),
        (timedelta(1), 1, Money.of(20)),
    ]
    assert (came.own, came.bodies, came.cheques) == (Money.of(40), Money.of(0), Money.of(20))
    facts = await facts_of(db, live_campaign, missing=0, since=at)
    assert (facts.quiet, facts.thanked, facts.questions) == (await db.now() - at, False, 0)
