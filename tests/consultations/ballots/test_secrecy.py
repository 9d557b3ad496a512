"""Whoever works for the service, or exports from it, can't say who chose what; who holds the database could,
until the urn is turned over.
"""

import re
from secrets import token_hex

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import make_url, text

from consultations.ballots import rules
from consultations.ballots.closing import TURN_OVER
from consultations.ballots.service import count_roll
from consultations.ballots.voting import cast_vote
from okote.platform.rights import as_service
from tests.plugins.washing import plain

VOTERS = 12
CHOICES = [{1 + number % 5: 1} for number in range(VOTERS)]

XMIN = """
    SELECT encode(mark.voter, 'hex'), vote.choices FROM roll.mark JOIN urn.vote
        ON {mark} = {vote} AND mark.ballot_id = vote.ballot_id
"""
BY_XMIN = XMIN.format(mark="mark.xmin::text", vote="vote.xmin::text")
BY_ORDER = """
    SELECT encode(mark.voter, 'hex'), vote.choices
      FROM (SELECT voter, row_number() OVER (ORDER BY ctid) AS place FROM roll.mark) mark
      JOIN (SELECT choices, row_number() OVER (ORDER BY {order}) AS place FROM urn.vote) vote USING (place)
"""


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def truth(db, database, ballot, someone):
    """Key of each voter to what they chose, once each has voted in a transaction of their own."""
    voters = [await someone() for _ in CHOICES]
    await db.commit()
    for voter, choices in zip(voters, CHOICES, strict=True):
        async with database.unit_of_work() as session:
            await cast_vote(session, ballot.id, choices, token_hex(), by=voter)
    return {
        rules.voter_key(b"of the tests", ballot.id, voter.person.id).hex(): rules.canonical(choices)
        for voter, choices in zip(voters, CHOICES, strict=True)
    }


@pytest.fixture
def service(database_url):
    """The very role as which the service connects, and whatever SQL somebody smuggles in."""
    with psycopg.connect(plain(as_service(database_url)), autocommit=True) as connection:
        yield connection


@pytest.fixture
def export(owner, database_url, worker_id):
    """Somebody whom the administrator of the database let export."""
    login = f"reporter_{worker_id}"
    owner.execute(f"CREATE ROLE {login} LOGIN IN ROLE okote_export")
    url = make_url(database_url).set(username=login).render_as_string(hide_password=False)
    with psycopg.connect(plain(url), autocommit=True) as connection:
        yield connection
    owner.execute(f"DROP ROLE {login}")


async def turned_over(database):
    async with database.unit_of_work() as session:
        return (await session.exec(TURN_OVER)).scalar_one()


def agreement(owner, question, truth):
    """Which voters it finds with what they chose."""
    return sum(truth[voter] == choices for voter, choices in owner.execute(question).fetchall())


async def test_the_holder_of_the_database_joins_them_until_the_urn_is_turned_over(
    owner, database, truth, ballot
):
    """The negative control: without the turning over, each of these finds everybody."""
    assert agreement(owner, BY_XMIN, truth) == VOTERS
    assert agreement(owner, BY_ORDER.format(order="ctid"), truth) == VOTERS
    assert await turned_over(database) == VOTERS
    assert agreement(owner, BY_XMIN, truth) == 0
    assert owner.execute("SELECT count(DISTINCT xmin::text) FROM urn.vote").fetchone() == (1,)
    for order in ("ctid", "id", "code", "receipt", "xmin::text::bigint, ctid"):
        assert agreement(owner, BY_ORDER.format(order=order), truth) < VOTERS
    assert owner.execute("SELECT FROM receipt JOIN roll.mark ON mark.xmin = receipt.xmin").fetchall() == []
    assert await turned_over(database) == 0


