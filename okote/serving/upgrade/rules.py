"""What a statement of a migration does to the tables that are there: which, how, and who waits meanwhile.

Of PostgreSQL 15 and newer (its manual: ALTER TABLE, CREATE INDEX, 13.3.1). Read from the text, so it tells
what migrations here are made of, and of anything else only that it is there.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

OLDEST_BACKUP = timedelta(hours=24)
"""Before an upgrade."""

LEAST_POSTGRES = 15


@dataclass(frozen=True, slots=True)
class Effect:
    """`waits`: whether somebody waits for as long as the table is large."""

    table: str
    what: str
    waits: bool


_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
_COMMENT = re.compile(r"--[^\n]*")
_TABLE = r"(?:ONLY\s+|IF\s+(?:NOT\s+)?EXISTS\s+)*\"?(?:public\.)?(\w+)"

_KINDS: tuple[tuple[str, str, bool], ...] = (
    (
        rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\b.*?\sON\s+{_TABLE}",
        "gets an index, while all goes on",
        False,
    ),
    (rf"CREATE\s+(?:UNIQUE\s+)?INDEX\b.*?\sON\s+{_TABLE}", "gets an index; nobody writes meanwhile", True),
    (
        rf"ALTER\s+TABLE\s+{_TABLE}\s+ALTER\s+(?:COLUMN\s+)?\w+\s+(?:SET\s+DATA\s+)?TYPE\b",
        "may be written anew; nobody reads or writes meanwhile",
        True,
    ),
    (
        rf"ALTER\s+TABLE\s+{_TABLE}\s+ADD\s+(?:COLUMN\s+)?\w+\s[^;]*?(?:DEFAULT\s+\w+\s*\(|GENERATED\s+ALWAYS)",
        "is written anew; nobody reads or writes meanwhile",
        True,
    ),
    (
        rf"ALTER\s+TABLE\s+{_TABLE}\s+ADD\s+CONSTRAINT\b[^;]*\bNOT\s+VALID",
        "is held to more from now on",
        False,
    ),
    (
        rf"ALTER\s+TABLE\s+{_TABLE}\s+ADD\s+CONSTRAINT\b[^;]*\bFOREIGN\s+KEY",
        "has each row looked at; nobody writes meanwhile",
        True,
    ),
    (
        rf"ALTER\s+TABLE\s+{_TABLE}\s+(?:ADD\s+CONSTRAINT\b|ALTER\s+(?:COLUMN\s+)?\w+\s+SET\s+NOT\s+NULL)",
        "has each row looked at; nobody reads or writes meanwhile",
        True,
    ),
    (rf"ALTER\s+TABLE\s+{_TABLE}\s+DROP\s+(?!CONSTRAINT\b)", "loses a column, with all that is in it", False),
    (rf"DROP\s+TABLE\s+{_TABLE}", "is taken away, with all that is in it", False),
    (rf"ALTER\s+TABLE\s+{_TABLE}", "is changed at once", False),
    (rf"CREATE\s+(?:CONSTRAINT\s+)?TRIGGER\b.*?\sON\s+{_TABLE}", "is watched by a trigger", False),
    (rf"(?:UPDATE|DELETE\s+FROM|INSERT\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+{_TABLE}", "has rows changed", True),
)
"""The first that a statement begins with counts."""

_MADE = re.compile(rf"\s*CREATE\s+TABLE\s+{_TABLE}", re.IGNORECASE)
_FOUND = tuple(
    (re.compile(rf"\s*{text}", re.IGNORECASE | re.DOTALL), what, waits) for text, what, waits in _KINDS
)


def _parts(statement: str) -> Iterable[str]:
    """One by one, functions without their bodies, and nothing of what is remarked."""
    return _COMMENT.sub("", _BODY.sub("''", statement)).split(";")


def made(statement: str) -> list[str]:
    """Tables that it makes; nobody waits for those."""
    return [found[1] for part in _parts(statement) if (found := _MADE.match(part))]


def effects(statement: str, *, new: Collection[str]) -> list[Effect]:
    """What it does to tables that were there before."""
    done = []
    for part in _parts(statement):
        matches = ((found.match(part), what, waits) for found, what, waits in _FOUND)
        effect = next((Effect(hit[1], what, waits) for hit, what, waits in matches if hit), None)
        if effect and effect.table not in new:
            done.append(effect)
    return list(dict.fromkeys(done))


def in_the_way(
    *, postgres: int, changes: int, unknown: Collection[str], backed_up: datetime | None, now: datetime
) -> list[str]:
    """Sentences, one for each thing to do before."""
    problems = []
    if postgres < LEAST_POSTGRES:
        problems.append(f"PostgreSQL {postgres} is too old: {LEAST_POSTGRES} or newer is needed.")
    if unknown:
        problems.append(f"The database is of a newer version ({', '.join(sorted(unknown))}): use that one.")
    if changes and (backed_up is None or now - backed_up > OLDEST_BACKUP):
        when = (
            "There is no backup"
            if backed_up is None
            else f"The last backup is of {backed_up:%Y-%m-%d %H:%M} UTC"
        )
        problems.append(f"{when}: run `okote backup` before.")
    return problems
