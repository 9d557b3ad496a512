"""Options in and out on paper of the back office, files and figures for everyone, and what follows a vote."""

import csv
from io import StringIO

import pytest
from sqlmodel import select

from consultations.actions.models import Action
from consultations.ballots.followup.rules import NoCampaignsError
from consultations.ballots.models import BallotOption
from consultations.processes.rules import Audience
from consultations.services.models import Service
from okote.identity.models import Role
from tests.consultations.procedures.conftest import sent
from tests.okote.app_client import asked_for_the_second

VOTES = ({1: 1, 2: 1}, {1: 1}, {}, {1: 1, 2: 1})


@pytest.fixture
def hire(browser, give_role):
    """Signed in now: days that go by end a session."""

    async def hire():
        one = browser()
        await one.arrive("bruno")
        await give_role("bruno", Role.AGENT)
        return one

    return hire


@pytest.fixture
async def agent(hire):
    return await hire()


async def options_of(hall):
    async with hall.house.database.reading() as db:
        wanted = select(BallotOption).where(BallotOption.ballot_id == hall.key)
        return [one.title for one in await db.exec(wanted.order_by(BallotOption.position))]


async def test_an_agent_brings_options_in(hall, agent):
    await hall.draft()
    here = f"/en/back-office/ballots/{hall.key}/import"
    assert "Bring options in" in (await agent.get(here)).text
    wrong = "titre;coût\n<b>Banc</b>;cher\nArbres;10\n"
    looked = await agent.post(here, {"text": wrong, "how": "replace"})
    assert looked.status_code == 200
    assert "The cost can’t be read" in looked.text
    assert "&lt;b&gt;Banc&lt;/b&gt;;cher" in looked.text
    assert "Write them into the draft" not in looked.text
    refused = await agent.post(here, {"text": wrong, "how": "keep", "accept": "yes"})
    assert refused.status_code == 422
    assert "Some lines can’t be read: 1." in refused.text
    right = wrong.replace("cher", "12,50")
    looked = await agent.post(here, {"text": right, "how": "replace"})
    assert "Write them into the draft" in looked.text
    assert "12.50" in looked.text
    assert await options_of(hall) == ["Projet <1>", "Projet <2>", "Projet <3>"]
    brought = await agent.post(here, {"text": right, "how": "replace", "accept": "yes"})
    assert brought.status_code == 303
    assert await options_of(hall) == ["<b>Banc</b>", "Arbres"]
    assert (await agent.post(here, {"text": "", "how": "replace"})).status_code == 422
    assert (await agent.post(here, {"text": right, "how": "sideways"})).status_code == 422


async def test_a_file_takes_the_place_of_what_was_typed(hall, agent):
    await hall.draft()
    here = f"/en/back-office/ballots/{hall.key}"
    await agent.get(f"{here}/import")
    pb = "META\nkey;value\nrule;greedy\nbudget;100\nPROJECTS\nproject_id;cost;name\n1;10;École\n"
    looked = await sent(agent, here, "a.pb", pb.encode(), to="import", field="file", how="replace", text="x")
    assert "École" in looked.text
    assert "Take the rule, the budget" in looked.text
    old = "titre\nÉcole\n".encode("cp1252")
    looked = await sent(agent, here, "a.csv", old, to="import", field="file", how="replace")
    assert "École" in looked.text


async def test_options_are_taken_away_and_votes_are_not_before_the_publication(hall, agent, browser):
    await hall.draft()
    there, mine = f"/en/ballots/{hall.key}", f"/en/back-office/ballots/{hall.key}"
    taken = await agent.get(f"{mine}/export/options.csv")
    assert taken.headers["content-type"].startswith("text/csv")
    assert taken.text.startswith("\ufeffnumber,title")
    assert (await agent.get(f"{mine}/export/options.pb")).text.startswith("META\n")
    assert (await agent.get(f"{mine}/export/votes.csv")).status_code == 404
    stranger = browser()
    assert (await stranger.get(f"{there}/files/options.csv")).status_code == 404
    await hall.announce()
    assert "Projet <1>" in (await stranger.get(f"{there}/files/options.csv")).text
    assert (await stranger.get(f"{there}/files/options.pb")).status_code == 200
    assert (await stranger.get(f"{there}/files/else.csv")).status_code == 404
    await hall.vote(*VOTES)
    for hidden in ("votes.csv", "statistics", "statistics/options.csv"):
        for one in (stranger, agent):
            assert (await one.get(f"{there}/{hidden}")).status_code == 404, hidden
    assert (await stranger.get(f"/api/v1/ballots/{hall.key}/statistics")).status_code == 404
    assert (await agent.get(f"{mine}/followup")).status_code == 404
    shown = await agent.get(f"{mine}/import")
    assert "The ballot is announced" in shown.text
    refused = await agent.post(f"{mine}/import", {"text": "titre\nA\n", "how": "replace", "accept": "yes"})
    assert refused.status_code == 409 or "no longer stands" in refused.text