async def test_of_a_large_urn_what_came_since_is_turned_over_until_the_ballot_is_over(owner, database, truth):
    """Twelve papers are too few for that, and wait; all are written anew at the end."""
    few = text("SELECT urn.turn_over(3)")
    async with database.unit_of_work() as session:
        assert (await session.exec(few)).scalar_one() == 0
    assert agreement(owner, BY_XMIN, truth) == 3, "whose receipts are held back"
    owner.execute(
        "INSERT INTO urn.vote (ballot_id, choices, code, receipt)"
        " SELECT ballot_id, choices, sha256(code || n::text::bytea), sha256(receipt || n::text::bytea)"
        " FROM urn.vote, generate_series(1, 2) n"
    )
    async with database.unit_of_work() as session:
        assert (await session.exec(few)).scalar_one() == 3 * VOTERS
        assert (await session.exec(few)).scalar_one() == 0
    assert agreement(owner, BY_XMIN, truth) == 0
    owner.execute("UPDATE phase SET ends_at = clock_timestamp()")
    async with database.unit_of_work() as session:
        assert (await session.exec(few)).scalar_one() == 3 * VOTERS
    assert owner.execute("SELECT count(DISTINCT xmin::text) FROM urn.vote").fetchone() == (1,)


async def test_the_order_after_it_is_drawn_by_lot(owner, database, truth):
    """Twenty draws of twelve papers never give the same order twice."""
    orders = set()
    for _ in range(20):
        owner.execute("UPDATE urn.vote SET sealed = false")
        await turned_over(database)
        orders.add(tuple(owner.execute("SELECT receipt FROM urn.vote ORDER BY ctid").fetchall()))
    assert len(orders) == 20


ATTACKS = (
    # 1 to 4: joins on what a row tells of its writing, and on the order of rows
    BY_XMIN,
    BY_ORDER.format(order="ctid"),
    BY_ORDER.format(order="id"),
    "SELECT mark.voter, vote.choices FROM roll.mark, urn.vote ORDER BY mark.ctid, vote.ctid",
    # 5: each table alone, a count, a column, a lock, a cursor, an explanation
    "SELECT voter FROM roll.mark",
    "SELECT choices FROM urn.vote",
    "SELECT count(*) FROM urn.vote",
    "SELECT FROM urn.vote FOR UPDATE",
    "DECLARE paper CURSOR WITH HOLD FOR SELECT * FROM urn.vote",
    "EXPLAIN ANALYZE SELECT FROM urn.vote WHERE choices = '1:1'",
    "LOCK TABLE roll.mark IN ACCESS SHARE MODE",
    # 6: copies and backups
    "COPY roll.mark TO STDOUT",
    "COPY (SELECT * FROM urn.vote) TO STDOUT",
    "CREATE TABLE stolen AS SELECT * FROM urn.vote",
    "CREATE TEMP TABLE stolen AS SELECT * FROM urn.vote",
    # 7: what a vote is may not be changed, thrown away or added
    "UPDATE urn.vote SET choices = '1:1'",
    "DELETE FROM urn.vote",
    "TRUNCATE urn.vote",
    "INSERT INTO roll.mark VALUES (gen_random_uuid(), sha256('x'), 'web', now())",
    "INSERT INTO receipt VALUES (gen_random_uuid(), sha256('x'), false, 1)",
    "DELETE FROM receipt_link",
    # 8: triggers, rules and views that would look on
    "CREATE TRIGGER spy AFTER INSERT ON roll.mark FOR EACH ROW EXECUTE FUNCTION note_row_version('day')",
    "CREATE RULE spy AS ON INSERT TO urn.vote DO ALSO NOTIFY spy",
    "CREATE VIEW spy AS SELECT * FROM urn.vote",
    "CREATE FUNCTION urn.spy() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    # 9: functions that are another role's alone
    "SELECT urn.put(gen_random_uuid(), '', sha256('x'), sha256('x'))",
    "SELECT urn.holds(gen_random_uuid(), sha256('x'), sha256('x'))",
    "SELECT * FROM urn.sizes()",
    "SELECT urn.tell_receipts(gen_random_uuid(), true)",
    "ALTER FUNCTION roll.cast_vote SET search_path = public",
    "ALTER FUNCTION okote_now() SET search_path = pg_temp",
    # 10: other people's rights, and what the server keeps for its administrators
    "SET ROLE okote_urn",
    "SET ROLE okote_roll",
    "SET SESSION AUTHORIZATION okote",
    "GRANT okote_urn TO CURRENT_USER",
    "SELECT * FROM pg_statistic",
    "SELECT pg_read_file('postgresql.auto.conf')",
    "SELECT pg_ls_dir('base')",
    "SELECT * FROM pg_create_logical_replication_slot('spy', 'pgoutput')",
    "LOAD 'auto_explain'",
    "SET log_statement = 'all'",
)


