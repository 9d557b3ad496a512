"""A thousand corruptions of entries, postings, deeds and contributions, by somebody whom nothing stops.

Each is found and named, and nothing else is.
"""
# ruff: noqa: S608 (whatever stands in a statement is the intruder's own)

from itertools import cycle
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import inspect, text

from okote.funding.pledges.models import Pledge
from okote.platform.audit import AuditEntry
from okote.platform.chain.invariants import INVARIANTS, as_sealed
from okote.platform.chain.service import seal
from payments.ledger.models import LedgerEntry, LedgerPosting

CORRUPTIONS = 1_000
ROWS = 500
"""Of each table, and twice as many postings."""

SEALED = {table.__tablename__: table for table in (LedgerEntry, LedgerPosting, AuditEntry, Pledge)}
KEYS = {name: [column.name for column in inspect(table).primary_key] for name, table in SEALED.items()}

WRITTEN = (
    """
    INSERT INTO ledger_entry (book, id, key, digest, kind, at)
    SELECT :territory, gen_random_uuid(), 'key-' || n, repeat('a', 64), 'pledge-paid', okote_now()
    FROM generate_series(1, :rows) n
    """,
    """
    INSERT INTO ledger_posting (book, entry_id, position, source, destination, amount_minor, currency)
    SELECT book, id, n, 'pledges', 'stripe:balance', row_number() OVER (ORDER BY id, n), 'EUR'
    FROM ledger_entry, generate_series(0, 1) n
    """,
    """
    INSERT INTO audit_entry (id, territory_id, at, person_id, deed, subject, called, before, after, reason)
    SELECT gen_random_uuid(), :territory, okote_now(), :person, 'place_added', 'place', 'Rivemont',
           '{}', jsonb_build_object('name', 'Rivemont', 'number', n), ''
    FROM generate_series(1, :rows) n
    """,
    """
    INSERT INTO pledge (id, territory_id, campaign_id, person_id, form_token, status, amount_minor, currency,
                        public_name, name_shown, amount_shown, own_people, language, thanks_hash, created_at)
    SELECT gen_random_uuid(), :territory, :campaign, :person, gen_random_uuid(), 'opened', 2000, 'EUR',
           'Camille', true, false, false, 'fr', sha256(convert_to(n::text, 'UTF8')), okote_now()
    FROM generate_series(1, :rows) n
    """,
    "UPDATE pledge SET status = 'cancelling', paid_at = okote_now(), fee_minor = 55",
)

AGAIN = "gen_random_uuid()"
LATER = "{} + interval '1 microsecond'"
LONGER = "coalesce({}, '') || 'x'"
MORE = "{} + 1"
NOT = "NOT {}"

CHANGED = {
    "ledger_entry": {
        "key": LONGER,
        "digest": "repeat('b', 64)",
        "kind": LONGER,
        "at": LATER,
        "reference": AGAIN,
        "reverses": AGAIN,
    },
    "ledger_posting": {
        "source": LONGER,
        "destination": LONGER,
        "amount_minor": MORE,
        "currency": "'CHF'",
    },
    "audit_entry": {
        "territory_id": AGAIN,
        "at": LATER,
        "person_id": AGAIN,
        "deed": LONGER,
        "subject": LONGER,
        "subject_id": AGAIN,
        "called": LONGER,
        "before": "{} || jsonb_build_object('name', NULL)",
        "after": "{} - 'number'",
        "reason": LONGER,
    },
    "pledge": {
        "territory_id": AGAIN,
        "campaign_id": AGAIN,
        "person_id": AGAIN,
        "form_token": AGAIN,
        "payment_id": AGAIN,
        "status": "'refunding'",
        "amount_minor": MORE,
        "currency": "'CHF'",
        "fee_minor": "NULL",
        "public_name": LONGER,
        "name_shown": NOT,
        "amount_shown": NOT,
        "message": LONGER,
        "own_people": NOT,
        "language": "'de'",
        "thanks_hash": "sha256({})",
        "created_at": LATER,
        "paid_at": LATER,
        "ended_at": "okote_now()",
        "refund_failure": LONGER,
        "given_back_because": LONGER,
    },
}


UNIQUE = {
    "ledger_entry": f"'id', {AGAIN}, 'key', {AGAIN}",
    "ledger_posting": f"'entry_id', {AGAIN}",
    "audit_entry": f"'id', {AGAIN}",
    "pledge": f"'id', {AGAIN}, 'form_token', {AGAIN}, 'thanks_hash', sha256(uuid_send({AGAIN}))",
}
"""What a copy of a row needs of its own."""


def key_of(name):
    return " || '/' || ".join(f"{column}::text" for column in KEYS[name])


