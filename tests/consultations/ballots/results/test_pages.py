"""A ballot is counted, published by two people, read, taken away and counted again, as people do it."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from sqlmodel import select

from consultations.actions.service import publish as show
from consultations.ballots import service
from consultations.ballots.closing import ACTS, ask_to_annul, ask_to_close
from consultations.ballots.describing import BallotDetails
from consultations.ballots.followup.service import make_action
from consultations.ballots.followup.winners import winners
from consultations.ballots.jobs import empty_due
from consultations.ballots.models import Ballot
from consultations.ballots.results.models import BallotTally, CountOutcome, CountRun
from consultations.ballots.rules import Input, Mode, Rule
from consultations.ballots.voting import cast_vote
from consultations.processes.models import ProcessFollow
from consultations.processes.rules import Audience, PhaseKind
from okote.approvals.models import Approval
from okote.approvals.service import approve
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.ballots.results.conftest import ENVELOPE, PRICED
from tests.consultations.processes.conftest import written
from tests.okote.app_client import ADDRESS, asked_for_the_second, counting_queries, territory
from tests.okote.composition import as_owner

DAY = timedelta(days=1)
DETAILS = BallotDetails(
    title="Budget des <habitants>",
    question="Quels projets voulez-vous ?",
    mode=Mode.SEALED,
    input=Input.APPROVAL,
    rule=Rule.EQUAL_SHARES,
    completion="add1u",
    most=3,
    lot_source="Loto du 12 décembre",
    smallest_group=3,
)
LEVEL = ({1: 1}, {1: 1, 2: 1}, {1: 1, 3: 1}, {3: 1}, {2: 1}, {}, {1: 1, 4: 1})
"""Two projects that cost the same have as many votes."""

VOTES = ({1: 1}, {1: 1, 2: 1}, {1: 1}, {3: 1}, {2: 1}, {}, {1: 1, 4: 1})


@pytest.fixture
async def office(house):
    """Two administrators, people who may vote, and a consultation."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        names = ("Louise Amsel", "Mehdi Kern", *[None] * 8)
        people = [
            Person(created_at=at, email=f"p{number}@exemple.test", public_name=name, language="fr")
            for number, name in enumerate(names)
        ]
        db.add_all(people)
        await db.flush()
        process, phase = await written(
            db, here.id, people[0].id, (PhaseKind.VOTE, -1, 1), title="Le budget", published=-DAY
        )
        db.add(ProcessFollow(person_id=people[2].id, process_id=process.id, since=at))
    held = frozenset([Held(Role.ADMINISTRATOR)])

    def visits(person, roles=frozenset()):
        return Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=roles)

    return process, phase, [visits(one, held) for one in people[:2]], [visits(one) for one in people[2:]]


@pytest.fixture
def voted(house, office):
    async def voted(votes=VOTES, **changes):
        process, phase, (first, second), voters = office
        said = {one: getattr(DETAILS, one) for one in DETAILS.__slots__} | changes
        async with house.database.unit_of_work() as db:
            ballot = await service.write(
                db, process.id, phase.id, BallotDetails(**said), PRICED, ENVELOPE, by=first
            )
            await service.announce(db, ballot.id, by=first)
        for voter, choices in zip(voters, votes, strict=False):
            async with house.database.unit_of_work() as db:
                await cast_vote(db, ballot.id, choices, token_hex(), by=voter)
        with psycopg.connect(as_owner(house), autocommit=True) as owner:
            owner.execute("UPDATE phase SET ends_at = clock_timestamp()")
        async with house.database.unit_of_work() as db:
            asked = await ask_to_close(db, ballot.id, "Terminé", by=first)
        await seconded(house, asked, second)
        return ballot

    return voted


async def seconded(house, asked, second):
    async with house.database.unit_of_work() as db:
        await approve(db, ACTS, asked.id, "Vu", by=second)
    await work_off(house.queue, house.job_context)


