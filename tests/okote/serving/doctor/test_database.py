"""The doctor and PostgreSQL: what is unsafe, what is missing, what does not hold."""

import msgspec
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from okote.app import build
from okote.platform.database_url import libpq_url
from okote.serving.doctor.database import apart, database, server
from okote.serving.doctor.findings import Level
from okote.serving.serve import history
from tests.okote.serving.doctor.said import said

SAFE = {
    "server_version_num": "160004",
    "server_version": "16.4",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}


async def examined(house, *, processes=1):
    return await database(house, history(house.settings), processes=processes)


def test_a_server_that_forgets_nothing_is_safe():
    assert {one.level for one in server(SAFE)} == {Level.OK}


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_forgets_is_not(setting):
    (sentence,) = said(server({**SAFE, setting: "off"}), Level.FAIL, "database")
    assert sentence.startswith(f"{setting} is off")


def test_commits_that_are_flushed_here_alone_are_safe():
    assert not said(server({**SAFE, "synchronous_commit": "local"}), Level.FAIL, "database")


@pytest.mark.parametrize(("number", "level"), [("140012", Level.FAIL), ("150000", Level.OK)])
def test_an_old_server_is_too_old(number, level):
    found = server({**SAFE, "server_version_num": number, "server_version": number})
    assert any(number in sentence for sentence in said(found, level, "database"))


async def test_a_database_that_is_asked_says_how_it_is(house):
    """That of the tests, which is fast and forgets."""
    found = await examined(house)
    assert "fsync is off" in str(said(found, Level.FAIL, "database"))
    assert said(found, Level.OK, "schema") == ["up to date."]
    assert said(found, Level.OK, "connections")
    assert said(found, Level.OK, "clock") == ["the database's and this machine's agree."]
    assert "no worker is running" in said(found, Level.WARN, "worker")[0]
    assert not said(found, Level.FAIL, "invariants")


async def test_more_processes_than_connections(house):
    (sentence,) = said(await examined(house, processes=50), Level.FAIL, "connections")
    assert "raise its max_connections" in sentence


@pytest.mark.parametrize("ahead", [-2.5, 2.5, 3600])
def test_clocks_that_disagree(ahead):
    assert apart(ahead).level is Level.FAIL
    assert f"{ahead:+.0f} seconds" in apart(ahead).says


async def test_the_database_of_a_demo_is_not_for_production(house):
    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO clock_offset VALUES (true, interval '40 days')"))
    assert not said(await examined(house), Level.FAIL, "clock")
    production = msgspec.structs.replace(house.settings, environment="production")
    assert "40 days" in said(await examined(build(production, house.database.url)), Level.FAIL, "clock")[0]


async def test_rules_that_do_not_hold(house):
    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO watched_invariant VALUES ('sound', now(), 0, NULL)"))
    assert said(await examined(house), Level.OK, "invariants") == ["all 1 held when the worker asked last."]
    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO watched_invariant VALUES ('broken', now(), 3, now())"))
    assert "1 do not hold" in said(await examined(house), Level.FAIL, "invariants")[0]


async def test_a_schema_that_is_older_than_the_code(house, server):
    with psycopg.connect(libpq_url(server.format("postgres")), autocommit=True) as connection:
        name = sql.Identifier("empty_for_the_doctor")
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        empty = build(house.settings, server.format("empty_for_the_doctor"))
        (sentence,) = said(await examined(empty), Level.FAIL, "schema")
        await empty.database.close()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    assert "run `okote migrate`" in sentence


async def test_a_database_that_does_not_answer(house):
    (finding,) = await examined(build(house.settings, "postgresql://127.0.0.1:9/nowhere"))
    assert (finding.level, finding.about) == (Level.FAIL, "database")
    assert "does not answer" in finding.says
