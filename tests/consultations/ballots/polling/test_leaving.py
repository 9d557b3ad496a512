"""Whoever leaves takes what still runs and nothing that was counted; access tells what can be found."""

import json
import re
from html import unescape

import psycopg
from sqlmodel import select

from consultations.ballots import queries
from consultations.ballots.models import OpenVote
from consultations.ballots.results.counting import read
from consultations.ballots.results.models import BallotFile
from consultations.ballots.rules import Mode
from consultations.ideas.models import Idea, IdeaSupport
from okote.identity.models import Person
from tests.consultations.ballots.polling.test_voting_pages import cast
from tests.okote.app_client import person_id
from tests.okote.composition import as_owner

DATA = "/fr/account/data/all.json"
CLOSE = "/fr/account/close"
LYING = (
    "SELECT m::text FROM roll.mark m ORDER BY 1",
    "SELECT v::text FROM urn.vote v ORDER BY 1",
    "SELECT s::text FROM urn.struck s ORDER BY 1",
)
OTHERS = [{1 + number % 4: 1} for number in range(20)]


async def held(visitor):
    return json.loads((await visitor.get(DATA)).content)


async def propose(visitor, title):
    """Under a name, in the four steps."""
    said = {"title": title, "body": "La côte est longue.", "place": "", "name": "Camille de Rivemont"}
    draft = (await visitor.post("/fr/ideas", said)).headers["location"].removesuffix("/where")
    version = re.search(r'name="version" value="(\d+)"', (await visitor.get(f"{draft}/check")).text)[1]
    assert (await visitor.post(f"{draft}/publish", {"version": version})).is_redirect


async def published(house, stranger, ballot):
    """All that everyone reads and takes away of it, and what another count would begin with."""
    here = f"/fr/ballots/{ballot.id}/result"
    pages = [(await stranger.get(f"{here}{more}")).text for more in ("", "/minutes")]
    told = [re.search(r"<main.*</main>", page, re.DOTALL)[0] for page in pages]
    async with house.database.reading() as db:
        kept = select(BallotFile).where(BallotFile.ballot_id == ballot.id).order_by(BallotFile.name)
        names = [one.name for one in (await db.exec(kept)).all()]
        again = await read(db, (await queries.ballot(db, ballot.territory_id, ballot.id)).ballot)
    files = {name: (await stranger.get(f"{here}/{name}")).content for name in names}
    assert {"ballots.pb", "result.json", "minutes.csv"} <= set(names)
    return told, files, again.digest


async def test_who_leaves_takes_what_still_runs_and_nothing_that_was_counted(
    put_to_vote, all_vote, enter, close, publish, browser, house, identity_provider
):
    over = await put_to_vote(mode=Mode.OPEN, title="Terminé")
    runs = await put_to_vote(mode=Mode.OPEN, title="En cours", days=(-1, 60))
    camille, yanis = await enter("camille"), await enter("yanis")
    promise = unescape((await browser().get(f"/fr/ballots/{runs.id}")).text)
    assert "Si vous fermez votre compte avant la fin, votre vote disparaît avec lui." in promise
    await all_vote(over, OTHERS)
    for ballot in (over, runs):
        await cast(camille, ballot, choice="2")
    await propose(camille, "Un banc à mi-pente")
    await propose(yanis, "Un kiosque")
    async with house.database.reading() as db:
        bench, kiosk = (await db.exec(select(Idea).order_by(Idea.number))).all()
    await camille.post(f"/fr/ideas/{kiosk.id}/support")
    await close(over)
    await publish(over)
    stranger, me = browser(), await person_id(house, identity_provider, "camille")
    was = await published(house, stranger, over)
    assert "Camille de Rivemont" in (await stranger.get(f"/fr/ideas/{bench.id}")).text

    await camille.arrive("camille")
    leaving = unescape((await camille.get(CLOSE)).text)
    goes, stays = leaving.split("Ce qui reste, et pourquoi")
    assert "Les idées que vous soutenez" in goes
    assert "Vos votes aux scrutins encore ouverts sont supprimés" in stays
    assert "/fr/account/data" in stays.partition("Avant de partir")[2]
    mine = await held(camille)
    assert {one["title"]: one["answer"] for one in mine["open_votes"]} == {
        "Terminé": "2:1",
        "En cours": "2:1",
    }
    assert (mine["ideas"][0]["title"], len(mine["idea_supports"])) == ("Un banc à mi-pente", 1)
    assert (await camille.post(f"{CLOSE}/confirm")).is_redirect

    async with house.database.reading() as db:
        person = await db.get_one(Person, me)
        assert (person.email, person.public_name, person.closed_at is None) == (None, None, False)
        votes = select(OpenVote.ballot_id).where(OpenVote.person_id == me)
        assert (await db.exec(votes)).all() == [over.id]
        assert (await db.exec(select(IdeaSupport.idea_id))).all() == []  # unordered: none
    assert await published(house, stranger, over) == was
    idea = unescape((await browser().get(f"/fr/ideas/{bench.id}?anew=1")).text)
    assert ("Une personne partie" in idea, "Camille de Rivemont" in idea) == (True, False)
    again = await enter("camille")
    assert (await held(again))["open_votes"] == [], "whoever comes back is somebody new"


async def test_access_tells_open_votes_alone_and_says_why_nobody_finds_a_sealed_one(put_to_vote, enter):
    sealed = await put_to_vote(title="Le vote des urnes")
    known = await put_to_vote(mode=Mode.OPEN, title="Le vote à découvert")
    camille = await enter("camille")
    for ballot, choice in ((sealed, "4"), (known, "3")):
        await cast(camille, ballot, choice=choice)
    mine = await held(camille)
    assert [(one["title"], one["answer"]) for one in mine["open_votes"]] == [("Le vote à découvert", "3:1")]
    written = json.dumps(mine, ensure_ascii=False)
    assert (sealed.title in written, str(sealed.id) in written) == (False, False)
    why, on_paper = mine["cannot_be_found"]
    assert "rien de ce que nous conservons ne mène de vous à ce vote" in why
    assert "Personne ne peut donc vous le montrer, le corriger ou l’effacer" in why
    assert "une clé faite avec un secret, et aucun nom" in on_paper
    for page in ("/fr/account/data", CLOSE):
        shown = unescape((await camille.get(page)).text)
        assert (why in shown, on_paper in shown) == (True, True), page
    votes = unescape((await camille.get("/fr/my/votes")).text)
    assert "Le vote des urnes" in votes, "that they voted, as long as they have an account"
    assert "Projet 3" in votes
    assert "Projet 4" not in votes


async def test_an_account_that_is_closed_changes_neither_roll_nor_urn(put_to_vote, enter, house):
    sealed = await put_to_vote()
    camille = await enter("camille")
    await cast(camille, sealed, choice="4")

    def lie():
        with psycopg.connect(as_owner(house), autocommit=True) as owner:
            return [owner.execute(one).fetchall() for one in LYING]

    was = lie()
    assert list(map(len, was)) == [1, 1, 0]
    await camille.post(f"{CLOSE}/confirm")
    assert lie() == was
    again = await enter("camille")
    assert "Vous n’avez pas encore voté" in unescape((await again.get("/fr/my/votes")).text)