async def test_everyone_reads_figures_and_votes_of_a_published_ballot(hall, browser):
    await hall.draft()
    await hall.announce()
    await hall.vote(*VOTES)
    await hall.publish()
    stranger, there = browser(), f"/en/ballots/{hall.key}"
    page = (await stranger.get(f"{there}/statistics")).text
    assert "4 votes count." in page
    assert "1 of them is blank." in page
    assert "Projet &lt;1&gt;" in page
    votes = (await stranger.get(f"{there}/votes.csv")).text
    rows = list(csv.DictReader(StringIO(votes.removeprefix("\ufeff"))))
    assert [row["options"] for row in rows] == ["", "1", "1 2", "1 2"]
    rest = (await stranger.get(f"{there}/votes.csv?after=3")).text
    assert [row["vote"] for row in csv.DictReader(StringIO(rest.removeprefix("\ufeff")))] == ["4"]
    assert (await stranger.get(f"{there}/votes.csv?after=99")).text == "\ufeffvote,options,points\r\n"
    figures = (await stranger.get(f"{there}/statistics/options.csv")).text
    assert figures.splitlines()[1] == "1,Projet <1>,3,3"
    assert (await stranger.get(f"{there}/statistics/together.csv")).text.splitlines()[1] == "1,2,2"
    assert (await stranger.get(f"{there}/statistics/places.csv")).status_code == 404
    assert (await stranger.get(f"{there}/statistics/else.csv")).status_code == 404
    told = (await stranger.get(f"/api/v1/ballots/{hall.key}/statistics")).json()
    assert (told["enough"], told["votes"], told["blank"]) == (True, 4, 1)
    assert told["options"][0]["votes"] == 3
    assert told["together"] == [{"option": 1, "other": 2, "votes": 2}]
    for path in (f"{there}/statistics", f"/api/v1/ballots/{hall.key}/statistics"):
        assert (await asked_for_the_second(hall.house, browser, path))[0] == 0


async def test_of_too_few_votes_neither_figures_nor_votes_are_told(hall, browser):
    await hall.draft()
    await hall.announce()
    await hall.vote({1: 1})
    await hall.publish()
    stranger, there = browser(), f"/en/ballots/{hall.key}"
    assert "the minutes alone" in (await stranger.get(f"{there}/statistics")).text
    for file in ("votes.csv", "statistics/options.csv"):
        assert (await stranger.get(f"{there}/{file}")).status_code == 404
    told = (await stranger.get(f"/api/v1/ballots/{hall.key}/statistics")).json()
    assert (told["enough"], told["votes"], told["options"]) == (False, None, [])


async def test_what_is_for_agents_is_not_there_for_strangers(hall, hire, browser):
    await hall.draft(audience=Audience.AGENTS)
    await hall.announce()
    await hall.vote(*VOTES)
    await hall.publish()
    agent, stranger, there = await hire(), browser(), f"/en/ballots/{hall.key}"
    for file in ("files/options.csv", "votes.csv", "statistics", "statistics/options.csv"):
        assert (await stranger.get(f"{there}/{file}")).status_code == 404, file
        assert (await agent.get(f"{there}/{file}")).status_code == 200, file


async def test_a_winner_becomes_an_action_by_a_click(hall, hire):
    await hall.draft(winners=1)
    await hall.announce()
    await hall.vote(*VOTES)
    await hall.publish()
    agent, here = await hire(), f"/en/back-office/ballots/{hall.key}/followup"
    page = (await agent.get(here)).text
    assert "Projet &lt;1&gt;" in page
    assert "Projet &lt;2&gt;" not in page
    assert "Ask for a campaign" not in page
    async with hall.house.database.reading() as db:
        service = (await db.exec(select(Service))).one()
        wanted = select(BallotOption).where(BallotOption.ballot_id == hall.key)
        won, lost, _ = (await db.exec(wanted.order_by(BallotOption.position))).all()
    refused = await agent.post(f"{here}/{won.id}/action", {})
    assert refused.status_code == 422
    assert f'href="#service-{won.id}"' in refused.text
    field = f"service-{lost.id}"
    assert (await agent.post(f"{here}/{lost.id}/action", {field: str(service.id)})).status_code == 422
    asked = await agent.post(f"{here}/{won.id}/campaign", {f"holder-{won.id}": "Les Amis"})
    assert asked.status_code == 422
    assert "This site has no campaigns." in asked.text
    assert NoCampaignsError.code == "ballot_no_campaigns"
    made = await agent.post(f"{here}/{won.id}/action", {f"service-{won.id}": str(service.id)})
    assert made.status_code == 303
    async with hall.house.database.reading() as db:
        action = (await db.exec(select(Action))).one()
    assert made.headers["location"].endswith(f"/back-office/actions/{action.id}")
    assert "not shown to everyone yet" in (await agent.get(here)).text
