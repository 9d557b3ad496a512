"""Projects that people chose, in the back office."""

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign
from okote.funding.chosen.models import ChosenProject
from okote.funding.chosen.service import on_chosen
from okote.identity.models import Role
from okote.platform.audit import Doer
from okote.territories.events import ProjectChosen
from payments.money import Money
from payments.tables import uuid7
from tests.okote.app_client import person_id, territory

HERE = "/en/back-office/chosen-projects"


@pytest.fixture
def choose(office, identity_provider):
    """People choose a project, and somebody asks for its campaign."""

    async def choose(title, holder=""):
        house = office.house
        here = await territory(house)
        by = Doer(here.id, await person_id(house, identity_provider, "lea"))
        event = ProjectChosen(
            here.id, uuid7(), title, "La côte.", Money(120_000), None, "/ballots/1", holder, by
        )
        async with house.database.unit_of_work() as db:
            await on_chosen(db, event)
        return event.source

    return choose


async def test_an_agent_gives_one_a_holder_and_leaves_the_other(office, choose):
    lea = await office.enter("lea", Role.AGENT)
    assert "No chosen project yet" in (await lea.get(HERE)).text
    bench, trees = await choose("Un <banc>", "Les Amis"), await choose("Des arbres")
    holder = await office.holder()
    listed = (await lea.get(HERE)).text
    assert "Un &lt;banc&gt;" in listed
    assert "waits for a holder" in listed
    shown = (await lea.get(f"{HERE}/{bench}")).text
    assert "Les Amis" in shown
    refused = await lea.post(f"{HERE}/{bench}/assign", {"holder": str(bench)})
    assert refused.status_code == 422
    assert 'href="#holder"' in refused.text
    assert (await lea.post(f"{HERE}/{bench}/assign", {"holder": str(holder.id)})).status_code == 303
    assert "Its campaign is held by" in (await lea.get(f"{HERE}/{bench}")).text
    again = await lea.post(f"{HERE}/{bench}/assign", {"holder": str(holder.id)})
    assert again.status_code == 422
    assert "has its campaign already" in again.text
    assert (await lea.post(f"{HERE}/{trees}/leave")).status_code == 303
    assert (await lea.post(f"{HERE}/{trees}/leave")).status_code == 422
    assert "no campaign comes of it" in (await lea.get(f"{HERE}/{trees}")).text
    assert "drafted" in (await lea.get(HERE)).text
    async with office.house.database.reading() as db:
        [campaign] = (await db.exec(select(Campaign).order_by(Campaign.id))).all()
        project = await db.get_one(ChosenProject, bench)
    assert (campaign.title, project.campaign_id) == ("Un <banc>", campaign.id)
    there = await lea.get(f"/en/back-office/campaigns/{campaign.id}/edit")
    assert "Un &lt;banc&gt;" in there.text


async def test_nobody_else_reads_of_them(office, choose):
    await office.enter("lea", Role.AGENT)
    bench = await choose("Un banc")
    other = await office.enter("camille")
    assert (await other.get(f"{HERE}/{bench}")).status_code == 403
    assert (await other.get(HERE)).status_code == 403