async def test_neither_the_service_nor_an_export_reads_or_changes_anything_of_them(
    service, export, truth, owner
):
    before = owner.execute("SELECT * FROM urn.vote ORDER BY id").fetchall()
    for role in (service, export):
        for attack in ATTACKS:
            with pytest.raises(errors.InsufficientPrivilege), role.transaction():
                role.execute(attack).fetchall()
    assert owner.execute("SELECT * FROM urn.vote ORDER BY id").fetchall() == before
    with pytest.raises(errors.InsufficientPrivilege):
        export.execute("SELECT roll.has_voted(gen_random_uuid(), sha256('x'))")
    for table in ("person", "receipt", "receipt_link"):
        with pytest.raises(errors.InsufficientPrivilege):
            export.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))


BESIDE = sql.SQL("SELECT FROM {} WHERE xmin IN (SELECT xmin FROM roll.mark)")

LOOKS = (
    # What statistics, activity and locks tell of them to whoever may not read them
    "SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'vote'",
    "SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'mark'",
    "SELECT query FROM pg_stat_activity",
    "SELECT statement FROM pg_prepared_statements",
    "SELECT locktype, relation::regclass::text, virtualxid, objid FROM pg_locks",
    "SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_all_tables WHERE schemaname IN ('roll', 'urn')",
    "SELECT relname, indexrelname, idx_scan FROM pg_stat_all_indexes WHERE schemaname IN ('roll', 'urn')",
    "SELECT * FROM pg_sequences",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace IN ('roll'::regnamespace, 'urn'::regnamespace)",
    "SELECT *, xmin::text FROM receipt",
    "SELECT *, xmin::text FROM receipt_link",
    "SELECT *, xmin::text FROM audit_entry",
    "SELECT args::text FROM procrastinate_jobs",
    "SELECT * FROM unsealed_row WHERE relation IN ('mark', 'vote')",
)


async def test_what_the_server_tells_everyone_names_neither_a_voter_nor_a_choice(
    service, owner, database, truth
):
    owner.execute("ANALYZE roll.mark, urn.vote")
    shown = owner.execute(
        "SELECT most_common_vals::text FROM pg_stats WHERE schemaname = 'urn' AND attname = 'choices'"
    )
    assert "1:1" in shown.fetchone()[0], "the owner sees them: the control"
    secret = set(truth) | {rf"\b{one}\b" for one in truth.values()}
    for look in LOOKS:
        told = "\n".join(map(str, service.execute(look).fetchall()))
        assert not [one for one in secret if re.search(one, told)], look


async def test_nothing_else_is_written_in_the_transaction_of_a_vote(owner, truth):
    """Nothing of the same transaction stands where the service reads: a session, a limit, a mail, a job."""
    tables = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    ).fetchall()
    beside = [table for (table,) in tables if owner.execute(BESIDE.format(sql.Identifier(table))).fetchall()]
    assert beside == []


async def test_neither_table_keeps_a_moment_an_order_or_the_others_key(owner):
    """Lines typed from papers have numbers until their batch is put in: nobody knows whose paper is which."""
    columns = owner.execute(
        "SELECT table_schema, column_name, data_type, column_default FROM information_schema.columns"
        " WHERE table_schema IN ('roll', 'urn') AND table_name <> 'typed'"
    ).fetchall()
    assert {(schema, kind) for schema, _, kind, _ in columns} == {
        ("roll", "uuid"),
        ("roll", "bytea"),
        ("roll", "text"),
        ("roll", "date"),
        ("urn", "uuid"),
        ("urn", "bytea"),
        ("urn", "text"),
        ("urn", "boolean"),
    }
    assert not [default for *_, default in columns if default and "nextval" in default]
    shared = {name for schema, name, *_ in columns if schema == "roll"} & {
        name for schema, name, *_ in columns if schema == "urn"
    }
    assert shared == {"ballot_id"}


LIES = (
    "SELECT",
    "UPDATE ballot SET closed_at = now(), closed_stamp = '2020-01-01'",
    "UPDATE phase SET ends_at = now(); UPDATE ballot SET closed_at = now(), closed_stamp = '2020-01-01'",
    "INSERT INTO clock_offset (ahead) VALUES ('9 days'); UPDATE ballot SET closed_at = okote_now()",
)


