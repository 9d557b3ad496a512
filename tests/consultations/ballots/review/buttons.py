"""What is pressed for a second look at votes, each press with its line in the trail."""

from sqlmodel import col, select

from consultations.ballots.models import Ballot, OpenVote
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import MAILBOX_LEAST, Sign
from consultations.ballots.rules import Mode
from consultations.processes.models import Phase, Process
from consultations.processes.rules import PhaseKind
from okote.identity.models import Person
from tests.consultations.ballots.office.buttons import DAY

BASE = "/ballots/{ballot_id:uuid}/review"


async def press_review(house, lea, walk):
    ballot = {"ballot_id": (await over(house, await walk.latest(Process))).id}
    voter = await voted(house, ballot["ballot_id"])
    await walk.press(lea, f"{BASE}/look", {"reason": "Un doute"}, status=200, **ballot)
    said = {"sign": Sign.MAILBOX.value, "words": "Une seule boîte", "vote": str(voter)}
    await walk.press(lea, f"{BASE}/set-aside", said | {"reason": "Un doute"}, **ballot)
    aside = {"aside_id": (await walk.latest(SetAsideVote)).id}
    decided = {"verdict": "restored", "answer": "Une famille"}
    await walk.press(lea, f"{BASE}/{{aside_id:uuid}}", decided, **ballot, **aside)


async def over(house, process):
    """Announced long ago, and over since."""
    async with house.database.unit_of_work() as db:
        here = {"territory_id": process.territory_id, "process_id": process.id, "kind": PhaseKind.VOTE}
        starts = await db.now() - 3000 * DAY
        days = {"starts_at": starts, "ends_at": starts + DAY, "permits": ["vote"]}
        phase = Phase(audience="public", **here, **days)
        db.add(phase)
        await db.flush()
        author = (await db.exec(select(Person).order_by(col(Person.id)).limit(1))).one()
        known = {"territory_id": phase.territory_id, "process_id": phase.process_id, "phase_id": phase.id}
        how = {"mode": Mode.OPEN, "input": "single", "rule": "most-votes", "winners": 1}
        at = {"created_at": phase.starts_at, "announced_at": phase.starts_at}
        hashes = {"digest": bytes(32), "key_check": bytes(32)}
        ballot = Ballot(title="?", question="?", created_by=author.id, **known, **how, **at, **hashes)
        db.add(ballot)
    return ballot


async def voted(house, ballot_id):
    """By as many accounts with one mailbox as are looked at again; one of them."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        people = [Person(created_at=at, email=f"a+{number}@exemple.test") for number in range(MAILBOX_LEAST)]
        db.add_all(people)
        await db.flush()
        db.add_all(OpenVote(ballot_id=ballot_id, person_id=one.id, choices="", at=at) for one in people)
    return people[0].id
