"""Presses each button of the desk of counts, for the audit trail."""

from sqlalchemy import text
from sqlmodel import select

from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.rules import Input, Mode, Rule
from consultations.processes.models import Phase
from okote.identity.models import Person

CLOSED = text(
    "UPDATE ballot SET digest = ballot_digest(id), key_check = sha256('key'), announced_at = created_at,"
    " closed_at = created_at + interval '1 second' WHERE id = :ballot"
)
COUNTED = text("UPDATE ballot SET counted_at = closed_at + interval '1 second' WHERE id = :ballot")


async def press_results(house, lea, walk):
    """On an open ballot that two people have closed, of whichever consultation there is."""
    async with house.database.unit_of_work() as db:
        phase = (await db.exec(select(Phase).order_by(Phase.id.desc()).limit(1))).one()
        at = await db.now()
        ballot = Ballot(
            territory_id=phase.territory_id,
            process_id=phase.process_id,
            phase_id=phase.id,
            title="Le banc",
            question="Lequel ?",
            mode=Mode.OPEN,
            input=Input.APPROVAL,
            rule=Rule.MOST_VOTES,
            winners=1,
            lot_source="Loto",
            created_at=at,
            created_by=(await db.exec(select(Person.id).order_by(Person.id).limit(1))).one(),
        )
        db.add(ballot)
        await db.flush()
        db.add_all(BallotOption(ballot_id=ballot.id, position=one, title="Un banc") for one in (1, 2))
        await db.flush()
        await db.exec(CLOSED.bindparams(ballot=ballot.id))
    base, which = "/ballots/{ballot_id:uuid}/result", {"ballot_id": ballot.id}
    await walk.press(lea, f"{base}/count", **which)
    await walk.press(lea, f"{base}/lot", {"lot": "17"}, **which)
    async with house.database.unit_of_work() as db:
        await db.exec(COUNTED.bindparams(ballot=ballot.id))
    await walk.press(lea, f"{base}/publish", {"reason": "Compté"}, **which)
