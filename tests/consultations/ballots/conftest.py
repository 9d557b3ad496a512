"""Ballots in a running phase, as the service reaches them: by the role that owns neither roll nor urn."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import msgspec
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import select

from consultations.ballots import service
from consultations.ballots.closing import RUNS, ask_to_close, ask_to_publish, mark_counted
from consultations.ballots.describing import BallotDetails, OptionDetails
from consultations.ballots.results import apart
from consultations.ballots.results.computing import Answer
from consultations.ballots.results.counting import keep, read
from consultations.ballots.rules import Input, Mode, Rule
from consultations.processes.models import Phase
from consultations.processes.rules import PhaseKind
from okote.identity.models import Role
from okote.platform import limits
from okote.platform.clock import offset, set_offset
from okote.platform.db import TIMEOUTS, Database
from okote.platform.events import SUBSCRIPTIONS
from okote.platform.jobs import jobs_app
from okote.platform.rights import as_service
from payments.sessions import JOBS, WriteSession
from tests.consultations.measures.conftest import assets, frame, renderer, show, templates
from tests.consultations.processes.conftest import administrator, process_of
from tests.plugins.washing import plain

__all__ = ["administrator", "assets", "frame", "process_of", "renderer", "show", "templates"]

DETAILS = BallotDetails(
    title="Budget des habitants",
    question="Quels projets voulez-vous ?",
    mode=Mode.SEALED,
    input=Input.APPROVAL,
    rule=Rule.MOST_VOTES,
    least=1,
    most=3,
    winners=2,
    lot_source="Premier numéro du Loto du 12 décembre",
    smallest_group=3,
)
SECRET = b"of the tests"
OPTIONS = tuple(OptionDetails(title=f"Projet {number}") for number in range(1, 6))


@pytest.fixture(scope="session")
async def shared_engine(shared_url):
    engine = create_async_engine(as_service(shared_url), connect_args={"options": TIMEOUTS})
    yield engine
    await engine.dispose()


@pytest.fixture
def database(database_url, subscriptions, lasting):
    """The same for what must be committed."""
    info = {JOBS: jobs_app(database_url, []), SUBSCRIPTIONS: subscriptions, limits.KEY: b"of the tests"}
    opened = Database(as_service(database_url), pool_size=10, info=info)
    lasting(opened)
    return opened


@pytest.fixture
def owner(database_url):
    """Who holds the database, of the test's own: reads everything."""
    with psycopg.connect(plain(database_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def ballot_of(db, process_of, administrator):
    """Announced, in a phase of votes from yesterday until tomorrow unless `days` says otherwise."""

    async def ballot_of(*, options=OPTIONS, envelopes=(), days=(-1, 1), announced=True, **changes):
        process = await process_of((PhaseKind.VOTE, *days), slug=f"budget-{token_hex(4)}")
        phase = (await db.exec(select(Phase).where(Phase.process_id == process.id))).one()
        details = replace(DETAILS, **changes)
        ballot = await service.write(db, process.id, phase.id, details, options, envelopes, by=administrator)
        if announced:
            await service.announce(db, ballot.id, by=administrator)
        return ballot

    return ballot_of


@pytest.fixture
async def ballot(ballot_of):
    return await ballot_of()


@pytest.fixture
def pass_time(db):
    """Days go by; the clock of this transaction says so from now on."""

    async def pass_time(days):
        await set_offset(db, await offset(db) + timedelta(days=days))

    return pass_time


@pytest.fixture
def close(db, administrator, someone):
    """By two people, once its phase is over."""

    async def close(ballot, reason="Le vote est terminé"):
        approval = await ask_to_close(db, ballot.id, reason, by=administrator)
        second = await someone(Role.ADMINISTRATOR)
        await RUNS[approval.act][1](db, approval, second)
        await db.commit()

    return close


@pytest.fixture
def publish(db, administrator, someone):
    """Once it is closed: counted, and published by two people."""

    async def publish(ballot, reason="Le résultat est compté"):
        await mark_counted(db, ballot.id, by=administrator)
        approval = await ask_to_publish(db, ballot.id, reason, by=administrator)
        second = await someone(Role.ADMINISTRATOR)
        await RUNS[approval.act][1](db, approval, second)
        await db.commit()

    return publish


async def count_here(db, ballot, by):
    """As the job counts a closed ballot, but without a process of its own; a tie has its lot."""
    ballot.lot = ballot.lot or "17"
    await db.flush()
    sheet = await read(db, ballot)
    told = [msgspec.json.encode(apart.counted(part.file)) for part in sheet.parts]
    answers = [msgspec.json.decode(one, type=Answer) for one in told]
    return await keep(db, sheet, answers, by.person.id)


@pytest.fixture
async def committing(database):
    """In the place of `db` where something must be committed, such as that a ballot is closed."""
    async with WriteSession(database.engine, expire_on_commit=False, info=database.info) as session:
        yield session


@pytest.fixture
def turn_over(db):
    """The job's work, within the test's transaction."""

    async def turn_over():
        return (await db.exec(text("SELECT urn.turn_over()"))).scalar_one()

    return turn_over