@pytest.mark.parametrize("lie", LIES)
async def test_the_urn_is_read_by_nobody_before_two_people_closed_it(service, truth, ballot, lie):
    """Nor within a transaction that is then undone."""
    service.execute("BEGIN")
    service.execute(lie)
    with pytest.raises(errors.InsufficientPrivilege, match="the urn is closed"):
        service.execute("SELECT * FROM urn.opened(%s)", [ballot.id])
    service.execute("ROLLBACK")


async def test_who_looks_early_has_ended_the_vote_for_everyone_to_see(
    service, truth, ballot, database, someone
):
    """And can't take that back: the price of it is the vote itself."""
    service.execute("INSERT INTO clock_offset (ahead) VALUES ('9 days')")
    service.execute("UPDATE ballot SET closed_at = okote_now()")
    assert service.execute("SELECT sum(votes) FROM urn.opened(%s)", [ballot.id]).fetchone() == (VOTERS,)
    service.execute("DELETE FROM clock_offset")
    for undo in (
        "UPDATE ballot SET closed_at = NULL",
        "DELETE FROM ballot",
        "UPDATE ballot SET announced_at = NULL",
    ):
        with pytest.raises(errors.RestrictViolation):
            service.execute(undo)
    cast = "SELECT outcome FROM roll.cast_vote(%s, sha256('v'), 'web', '{1}', '{1}', sha256('c'), 'n')"
    assert service.execute(cast, [ballot.id]).fetchone() == ("over",)


async def test_who_moves_the_search_path_moves_nothing(service, ballot, truth):
    """A table, a function or an operator of one's own in the place of ours is looked at by nobody."""
    service.execute("CREATE TEMP TABLE clock_offset AS SELECT true AS singleton, interval '30 days' AS ahead")
    service.execute("CREATE TEMP TABLE ballot AS TABLE public.ballot")
    service.execute("UPDATE pg_temp.ballot SET announced_at = NULL")
    service.execute("SET search_path = pg_temp, public")
    service.execute("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'")
    answer = service.execute(
        "SELECT * FROM roll.cast_vote(%s, sha256('another'), 'web', '{1}', '{1}', sha256('c'), 'n')",
        [ballot.id],
    ).fetchone()
    assert answer == ("cast", rules.receipt(ballot.id, "1:1", "n"))
    with pytest.raises(errors.InsufficientPrivilege, match="the urn is closed"):
        service.execute("SELECT * FROM urn.opened(%s)", [ballot.id])


async def test_errors_repeat_nothing_of_what_was_given(service, db, ballot):
    await db.commit()
    code = "SELECT roll.cast_vote(%s, %s, %s, %s, %s, %s, %s)"
    for given in (
        [ballot.id, b"short", "web", [4], [1], b"c" * 32, "n"],
        [ballot.id, b"v" * 32, "telepathy", [4], [1], b"c" * 32, "n"],
        [ballot.id, b"v" * 32, "web", [4], [1], b"short", "n"],
    ):
        with pytest.raises(psycopg.Error) as refused:
            service.execute(code, given)
        diagnosis = refused.value.diag
        told = f"{diagnosis.message_primary} {diagnosis.context} {diagnosis.message_hint}"
        assert "4:1" not in told
        assert "76767676" not in told


async def test_the_roll_is_read_with_a_line_in_the_audit_trail_alone(
    service, owner, truth, ballot, database, administrator
):
    with pytest.raises(errors.InsufficientPrivilege, match="written down first"):
        service.execute("SELECT * FROM roll.counted(%s, gen_random_uuid())", [ballot.id])
    async with database.unit_of_work() as session:
        counted = await count_roll(session, ballot.id, "Point du soir", by=administrator)
    assert counted[rules.Channel.WEB] == VOTERS
    (entry, reason) = owner.execute("SELECT id, reason FROM audit_entry WHERE deed = 'roll_read'").fetchone()
    assert reason == "Point du soir"
    with pytest.raises(errors.InsufficientPrivilege, match="written down first"):
        service.execute("SELECT * FROM roll.counted(%s, %s)", [ballot.id, entry])
