"""Two at once: whoever comes second is told so, and nothing is declared that nobody read."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from consultations.procedures.invariants import INVARIANTS
from consultations.procedures.models import ProcedureVersion
from consultations.procedures.papers.storing import take
from consultations.procedures.queries import files_of, text_of, wholes
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    VersionDetails,
    VersionFrozenError,
    VersionOpenError,
)
from consultations.procedures.service import catalogue, files, versions
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.platform.errors import StaleError
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def agents(house):
    here, made = await territory(house), []
    for _ in range(2):
        async with house.database.unit_of_work() as db:
            person = Person(created_at=await db.now())
            db.add(person)
        roles = frozenset([Held(Role.AGENT)])
        made.append(Visitor(here, "fr", ADDRESS, person=person, roles=roles))
    return made


@pytest.fixture
async def letter(house, agents, counter):
    details = ProcedureDetails(
        "La lettre",
        "Oui.",
        "Parents",
        ProcedureKind.LETTER,
        frozenset({Channel.MAIL}),
        (),
        counter.id,
    )
    async with house.database.unit_of_work() as db:
        return await catalogue.add_procedure(db, details, by=agents[0])


async def test_two_who_begin_a_version_at_once_begin_one(house, agents, letter):
    async def begin(agent):
        async with house.database.unit_of_work() as db:
            return await versions.add_version(db, letter.id, by=agent)

    ends = await gather(*map(begin, agents), return_exceptions=True)
    assert sorted(isinstance(end, VersionOpenError) for end in ends) == [False, True]
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []


async def test_without_the_lock_the_database_refuses_the_second(house, agents, letter):
    """The negative control: the same question and the same write, nobody waiting for the other."""
    asked = [Event(), Event()]

    async def begin(mine, others):
        async with house.database.unit_of_work() as db:
            known = select(ProcedureVersion).where(ProcedureVersion.procedure_id == letter.id)
            assert (await db.exec(known.order_by(col(ProcedureVersion.id)))).all() == []
            mine.set()
            await wait_for(others.wait(), 10)
            at = await db.now()
            said = {"since": at.date(), "changed": "", "text": "", "added_at": at}
            db.add(
                ProcedureVersion(territory_id=letter.territory_id, procedure_id=letter.id, number=1, **said)
            )

    ends = await gather(begin(*asked), begin(*reversed(asked)), return_exceptions=True)
    assert sorted(isinstance(end, IntegrityError) for end in ends) == [False, True]


async def test_what_is_sent_while_names_are_declared_gone_is_declared_or_refused(
    house, agents, letter, tmp_path
):
    one, other = agents
    async with house.database.unit_of_work() as db:
        version = await versions.add_version(db, letter.id, by=one)
        said = VersionDetails(version.since, text="Oui.")
        await versions.write_version(db, version.id, said, seen=text_of(version), by=one)
        (read,) = await wholes(db, [version])

    async def declare():
        async with house.database.unit_of_work() as db:
            return await versions.declare_names_removed(db, version.id, read.seen, by=one)

    async def send():
        async with house.database.unit_of_work() as db:
            return await files.add_file(
                db, version.id, "a.txt", take(b"M. Dupont"), folder=tmp_path, by=other
            )

    declared, sent = await gather(declare(), send(), return_exceptions=True)
    async with house.database.reading() as db:
        kept = await files_of(db, version.id)
    assert isinstance(declared, StaleError) == bool(kept)
    assert isinstance(sent, VersionFrozenError) == (not kept)
