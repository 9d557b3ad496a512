"""A project that people chose in another feature becomes the draft of a campaign, once."""

from dataclasses import replace

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import CampaignState
from okote.funding.chosen.invariants import INVARIANTS
from okote.funding.chosen.models import ChosenProject
from okote.funding.chosen.queries import project, projects, waiting
from okote.funding.chosen.rules import ChosenSettledError, same_holder
from okote.funding.chosen.service import assign, leave, on_chosen
from okote.funding.feature import FEATURE
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.territories.events import ProjectChosen
from payments.money import Money
from payments.tables import uuid7
from tests.okote.funding.rows import a_holder


@pytest.fixture
async def agent(someone):
    return await someone(Role.AGENT)


@pytest.fixture
def chosen(agent, place):
    return ProjectChosen(
        territory_id=agent.territory.id,
        source=uuid7(),
        title="Un banc",
        text="La côte est longue.",
        cost=Money(120_000),
        place_id=place.id,
        path="/ballots/1",
        holder="",
        by=agent.doer,
    )


async def deeds(db):
    return (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id))).all()


@pytest.mark.parametrize(
    ("named", "same"),
    [
        ("Strasbourg, volume 97, folio 13", True),
        ("strasbourg, VOLUME 97, folio  13", True),
        ("les jardins de l’ill", True),
        ("Les Jardins", False),
        ("", False),
        (" ", False),
    ],
)
def test_a_holder_is_known_by_its_number_or_its_whole_name(named, same):
    assert same_holder(named, "Strasbourg, volume 97, folio 13", "Les Jardins de l’Ill") is same


def test_funding_listens():
    assert FEATURE.subscriptions[ProjectChosen] == (on_chosen,)


async def test_it_waits_for_a_holder_and_then_has_its_draft(db, agent, chosen, holder, place):
    await on_chosen(db, chosen)
    await on_chosen(db, chosen)
    [one] = await projects(db, agent.territory.id)
    assert (one.project.title, one.project.cost, one.campaign) == ("Un banc", Money(120_000), None)
    assert await waiting(db, agent) == 1
    campaign = await assign(db, chosen.source, holder.id, by=agent)
    assert (campaign.title, campaign.story, campaign.goal) == (
        "Un banc",
        "La côte est longue.",
        Money(120_000),
    )
    assert (campaign.state, campaign.holder_id, campaign.place_id) == (
        CampaignState.DRAFT,
        holder.id,
        place.id,
    )
    shown = await project(db, agent.territory.id, chosen.source)
    assert (shown.campaign.id, shown.holder) == (campaign.id, holder.name)
    assert await waiting(db, agent) == 0
    for act in (assign(db, chosen.source, holder.id, by=agent), leave(db, chosen.source, by=agent)):
        with pytest.raises(ChosenSettledError):
            await act
    await on_chosen(db, chosen)
    assert len((await db.exec(select(Campaign).order_by(Campaign.id))).all()) == 1
    [step] = (await db.exec(select(CampaignStep).order_by(CampaignStep.at))).all()
    assert step.person_id == agent.person.id
    assert await deeds(db) == ["project_chosen", "chosen_project_drafted"]
    assert await violations(db, INVARIANTS) == []


async def test_a_known_holder_that_was_named_has_the_draft_at_once(db, agent, chosen, holder):
    await on_chosen(
        db, replace(chosen, holder=holder.name.upper(), cost=None, place_id=None, title="B" * 200)
    )
    [one] = await projects(db, agent.territory.id)
    assert (one.holder, one.campaign.title, one.campaign.goal_minor) == (holder.name, "B" * 120, None)


async def test_of_two_holders_of_one_name_nobody_guesses(db, agent, chosen, holder):
    other = a_holder(agent.territory.id, await db.now())
    other.identifier, other.name = "W123456789", holder.name
    db.add(other)
    await db.flush()
    await on_chosen(db, replace(chosen, holder=holder.name))
    [one] = await projects(db, agent.territory.id)
    assert (one.campaign, one.project.named) == (None, holder.name)
    await on_chosen(db, replace(chosen, source=uuid7(), holder="w 123456789"))
    assert [one.holder for one in await projects(db, agent.territory.id)] == [None, other.name]


async def test_no_campaign_may_come_of_it(db, agent, chosen, holder):
    await on_chosen(db, chosen)
    await leave(db, chosen.source, by=agent)
    with pytest.raises(ChosenSettledError):
        await assign(db, chosen.source, holder.id, by=agent)
    assert await waiting(db, agent) == 0
    assert await deeds(db) == ["project_chosen", "chosen_project_left"]


async def test_only_who_works_for_the_territory_settles_it(db, chosen, holder, someone, elsewhere):
    await on_chosen(db, chosen)
    for one, refused in (
        (await someone(), ForbiddenError),
        (await someone(Role.HOLDER, scope=holder.id), ForbiddenError),
        (await someone(Role.AGENT, at=elsewhere), NotFoundError),
    ):
        with pytest.raises(refused):
            await assign(db, chosen.source, holder.id, by=one)
        with pytest.raises(refused):
            await leave(db, chosen.source, by=one)


async def test_a_campaign_of_another_territory_is_found(db, agent, chosen, holder, elsewhere):
    await on_chosen(db, chosen)
    campaign = await assign(db, chosen.source, holder.id, by=agent)
    row = await db.get_one(ChosenProject, chosen.source)
    row.territory_id = elsewhere.id
    await db.flush()
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [INVARIANTS[0].name]
    assert (await db.get_one(Holder, campaign.holder_id)).id == holder.id