@pytest.fixture
def published(house, office, voted, lea):
    """Through the desk, then by the second person."""

    async def published(**changes):
        ballot = await voted(**changes)
        desk = f"/fr/back-office/ballots/{ballot.id}/result"
        assert (await lea.post(f"{desk}/lot", {"lot": "17"})).status_code in {303, 422}
        await work_off(house.queue, house.job_context)
        answer = await lea.post(f"{desk}/publish", {"reason": "Compté"})
        assert answer.status_code == 303, answer.text
        async with house.database.reading() as db:
            asked = (await db.exec(select(Approval).where(Approval.act == "ballot-publish"))).one()
        await seconded(house, asked, office[2][1])
        return ballot

    return published


async def test_it_is_counted_by_itself_once_it_is_closed_and_nobody_reads_it_yet(house, voted, lea, browser):
    ballot = await voted(LEVEL)
    async with house.database.reading() as db:
        counted = await db.get(BallotTally, ballot.id)
    desk = await lea.get(f"/fr/back-office/ballots/{ballot.id}/result")
    assert desk.status_code == 200
    assert counted is None
    answer = await lea.post(f"/fr/back-office/ballots/{ballot.id}/result/lot", {"lot": "17 <b>"})
    assert answer.status_code == 303
    await work_off(house.queue, house.job_context)
    desk = (await lea.get(f"/fr/back-office/ballots/{ballot.id}/result")).text
    assert "17 &lt;b&gt;" in desk
    for title in (one.title for one in PRICED):
        assert title not in desk, "who won is told to nobody yet"
    for path in ("", "/minutes", "/all.zip", "/ballots.pb", "/result.json"):
        for who in (lea, browser()):
            assert (await who.get(f"/fr/ballots/{ballot.id}/result{path}")).status_code == 404
    assert (await browser().get(f"/api/v1/ballots/{ballot.id}/result")).status_code == 404
    assert str(ballot.id) not in (await browser().get("/fr/open-data/ballot-results.csv")).text


async def test_everyone_reads_why_each_project_won_or_did_not(house, published, browser):
    ballot = await published()
    visitor = browser()
    with counting_queries(house) as said:
        answer = await visitor.get(f"/fr/ballots/{ballot.id}/result")
    assert answer.status_code == 200
    assert len(said) <= 20
    text = answer.text
    assert "Budget des &lt;habitants&gt;" in text
    for one in PRICED:
        assert one.title in text
    minutes = (await visitor.get(f"/fr/ballots/{ballot.id}/result/minutes")).text
    assert "Louise Amsel" in minutes
    assert "Mehdi Kern" in minutes
    assert "@exemple.test" not in text + minutes
    for language in ("de", "en"):
        assert (await visitor.get(f"/{language}/ballots/{ballot.id}/result")).status_code == 200
    told = (await visitor.get(f"/api/v1/ballots/{ballot.id}/result")).json()
    assert (told["voted"], told["valid"], told["blank"]) == (7, 6, 1)
    assert [one["position"] for one in told["options"] if one["won"]] == sorted(told["parts"][0]["winners"])
    assert (await asked_for_the_second(house, browser, f"/api/v1/ballots/{ballot.id}/result"))[0] == 0
    data = (await visitor.get("/fr/open-data/ballot-results.csv")).text
    assert data.count(str(ballot.id)) == len(PRICED)


async def test_what_won_leads_to_what_becomes_of_it(house, office, published, browser):
    ballot, (first, _) = await published(), office[2]
    path = f"/fr/ballots/{ballot.id}/result"
    async with house.database.unit_of_work() as db:
        option = (await winners(db, await db.get_one(Ballot, ballot.id)))[0]
        action = await make_action(db, ballot.id, option.id, office[0].service_id, by=first)
    assert f"/fr/actions/{action.number}" not in (await browser().get(path)).text, "it is a proposal yet"
    async with house.database.unit_of_work() as db:
        await show(db, action.id, by=first)
    assert (await browser().get(path)).text.count(f'"/fr/actions/{action.number}"') == 1
    assert f"/fr/ballots/{ballot.id}/statistics" in (await browser().get(path)).text