class Intruder:
    """Holds the database, leaves no row alone twice, and lists what a check ought to find."""

    def __init__(self, db, left):
        self.db = db
        self.random = Random(20270301)
        self.left = {name: self.random.sample(keys, len(keys)) for name, keys in left.items()}
        self.planted = {name: set() for name in (*SEALED, "seal")}

    @classmethod
    async def entering(cls, db):
        left = {}
        for name in SEALED:
            keys = text(f"SELECT {key_of(name)} FROM {name} ORDER BY 1")
            left[name] = (await db.exec(keys)).scalars().all()
        return cls(db, left)

    async def one(self, statement):
        """What it answers of the one row that it is about."""
        (answer,) = (await self.db.exec(text(statement))).scalars()
        return answer

    async def change(self, name):
        column = self.random.choice(list(CHANGED[name]))
        key, value = self.left[name].pop(), CHANGED[name][column].format(column)
        await self.one(f"UPDATE {name} SET {column} = {value} WHERE {key_of(name)} = '{key}' RETURNING 1")
        self.planted[name].add((key, "altered"))

    async def swap(self, name):
        """What two rows say is the other's."""
        keys = self.left[name].pop(), self.left[name].pop()
        aside = "/".join(str(UUID(int=0)) if "-" in part else "9" for part in keys[0].split("/"))
        for source, target in ((keys[0], aside), (keys[1], keys[0]), (aside, keys[1])):
            await self.rename(name, source, target)
        self.planted[name] |= {(key, "altered") for key in keys}

    async def rename(self, name, source, target):
        pairs = zip(KEYS[name], target.split("/"), strict=True)
        renamed = ", ".join(f"{column} = '{part}'" for column, part in pairs)
        await self.one(f"UPDATE {name} SET {renamed} WHERE {key_of(name)} = '{source}' RETURNING 1")

    async def delete(self, name):
        key = self.left[name].pop()
        await self.one(f"DELETE FROM {name} WHERE {key_of(name)} = '{key}' RETURNING 1")
        self.planted[name].add((key, "missing"))

    async def insert(self, name):
        """The like of another row."""
        like = self.left[name].pop()
        copy = f"SELECT (jsonb_populate_record(one, jsonb_build_object({UNIQUE[name]}))).* FROM {name} one"
        copy += f" WHERE {key_of(name)} = '{like}'"
        key = await self.one(f"INSERT INTO {name} {copy} RETURNING {key_of(name)}")
        self.planted[name].add((key, "not sealed"))
        return key

    async def redigest(self, name):
        """The row is left alone: its digest is made another's."""
        await self._touch(name, "UPDATE sealed_row SET digest = sha256(digest)", "altered")

    async def unseal(self, name):
        """What a contribution was before is still there, and no longer what it is."""
        found = "altered" if name == "pledge" else "not sealed"
        await self._touch(name, "DELETE FROM sealed_row", found)

    async def _touch(self, name, how, found):
        key = self.left[name].pop()
        which = "(relation, key, id) = (SELECT relation, key, max(id) FROM sealed_row"
        which += f" WHERE (relation, key) = ('{name}', '{key}') GROUP BY relation, key)"
        self.planted["seal"].add(await self.one(f"{how} WHERE {which} RETURNING seal_number"))
        self.planted[name].add((key, found))

    async def forge(self, name):
        """A row is slipped in with its digest under an old seal: the row fits, the seal doesn't any more."""
        key = await self.insert(name)
        number = self.random.choice((1, 2, 3))
        said = f"'{name}', '{key}', 1000000, {number}, row_digest(to_jsonb(one))"
        await self.one(
            "INSERT INTO sealed_row (relation, key, id, seal_number, digest)"
            f" SELECT {said} FROM {name} one WHERE {key_of(name)} = '{key}' RETURNING 1"
        )
        self.planted[name].remove((key, "not sealed"))
        self.planted["seal"].add(number)


@pytest.fixture
async def sealed(db, territory, someone, live_campaign):
    """Rows written as the service writes them, under a dozen seals; then nothing objects any more."""
    donor = await someone()
    known = {
        "territory": territory.id,
        "campaign": live_campaign.id,
        "person": donor.person.id,
        "rows": ROWS,
    }
    for statement in WRITTEN:
        used = {name: value for name, value in known.items() if f":{name}" in statement}
        await db.exec(text(statement).bindparams(**used))
    while await seal(db, most=300):
        pass
    await db.exec(text("SET LOCAL session_replication_role = replica"))


async def located(db):
    """What is found of each table and, under `seal`, of the chain itself."""
    found = {}
    for name, table in SEALED.items():
        rows = (await db.exec(text(as_sealed(table).sql))).all()
        found[name] = {(row.key, row.found) for row in rows}
        assert len(rows) == len(found[name])
    found["seal"] = {seal for one in INVARIANTS for seal in (await db.exec(text(one.sql))).scalars()}
    return found


def test_every_column_is_among_those_that_are_changed():
    for name, table in SEALED.items():
        columns = {column.name for column in inspect(table).columns}
        assert columns - set(KEYS[name]) == set(CHANGED[name])


async def test_a_thousand_corruptions_are_all_found_and_named_and_nothing_else_is(db, sealed):
    assert not any((await located(db)).values())
    intruder = await Intruder.entering(db)
    deeds = [
        intruder.change,
        intruder.swap,
        intruder.delete,
        intruder.insert,
        intruder.redigest,
        intruder.unseal,
        intruder.forge,
    ]
    weights = [8, 1, 2, 2, 1, 1, 1]
    for name, _ in zip(cycle(SEALED), range(CORRUPTIONS), strict=False):
        (deed,) = intruder.random.choices(deeds, weights)
        await deed(name)
    assert await located(db) == intruder.planted
