"""What is pressed in the office of ballots, each press with its line in the trail."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import psycopg
from PIL import Image
from sqlmodel import col, delete, select

from consultations.ballots.models import Ballot
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ideas.models import Idea
from consultations.processes.models import Phase, Process
from consultations.processes.rules import PhaseKind
from okote.identity.models import Person, Role
from okote.identity.roles.service import grant
from tests.consultations.ballots.office.conftest import ANSWERS, TEXT, VOTE
from tests.consultations.procedures.conftest import sent
from tests.okote.composition import as_owner

BASE = "/ballots/{ballot_id:uuid}"
DAY = timedelta(days=1)


async def press_ballots(house, lea, walk):
    phase = await voted_in(house, walk)
    text = TEXT | {"phase": str(phase.id)}
    await walk.press(lea, "/ballots/new", text)
    ballot = {"ballot_id": (await walk.latest(Ballot)).id}
    await walk.press(lea, f"{BASE}/remove", **ballot)
    await lea.post("/en/back-office/ballots/new", text)
    ballot = {"ballot_id": (await walk.latest(Ballot)).id}
    here = f"/en/back-office/ballots/{ballot['ballot_id']}"

    async def marked():
        html = (await lea.get(f"{here}/text")).text
        return {"mark": html.split('name="mark" value="')[1].split('"')[0]}

    await walk.press(lea, f"{BASE}/text", text | await marked(), **ballot)
    await walk.press(lea, f"{BASE}/vote", VOTE | await marked(), **ballot)
    money = {"envelope-1": "Tout", "envelope-1-amount": "1000"}
    await walk.press(lea, f"{BASE}/money", money | await marked(), **ballot)
    await walk.press(lea, f"{BASE}/who", {"who": "process"} | await marked(), **ballot)
    option = {"title": "Un banc", "cost": "100", "envelope": "1"}
    await walk.press(lea, f"{BASE}/options/new", option, **ballot)
    for _ in range(3):
        await lea.post(f"{here}/options/new", option)
    one = f"{BASE}/options/{{position:int}}"
    for way in ("", "/later", "/earlier", "/remove"):
        await walk.press(lea, f"{one}{way}", option | await marked(), position=2, **ballot)
    await pictured(lea, here, walk, await marked(), ballot)
    await walk.press(lea, f"{one}/picture/remove", await marked(), position=2, **ballot)
    await press_signing(house, lea, walk, ballot)
    idea = await accepted(house, phase)
    await walk.press(lea, f"{BASE}/options/ideas", {f"idea-{idea}": "yes"}, **ballot)
    await lea.post(f"{here}/options/4/remove", await marked())
    await walk.press(lea, f"{BASE}/level", ANSWERS, **ballot)
    await walk.press(lea, f"{BASE}/announce", **ballot)
    withdrawn = {"option": "2", "withdraw_reason": "Vendu"}
    await walk.press(lea, f"{BASE}/withdraw", withdrawn, **ballot)
    await press_two(house, lea, walk, phase, ballot)


async def pictured(lea, here, walk, marked, ballot):
    """A form with a file, which a walk does not send."""
    known = await walk.count()
    drawn = BytesIO()
    Image.new("RGB", (9, 9), "red").save(drawn, "PNG")
    typed = {"field": "picture", "decorates": "yes", **marked}
    assert (await sent(lea, here, "a.png", drawn.getvalue(), to="options/2/picture", **typed)).is_redirect
    assert await walk.count() > known
    walk.left.remove(f"{BASE}/options/{{position:int}}/picture")


async def press_signing(house, lea, walk, ballot):
    """Somebody who holds a role is named, somebody from outside is invited and taken off."""
    async with house.database.unit_of_work() as db:
        kept = await db.get_one(Ballot, ballot["ballot_id"])
        clerk = Person(created_at=await db.now())
        db.add(clerk)
        await db.flush()
        await grant(db, territory_id=kept.territory_id, person_id=clerk.id, role=Role.AGENT)
    await walk.press(lea, f"{BASE}/scrutineers/deputy", {"person": str(clerk.id)}, **ballot)
    asked = {"name": "Jeanne Roux", "email": "jeanne@exemple.test"}
    await walk.press(lea, f"{BASE}/scrutineers/invite", asked, **ballot)
    named = {"scrutineer_id": (await walk.latest(BallotScrutineer)).id}
    await walk.press(lea, "/scrutineers/{scrutineer_id:uuid}/remove", **named)


async def press_two(house, lea, walk, phase, ballot):
    """What is asked for once nobody votes any more."""
    async with house.database.unit_of_work() as db:
        over = await db.get_one(Phase, phase.id)
        over.starts_at, over.ends_at = over.starts_at - 1200 * DAY, over.ends_at - 1200 * DAY
    await walk.press(lea, f"{BASE}/lot", {"lot": "17"}, **ballot)
    await walk.press(lea, f"{BASE}/close", {"close_reason": "Fini"}, **ballot)
    receipt = sha256(b"receipt").digest()
    await stepped(house, ballot, "closed_at")
    async with await psycopg.AsyncConnection.connect(as_owner(house)) as owner:
        told = (ballot["ballot_id"], receipt)
        await owner.execute("INSERT INTO receipt_link VALUES (%s, 1, now(), 1, %s, %s)", (*told, receipt))
        await owner.execute("INSERT INTO receipt VALUES (%s, %s, false, 1)", told)
    await walk.press(lea, f"{BASE}/roll", {"roll_reason": "PV"}, status=200, **ballot)
    annulled = {"receipt": receipt.hex(), "annul_reason": "Code volé"}
    await walk.press(lea, f"{BASE}/annul", annulled, **ballot)
    await stepped(house, ballot, "counted_at")
    await walk.press(lea, f"{BASE}/publish", {"publish_reason": "Compté"}, **ballot)


async def stepped(house, ballot, step):
    async with house.database.unit_of_work() as db:
        setattr(await db.get_one(Ballot, ballot["ballot_id"]), step, await db.now())


async def voted_in(house, walk):
    """A phase of votes of the latest consultation, which is published."""
    process = await walk.latest(Process)
    async with house.database.unit_of_work() as db:
        kept = await db.get_one(Process, process.id)
        at = await db.now()
        kept.published_at, kept.archived_at = at, None
        await db.exec(delete(Phase).where(col(Phase.process_id) == kept.id))
        phase = Phase(
            territory_id=kept.territory_id,
            process_id=kept.id,
            kind=PhaseKind.VOTE,
            starts_at=at + 900 * DAY,
            ends_at=at + 901 * DAY,
            permits=["vote"],
            audience="public",
        )
        db.add(phase)
    return phase


async def accepted(house, phase):
    """An idea that was accepted, as one of that consultation."""
    async with house.database.unit_of_work() as db:
        kept = (await db.exec(select(Idea).where(Idea.state == "accepted").limit(1))).one()
        kept.process_id = phase.process_id
        kept.hidden_at = kept.hidden_by = kept.hidden_because = kept.withdrawn_at = None
    return kept.id
