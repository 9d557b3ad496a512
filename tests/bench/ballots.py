"""A sealed ballot that people vote on while it is measured."""

from datetime import timedelta
from secrets import token_hex

from sqlmodel import col, select

from consultations.ballots import service
from consultations.ballots.describing import BallotDetails, OptionDetails
from consultations.ballots.models import Ballot
from consultations.ballots.rules import Input, Mode, Rule
from consultations.processes.describing import ProcessDetails
from consultations.processes.models import Phase
from consultations.processes.rules import POSSIBLE, PhaseDetails, PhaseKind, Template
from consultations.processes.service import publish, write_process
from consultations.services.models import Service
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.people import somebody
from okote.house import House
from okote.territories.queries import of_territory

DAY = timedelta(days=1)
OPTIONS, MOST = 20, 8


async def opened(house: House, founded: Founded, *, until: timedelta) -> Ballot:
    """Announced, open from yesterday until then, in a process of its own."""
    by = await somebody(house, founded.territory.slug, founded.administrators[0])
    async with house.database.unit_of_work() as db:
        services = of_territory(select(Service), Service.territory_id, by.territory.id)
        answers = (await db.exec(services.order_by(col(Service.id)).limit(1))).one()
        at = await db.now()
        asked = ProcessDetails(f"Mesure {token_hex(4)}", "Un vote.", "Un vote.", answers.id, ("fr",))
        phase = PhaseDetails(PhaseKind.VOTE, at - DAY, at + until, POSSIBLE[PhaseKind.VOTE])
        process = await write_process(db, Template.QUESTION, asked, [phase], by=by)
        await publish(db, process.id, by=by)
        told = (await db.exec(select(Phase).where(Phase.process_id == process.id))).one()
        options = [OptionDetails(title=f"Projet {number}") for number in range(1, OPTIONS + 1)]
        draft = await service.write(db, process.id, told.id, _details(), options, by=by)
        return await service.announce(db, draft.id, by=by)


def _details() -> BallotDetails:
    return BallotDetails(
        title="Une mesure",
        question="Quels projets ?",
        mode=Mode.SEALED,
        input=Input.APPROVAL,
        rule=Rule.MOST_VOTES,
        most=MOST,
        winners=3,
        lot_source="Aucun",
    )
