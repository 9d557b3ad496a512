"""What the local Stripe remembers: objects as JSON in one SQLite file, found again by the next demo.

One lock and one connection: a request, a page and a delivery each see and change everything at once
or nothing.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from payments.simulator.faults import missing

Object = dict[str, Any]

PLATFORM = ""
"""The owner of what belongs to no connected account."""

TABLES = """
CREATE TABLE IF NOT EXISTS object (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, owner, number);
CREATE INDEX IF NOT EXISTS object_intent ON object (kind, json_extract(body, '$.payment_intent'));
CREATE TABLE IF NOT EXISTS reminder (
    due INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (due, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (
    key TEXT NOT NULL, owner TEXT NOT NULL, made INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, request_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (key, owner)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY, event TEXT NOT NULL, url TEXT NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'pending'
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, due);
CREATE TABLE IF NOT EXISTS call (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


LAST, BATCH = 2**62, 200


def compared(kind: str, owner: str, where: Mapping[str, object] | None) -> tuple[str, list[object]]:
    """A condition on objects, with its values."""
    sql = "kind = ? AND owner = ?"
    values: list[object] = [kind, owner]
    for field, value in (where or {}).items():
        if not field.isidentifier():
            raise ValueError(f"no field has this name: {field!r}")
        sql += f" AND json_extract(body, '$.{field}') IS ?"
        values.append(value)
    return sql, values


class Store:
    def __init__(self, path: Path | None) -> None:
        """Without a path, in memory only."""
        self._lock = RLock()
        self._depth = 0
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything or nothing; inner ones are part of the outermost."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._db.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Execute; the number of rows that it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def empty(self) -> None:
        with self.transaction():
            for table in ("object", "reminder", "answer", "delivery", "call", "setting"):
                self.run(f"DELETE FROM {table}")  # noqa: S608 - the names stand one line above

    def add(self, new: Object, owner: str = PLATFORM) -> Object:
        self.run(
            "INSERT INTO object (id, kind, owner, body) VALUES (?, ?, ?, ?)",
            new["id"],
            new["object"],
            owner,
            json.dumps(new),
        )
        return new

    def save(self, changed: Object) -> None:
        self.run("UPDATE object SET body = ? WHERE id = ?", json.dumps(changed), changed["id"])

    def find(self, object_id: str) -> Object | None:
        found = self.rows("SELECT body FROM object WHERE id = ?", object_id)
        return json.loads(found[0][0]) if found else None

    def get(self, kind: str, object_id: str, owner: str = PLATFORM) -> Object | None:
        found = self.rows(
            "SELECT body FROM object WHERE id = ? AND kind = ? AND owner = ?", object_id, kind, owner
        )
        return json.loads(found[0][0]) if found else None

    def owner(self, object_id: str) -> str:
        return str(self.rows("SELECT owner FROM object WHERE id = ?", object_id)[0][0])

    def select(
        self, kind: str, owner: str = PLATFORM, where: Mapping[str, object] | None = None
    ) -> list[Object]:
        """Latest first; `where` compares top-level fields, of which indexes know some."""
        condition, values = compared(kind, owner, where)
        sql = f"SELECT body FROM object WHERE {condition} ORDER BY number DESC"  # noqa: S608 (our own words)
        return [json.loads(body) for (body,) in self.rows(sql, *values)]

    def walk(
        self, kind: str, owner: str, where: Mapping[str, object], *, after: str | None = None
    ) -> Iterator[Object]:
        """The same in batches, for as long as the caller goes on; `after` is where the last page ended."""
        condition, values = compared(kind, owner, where)
        number = LAST if after is None else self.number(after)
        sql = (
            f"SELECT number, body FROM object WHERE {condition} AND number < ?"  # noqa: S608 (our own words)
            f" ORDER BY number DESC LIMIT {BATCH}"
        )
        while batch := self.rows(sql, *values, number):
            for _, body in batch:
                yield json.loads(body)
            number = batch[-1][0]

    def number(self, object_id: str) -> int:
        """In the order in which things came to be; Stripe refuses one that there is not."""
        found = self.rows("SELECT number FROM object WHERE id = ?", object_id)
        if not found:
            raise missing("object", object_id, param="starting_after", status=400)
        return int(found[0][0])

    def remind(self, due: int, object_id: str) -> None:
        """Something is to happen to this object at that second of the local clock."""
        self.run("INSERT OR IGNORE INTO reminder VALUES (?, ?)", due, object_id)

    def take_due(self, now: int) -> list[str]:
        due = self.rows("SELECT id FROM reminder WHERE due <= ? ORDER BY due, id", now)
        if due:
            self.run("DELETE FROM reminder WHERE due <= ?", now)
        return [object_id for (object_id,) in due]

    def setting(self, name: str, default: Any) -> Any:
        found = self.rows("SELECT value FROM setting WHERE name = ?", name)
        return json.loads(found[0][0]) if found else default

    def set(self, name: str, value: Any) -> None:
        self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", name, json.dumps(value))
