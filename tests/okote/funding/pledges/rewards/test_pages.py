"""From the choice while giving to what the holder has sent."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep, Reward
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.pledges.models import Pledge
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.okote.funding.showcase.test_pages import hidden


@pytest.fixture
async def jar(scene, house):
    async with house.database.unit_of_work() as db:
        made = Reward(
            campaign_id=scene.campaign.id,
            position=0,
            title="Un bocal de <tomates>",
            starts_at_minor=20_00,
            value_minor=5_00,
            units=1,
            month=scene.campaign.last_day.replace(day=1),
            needs_address=True,
        )
        db.add(made)
    return made


@pytest.fixture
def path(scene):
    return f"/en/campaigns/{scene.campaign.slug}"


def read(answer):
    return unescape(answer.text)


async def given(scene):
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Pledge))).one()


async def letter(scene, kind):
    await scene.work()
    async with scene.house.database.reading() as db:
        found = await db.exec(select(Mail).where(Mail.key.startswith(kind)))
        return found.one().text


async def fund(scene):
    """As the rule would have it."""
    async with scene.house.database.unit_of_work() as db:
        campaign = await db.get_one(Campaign, scene.campaign.id)
        campaign.state = CampaignState.FUNDED
        step = {"state": CampaignState.FUNDED, "actor": Actor.RULE}
        db.add(CampaignStep(campaign_id=campaign.id, at=await db.now(), **step))


async def test_it_is_chosen_said_where_and_sent(office, browser, scene, house, jar, path):
    camille = await office.enter("camille")
    assert "Un bocal de <tomates>" in read(await browser().get(path))
    typed = {"amount": "20", "reward": str(jar.id)}
    step = await camille.get(f"{path}/pledge?{urlencode(typed)}")
    assert f'name="reward" value="{jar.id}" checked' in step.text
    check = await camille.get(f"{path}/pledge/check?{urlencode(typed)}")
    assert "Un bocal de <tomates>" in read(check)
    paid = await camille.post(f"{path}/pledge", hidden(check.text))
    assert "all of them are taken" in read(await browser().get(path))
    await scene.stripe.control.pay(paid.headers["location"].rpartition("/")[2])
    pledge = await given(scene)
    await house.desk.refresh(pledge.payment_id)
    assert "Say for whom it is" in await letter(scene, "pledge-confirmed")

    here = f"/en/my/pledges/{pledge.id}/reward"
    assert here in (await camille.get("/en/my/pledges")).text
    wrong = {"recipient": "", "address": "1 quai <des> Tonneliers"}
    refused = await camille.post(here, wrong)
    assert (refused.status_code, wrong["address"] in read(refused)) == (422, True)
    where = {"recipient": '=HYPERLINK("x")', "address": "1 quai\r\n67000 Rivemont"}
    assert (await camille.post(here, where)).status_code == 303

    nadia = await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    owed = f"/en/back-office/campaigns/{scene.campaign.id}/rewards"
    assert "HYPERLINK" not in (await nadia.get(owed)).text
    assert (await nadia.get(f"{owed}/list.csv")).status_code == 422
    await fund(scene)
    assert "67000 Rivemont" in (await nadia.get(owed)).text
    assert """"'=HYPERLINK(""x"")",""" in (await nadia.get(f"{owed}/list.csv")).text
    for ticked in ({}, {"sent": "nonsense"}, {"sent": str(pledge.id)}):
        assert (await nadia.post(f"{owed}/sent", ticked)).status_code == 303
    assert "67000 Rivemont" in (await nadia.get(f"{owed}?sent=true")).text
    assert "Un bocal" in await letter(scene, "reward-sent")
    assert "Sent on" in (await camille.get("/en/my/pledges")).text
    assert (await camille.post(here, where)).status_code == 422
    assert await scene.violations() - {"closing-says-what-was-decided"} <= {
        name for name in await scene.violations() if name.startswith(("closing", "campaign"))
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "19"}, "This reward is for those who give €20 or more."),
        ({"amount": "20", "reward": "nonsense"}, "The last one of these was just chosen by somebody else."),
    ],
)
async def test_what_can_not_be_chosen_is_said_beside_it_and_nothing_is_lost(office, path, jar, typed, said):
    camille = await office.enter("camille")
    sent = urlencode({"reward": str(jar.id), "message": "Bravo", **typed})
    for step in ("you", "check"):
        refused = await camille.get(f"{path}/pledge/{step}?{sent}")
        assert (refused.status_code, said in read(refused)) == (422, True)
        assert f'value="{typed["amount"]}"' in refused.text
        assert 'name="message" value="Bravo"' in refused.text


async def test_the_last_one_is_gone_between_two_pages(office, scene, path, jar):
    camille, yanis = await office.enter("camille"), await office.enter("yanis")
    typed = urlencode({"amount": "20", "reward": str(jar.id)})
    checks = [await one.get(f"{path}/pledge/check?{typed}") for one in (camille, yanis)]
    assert (await camille.post(f"{path}/pledge", hidden(checks[0].text))).status_code == 303
    late = await yanis.post(f"{path}/pledge", hidden(checks[1].text))
    assert (late.status_code, "just chosen by somebody else" in read(late)) == (422, True)


async def test_whoever_wants_none_any_more_leaves_it_to_others(office, scene, path, jar):
    camille = await office.enter("camille")
    check = await camille.get(f"{path}/pledge/check?{urlencode({'amount': '20', 'reward': str(jar.id)})}")
    await camille.post(f"{path}/pledge", hidden(check.text))
    here = f"/en/my/pledges/{(await given(scene)).id}/reward"
    assert (await camille.post(f"{here}/give-up")).status_code == 303
    assert "1 left" in read(await camille.get(path))
    assert "You gave it up." in read(await camille.get(here))
    assert (await camille.post(f"{here}/give-up")).status_code == 422


ROW = {
    "rewards": "1",
    "reward-0-title": "Un bocal",
    "reward-0-starts-at": "20",
    "reward-0-value": "5",
    "reward-0-units": "30",
    "reward-0-month": "3/2099",
    "reward-0-address": "yes",
}


async def test_the_holder_writes_rewards_and_a_public_authority_does_not(office):
    lea = await office.enter("lea", Role.AGENT)
    for authority in (False, True):
        holder = await office.holder(public_authority=authority)
        campaign = await office.campaign(lea, holder, title=f"Bocaux {authority}")
        edit = f"/en/back-office/campaigns/{campaign.id}/edit"
        for wrong, said in (
            ({"reward-0-value": "5.01"}, "worth €5 at most"),
            ({"reward-0-month": "soon"}, "Write a date"),
            ({"reward-0-units": "0"}, "Write a whole number"),
        ):
            refused = await office.write(lea, campaign, **(ROW | wrong))
            assert (refused.status_code, said in read(refused)) == (422, True)
            assert next(iter(wrong.values())) in refused.text
        saved = await office.write(lea, campaign, **ROW)
        assert saved.status_code == (422 if authority else 303)
        if not authority:
            shown = (await lea.get(edit)).text
            assert re.search('name="reward-0-month"[^>]* value="2099-03"', shown)
            assert "worth €5" in read(await lea.get(edit.removesuffix("/edit")))
