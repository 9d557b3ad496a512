"""The roll and the urn belong to roles of their own, also in a database that came of a dump."""

from secrets import token_hex

import pytest

from consultations.ballots import queries
from consultations.ballots.personal import KEPT
from consultations.ballots.voting import cast_vote
from okote.platform import rights
from tests.plugins.postgres import FLOORS

OWNERS = """
    SELECT nspname, pg_get_userbyid(nspowner)::text,
           (SELECT array_agg(DISTINCT pg_get_userbyid(relowner)::text) FROM pg_class
             WHERE relnamespace = place.oid AND relkind = 'r'),
           (SELECT array_agg(DISTINCT pg_get_userbyid(proowner)::text) FROM pg_proc
             WHERE pronamespace = place.oid)
      FROM pg_namespace place WHERE nspname IN ('roll', 'urn') ORDER BY 1
"""
APART = [(name, f"okote_{name}", [f"okote_{name}"], [f"okote_{name}"]) for name in ("roll", "urn")]


@pytest.fixture
def db(committing):
    return committing


async def test_whose_they_are_is_settled_again_after_a_restore(db, ballot, someone, owner, database_url):
    """A dump holds neither owners nor rights: all is whoever's restores it, until it is settled."""
    voter = await someone()
    await db.commit()
    assert owner.execute(OWNERS).fetchall() == APART
    for role in ("okote_roll", "okote_urn"):
        owner.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER")
        owner.execute(f"DROP OWNED BY {role}")
    owner.execute("DROP OWNED BY okote_service")
    owner.execute("GRANT USAGE ON SCHEMA public, roll, urn TO okote_service")
    owner.execute("GRANT SELECT ON urn.vote TO okote_service")
    assert owner.execute(OWNERS).fetchall() != APART
    assert not await queries.apart(db)
    await db.commit()
    owner.execute("REVOKE ALL ON urn.vote FROM okote_service")
    rights.settle(database_url, FLOORS)
    shape = owner.execute("SELECT max(xmin::text::bigint) FROM pg_class").fetchone()
    rights.settle(database_url, FLOORS)
    assert owner.execute("SELECT max(xmin::text::bigint) FROM pg_class").fetchone() == shape
    assert owner.execute(OWNERS).fetchall() == APART
    assert await queries.apart(db)
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
    await db.commit()
    assert owner.execute("SELECT count(*) FROM urn.vote").fetchone() == (1,)


async def test_each_function_of_theirs_names_its_search_path_and_is_nobody_elses(owner):
    found = owner.execute(
        "SELECT oid::regprocedure::text, prosecdef, coalesce(proconfig::text, ''), proacl::text FROM pg_proc"
        " WHERE pronamespace IN ('roll'::regnamespace, 'urn'::regnamespace)"
    ).fetchall()
    assert len(found) == 26
    for function, definer, settings, granted in found:
        assert definer, function
        assert "search_path=pg_catalog, pg_temp" in settings, function
        assert "{=X" not in granted, f"{function} is everybody's"
        assert ",=X" not in granted, f"{function} is everybody's"
    public = owner.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND proname ~ '^(ballot|published)_' AND proconfig IS NULL"
    ).fetchall()
    assert public == []


async def test_each_column_of_theirs_is_in_the_register(owner):
    found = owner.execute(
        "SELECT format('%s.%s', table_schema, table_name), column_name FROM information_schema.columns"
        " WHERE table_schema IN ('roll', 'urn') ORDER BY ordinal_position"
    ).fetchall()
    columns = {}
    for table, column in found:
        columns.setdefault(table, []).append(column)
    told = {
        table: said
        for line in KEPT
        for table, said in line.columns.items()
        if table.startswith(("roll.", "urn."))
    }
    assert told == {table: " ".join(names) for table, names in columns.items()}
