"""Figures of a vote of forty thousand people, and the file of a quarter of a million: time, and memory."""

import time
import tracemalloc
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
from sqlmodel import select

from consultations.ballots import service
from consultations.ballots.describing import BallotDetails, OptionDetails
from consultations.ballots.exchange import files
from consultations.ballots.models import Ballot
from consultations.ballots.rules import Input, Mode, Rule
from consultations.ballots.statistics.keeping import compute
from consultations.processes.models import Phase, Process
from consultations.processes.rules import POSSIBLE, Audience, PhaseKind, Template
from consultations.services.models import Service
from okote.house import House
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.database_url import libpq_url
from okote.territories.models import Territory
from okote.web.spreadsheets import long_spreadsheet
from tests.bench.lines import Line, at_least, at_most

PEOPLE, EACH, OPTIONS, ANSWERS = 40_000, 10, 100, 250_000
"""Each votes for one of each ten options."""
MB = 1_000_000
VOTES = """
WITH voters AS (
    INSERT INTO person (id, created_at, email_chosen)
    SELECT gen_random_uuid(), now(), false FROM generate_series(1, %(people)s) RETURNING id
), numbered AS (SELECT id, row_number() OVER () AS number FROM voters)
INSERT INTO open_vote (ballot_id, person_id, choices, at)
SELECT %(ballot)s, id,
       (SELECT string_agg(1 + (step - 1) * 10 + abs(hashint8(number * 97 + step) %% 10) || ':1', ','
                          ORDER BY step)
          FROM generate_series(1, %(each)s) AS step),
       now()
  FROM numbered
"""
GONE = "DELETE FROM open_vote WHERE ballot_id = %(ballot)s"


async def votes(house: House, people: int = PEOPLE, answers: int = ANSWERS) -> list[Line]:
    """Of one ballot in the first territory: first so many people, then as many more as make the answers."""
    ballot = await _ballot(house)
    _more(house, ballot.id, people)
    seconds, choices = await _figures(house, ballot)
    small = await _file(house, ballot)
    _more(house, ballot.id, answers - people)
    large = await _file(house, ballot)
    _connected(house, GONE, ballot=ballot.id)
    return [
        Line(
            "vote, figures",
            bounds=[
                at_most(f"{people} people", 1, seconds, "s"),
                at_least("choices", people * EACH, choices),
            ],
        ),
        Line(
            "vote, file of answers",
            bounds=[
                at_least("lines", answers, large[0]),
                at_most("most memory of it", 20, large[1] / MB, "MB"),
                at_most(f"times that of {people} lines", 1.2, large[1] / max(small[1], MB), ""),
            ],
        ),
    ]


async def _ballot(house: House) -> Ballot:
    """Announced, in a consultation of its own."""
    async with house.database.unit_of_work() as db:
        at = await db.now()
        territory = (await db.exec(select(Territory).order_by(Territory.id).limit(1))).one()
        writer = Person(created_at=at)
        answering = Service(
            territory_id=territory.id, name=f"{uuid4()}", email="v@exemple.test", created_at=at
        )
        db.add_all([writer, answering])
        await db.flush()
        process = Process(
            territory_id=territory.id,
            template=Template.BUDGET,
            audience=Audience.PUBLIC,
            slug=f"mesure-{uuid4().hex[:8]}",
            languages=["fr"],
            organisers=[],
            service_id=answering.id,
            created_at=at,
            created_by=writer.id,
            published_at=at,
            title="Mesure",
            lead="Mesure.",
            body="Mesure.",
        )
        db.add(process)
        await db.flush()
        phase = Phase(
            territory_id=territory.id,
            process_id=process.id,
            kind=PhaseKind.VOTE,
            starts_at=at - timedelta(days=1),
            ends_at=at + timedelta(days=1),
            permits=sorted(POSSIBLE[PhaseKind.VOTE]),
            audience=Audience.PUBLIC,
        )
        db.add(phase)
        await db.flush()
        by = Visitor(
            territory=territory,
            language="fr",
            address="",
            person=writer,
            roles=frozenset([Held(Role.ADMINISTRATOR)]),
        )
        details = BallotDetails(
            title="Mesure",
            question="Mesure ?",
            mode=Mode.OPEN,
            input=Input.APPROVAL,
            rule=Rule.MOST_VOTES,
            most=EACH,
            winners=5,
            lot_source="Loto",
        )
        options = [OptionDetails(title=f"Projet {number}") for number in range(1, OPTIONS + 1)]
        ballot = await service.write(db, process.id, phase.id, details, options, by=by)
        return await service.announce(db, ballot.id, by=by)


def _more(house: House, ballot_id: UUID, people: int) -> None:
    _connected(house, VOTES, people=people, ballot=ballot_id, each=EACH)


def _connected(house: House, statement: str, **values: object) -> None:
    with psycopg.connect(libpq_url(house.database.url), autocommit=True) as connection:
        connection.execute(statement, values)
        connection.execute("ANALYZE open_vote")


async def _figures(house: House, ballot: Ballot) -> tuple[float, int]:
    """The least of three, from the question to the database on; and how many choices they hold."""
    best, choices = float("inf"), 0
    for _ in range(3):
        async with house.database.reading() as db:
            begun = time.perf_counter()
            found = await compute(db, ballot)
            best = min(best, time.perf_counter() - begun)
        assert found is not None
        choices = sum(found.figures.supports.values())
    return best, choices


async def _file(house: House, ballot: Ballot) -> tuple[int, int]:
    """How many lines, and what was held at most while they were written."""
    lines = 0
    tracemalloc.start()
    async with house.database.reading() as db:
        async for piece in long_spreadsheet(files.VOTE_COLUMNS, files.votes(db, ballot)):
            lines += piece.count("\n")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return lines - 1, most
