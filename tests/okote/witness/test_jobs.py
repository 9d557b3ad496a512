"""What is new is sealed each minute; the witness has a mail a day; the watch says what does not hold."""

from asyncio import create_task
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.platform.chain.models import UnsealedRow
from okote.platform.chain.queries import head
from okote.platform.chain.rules import read
from okote.platform.chain.service import seal
from okote.platform.clock import set_offset
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from okote.watch.queries import watched
from okote.witness.letters import tell_witness

WITNESS = "greffe@temoin.example"

WRITTEN = text("""
    INSERT INTO unsealed_row (relation, key, digest)
    SELECT 'speech', n::text, sha256(convert_to(n::text, 'UTF8')) FROM generate_series(1, :rows) n
""")


@pytest.fixture
def changed_settings():
    return {"witness": WITNESS}


@pytest.fixture
def do(house):
    """Jobs by their names, at once."""

    async def do(*names):
        async with house.database.unit_of_work() as db:
            for name in names:
                await db.defer(name, timestamp=0)
        await work_off(house.queue, house.job_context)

    return do


async def write(house, rows):
    async with house.database.unit_of_work() as db:
        await db.exec(WRITTEN.bindparams(rows=rows))


async def newest(house):
    async with house.database.reading() as db:
        return await head(db)


async def mails(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Mail).where(Mail.recipient == WITNESS).order_by(Mail.id))).all()


async def test_everything_that_waits_is_sealed_at_once(house, do):
    await write(house, 10_001)
    await do("chain.seal")
    assert ((await newest(house)).number, (await newest(house)).row_count) == (2, 1)
    async with house.database.reading() as db:
        assert (await db.exec(select(UnsealedRow.id))).all() == []


async def test_the_witness_has_one_mail_a_day_whoever_writes_it(house, do):
    await do("chain.tell-witness")
    assert await mails(house) == []
    await write(house, 1234)
    await do("chain.seal", "chain.tell-witness", "chain.tell-witness")
    (mail,) = await mails(house)
    made = await newest(house)
    command = next(line for line in mail.text.splitlines() if line.startswith("okote check"))
    assert command.startswith("okote check --seal 1 ")
    assert read(command.removeprefix("okote check --seal 1 ")) == made.hash
    assert "Lignes sous tous les sceaux · 1\N{NO-BREAK SPACE}234" in mail.text
    assert "http://trois-rives.localhost:8000/fr/sealed-accounts" in mail.text

    await write(house, 1)
    await do("chain.seal", "chain.tell-witness")
    assert len(await mails(house)) == 1
    async with house.database.unit_of_work() as db:
        await set_offset(db, timedelta(days=1))
    await do("chain.tell-witness")
    assert [one.subject for one in await mails(house)][1:] == ["À conserver\N{NO-BREAK SPACE}: sceau 2"]


async def test_of_two_workers_at_once_one_writes(house):
    """The other sees no mail of today yet, and would write one: it waits for the key, and then doesn't."""
    await write(house, 1)
    async with house.database.unit_of_work() as db:
        await seal(db)

    async def tell():
        async with house.database.unit_of_work() as db:
            await tell_witness(house, db)

    async with house.database.unit_of_work() as db:
        await tell_witness(house, db)
        other = create_task(tell())
        await until_someone_waits(house)
        assert await mails(house) == []
    await other
    assert len(await mails(house)) == 1


async def until_someone_waits(house):
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while True:
        async with house.database.reading() as db:
            if (await db.exec(waiting)).scalar_one():
                return


async def told(house) -> set[str]:
    """The rules of which there is an alarm."""
    async with house.database.reading() as db:
        return {row.name for row in (await watched(db)).violated}


@pytest.mark.parametrize(
    ("job", "found"),
    [("okote.watch", set()), ("okote.watch-whole", {"audit-entry-as-sealed"})],
)
async def test_what_only_the_whole_shows_is_told_each_night(house, do, job, found):
    """A deed is missing of which the chain knows; which one, `okote check` says."""
    async with house.database.unit_of_work() as db:
        await db.exec(
            text("INSERT INTO unsealed_row (relation, key, digest) VALUES ('audit_entry', 'x', sha256(''))")
        )
    await do(job)
    assert await told(house) == found


@pytest.mark.parametrize(
    ("job", "found"),
    [
        ("okote.watch", {"seal-follows-the-one-before", "seal-holds-its-rows"}),
        ("okote.watch-whole", {"seal-holds-its-rows"}),
    ],
)
async def test_what_is_altered_is_told_by_both(house, do, job, found):
    """At night only by what is not read whole anyway."""
    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO seal VALUES (7, okote_now(), sha256(''), sha256(''), 0)"))
    await do(job)
    assert await told(house) == found