async def test_strangers_get_one_answer_once_it_is_published(house, published, browser):
    ballot = await published()
    paths = (
        f"/fr/ballots/{ballot.id}/statistics",
        f"/api/v1/ballots/{ballot.id}/statistics",
        f"/api/v1/ballots/{ballot.id}/result",
    )
    for path in paths:
        number, answer = await asked_for_the_second(house, browser, path)
        assert number == 0, path
        assert "set-cookie" not in answer.headers


async def test_the_files_are_what_their_sums_say_and_lead_to_nobody(house, published, browser):
    ballot = await published()
    answer = await browser().get(f"/fr/ballots/{ballot.id}/result/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        told = {name: packed.read(name) for name in packed.namelist()}
    for line in told["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(told[name]).hexdigest() == digest
        one = await browser().get(f"/fr/ballots/{ballot.id}/result/{name}")
        assert one.content == told[name]
    assert json.loads(told["result.json"])["voters"] == 6
    votes = told["ballots.pb"].decode().split("VOTES\n")[1].splitlines()
    assert votes[0] == "voter_id;vote", "nothing is told of a voter but a number and what was chosen"
    assert [line.split(";")[1] for line in votes[1:]] == sorted(line.split(";")[1] for line in votes[1:])
    assert (await browser().get(f"/fr/ballots/{ballot.id}/result/other.txt")).status_code == 404
    assert (await browser().get(f"/fr/ballots/{uuid4()}/result")).status_code == 404


async def test_of_too_few_only_the_minutes_are_told(published, browser):
    ballot = await published(votes=({1: 1}, {2: 1}))
    text = (await browser().get(f"/fr/ballots/{ballot.id}/result")).text
    assert "ballots.pb" not in text
    assert (await browser().get(f"/fr/ballots/{ballot.id}/result/ballots.pb")).status_code == 404
    assert (await browser().get(f"/fr/ballots/{ballot.id}/result/minutes")).status_code == 200


async def test_whoever_follows_is_told_once(house, published):
    ballot = await published()
    async with house.database.reading() as db:
        mails = (await db.exec(select(Mail).where(Mail.recipient == "p2@exemple.test"))).all()
        others = (await db.exec(select(Mail).where(Mail.recipient == "p5@exemple.test"))).all()
    assert [f"/ballots/{ballot.id}/result" in one.text for one in mails] == [True]
    assert others == [], "nothing leads from a sealed vote to whoever gave it"


async def test_what_is_for_agents_alone_is_found_by_nobody_else(house, office, published, browser, lea):
    ballot = await published()
    with psycopg.connect(as_owner(house), autocommit=True) as owner:
        owner.execute("UPDATE process SET audience = %s", [Audience.AGENTS.value])
    assert (await browser().get(f"/fr/ballots/{ballot.id}/result")).status_code == 404
    assert (await browser().get(f"/api/v1/ballots/{ballot.id}/result")).status_code == 404
    assert (await lea.get(f"/fr/ballots/{ballot.id}/result")).status_code == 200


async def test_what_the_desk_refuses_is_told_and_what_was_typed_stays(house, office, voted, lea):
    ballot = await voted(LEVEL)
    desk = f"/fr/back-office/ballots/{ballot.id}/result"
    assert (await lea.post(f"{desk}/lot", {"lot": ""})).status_code == 422
    answer = await lea.post(f"{desk}/publish", {"reason": "Trop tôt"})
    assert answer.status_code in {409, 422}
    assert (await lea.post(f"{desk}/lot", {"lot": "17"})).status_code == 303
    again = await lea.post(f"{desk}/lot", {"lot": "18"})
    assert again.status_code in {409, 422}
    assert (await lea.post(f"{desk}/count", {})).status_code == 303


async def test_an_annulment_that_waits_is_told_at_the_desk(house, office, voted, lea):
    ballot = await voted(LEVEL)
    _, _, (first, _), _ = office
    async with house.database.unit_of_work() as db:
        await ask_to_annul(db, ballot.id, bytes(32), "Code volé", by=first)
    answer = await lea.get(f"/fr/back-office/ballots/{ballot.id}/result")
    assert "L’annulation d’un vote est demandée" in answer.text


async def test_it_is_drawn_where_what_won_lies_and_told_in_a_table(house, published, browser):
    ballot = await published()
    with psycopg.connect(as_owner(house), autocommit=True) as owner:
        owner.execute("ALTER TABLE ballot_option DISABLE TRIGGER ballot_option_stays")
        for number, name in enumerate(("Amont", "Aval <bas>")):
            (place,) = owner.execute(
                "INSERT INTO place (id, territory_id, kind, name, latitude, longitude) SELECT"
                " gen_random_uuid(), territory_id, 'commune', %s, 48.1, 7.2 + %s FROM ballot RETURNING id",
                [name, number],
            ).fetchone()
            owner.execute("UPDATE ballot_option SET place_id = %s WHERE position %% 2 = %s", [place, number])
    text = (await browser().get(f"/en/ballots/{ballot.id}/result")).text
    drawing = text[text.index('<svg class="map"') :].partition("</svg>")[0]
    assert drawing.count("<circle") == 2
    assert "Aval &lt;bas&gt;" in drawing
    for row in (1, 2):
        assert f'href="#place-{row}"' in drawing
        assert f'id="place-{row}"' in text


async def test_once_it_is_emptied_all_pages_stay_and_nothing_is_counted_again(house, published, browser, lea):
    ballot = await published()
    here, desk = f"/en/ballots/{ballot.id}", f"/en/back-office/ballots/{ballot.id}/result"
    visitor = browser()
    files = (await visitor.get(f"{here}/result/all.zip")).content
    assert "The result can be contested until" in (await visitor.get(f"{here}/result")).text
    assert "roll and urn are emptied" in (await lea.get(desk)).text
    assert (await visitor.get(f"{here}/votes.csv")).status_code == 200
    with psycopg.connect(as_owner(house), autocommit=True) as owner:
        owner.execute("ALTER TABLE ballot DISABLE TRIGGER USER")
        owner.execute("UPDATE ballot SET published_stamp = published_stamp - interval '91 days'")
        owner.execute("ALTER TABLE ballot ENABLE TRIGGER USER")
        for _ in range(2):
            await empty_due(SimpleNamespace(additional_context=house.job_context), timestamp=0)
        left = "SELECT (SELECT count(*) FROM roll.mark), (SELECT count(*) FROM urn.vote)"
        assert owner.execute(left).fetchone() == (0, 0)
    assert (await visitor.get(f"{here}/result/all.zip")).content == files
    assert "Roll and urn were emptied on" in (await visitor.get(f"{here}/result")).text
    assert "Both were emptied on" in (await visitor.get(here)).text
    for path in (f"{here}/result/minutes", f"{here}/receipts", f"{here}/statistics", "/en/ballots"):
        assert (await visitor.get(path)).status_code == 200, path
    assert "votes.csv" not in (await visitor.get(f"{here}/statistics")).text
    assert (await visitor.get(f"{here}/votes.csv")).status_code == 404
    assert (await visitor.get(f"/api/v1/ballots/{ballot.id}/result")).json()["voted"] == 7
    assert "Count again" not in (await lea.get(desk)).text
    assert (await lea.post(f"{desk}/count", {})).status_code in {409, 422}
    one = await lea.get(f"/en/back-office/ballots/{ballot.id}")
    assert "Read from the roll how many voted" not in one.text
    asked = await lea.post(f"/en/back-office/ballots/{ballot.id}/roll", {"roll_reason": "Pour voir"})
    assert asked.status_code in {409, 422}
    async with house.database.reading() as db:
        assert (await db.exec(select(Ballot.emptied_at))).one() is not None
        runs = (await db.exec(select(CountRun.outcome).where(CountRun.ballot_id == ballot.id))).all()
    assert CountOutcome.DIFFERENT not in runs
