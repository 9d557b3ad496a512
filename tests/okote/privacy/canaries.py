"""Words that stand nowhere else, and where they are found: in any column of any table, in any file."""

from pathlib import Path
from typing import Any, cast

from sqlalchemy import text

from payments.sessions import ReadSession

COLUMNS = text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " JOIN information_schema.tables USING (table_schema, table_name)"
    " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    " AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY')"
    " ORDER BY table_name, ordinal_position"
)
"""All that can hold a word: also the tables of the queue, which are no model's."""


async def in_database(db: ReadSession, words: dict[str, str]) -> set[tuple[str, str]]:
    """Which of them stand where: their names, and `table.column`."""
    found = set()
    for table, column, kind in (await db.exec(cast("Any", COLUMNS))).all():
        written = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
        asked = text(
            f'SELECT word FROM unnest(CAST(:words AS text[])) word WHERE EXISTS (SELECT FROM "{table}"'  # noqa: S608 (names that PostgreSQL told)
            f" WHERE strpos(lower({written}), word) > 0)"
        )
        there = (await db.exec(cast("Any", asked.bindparams(words=list(words.values()))))).scalars().all()
        found |= {(name, f"{table}.{column}") for name, word in words.items() if word in there}
    return found


def in_files(folder: Path, words: dict[str, str]) -> set[str]:
    """Which of them stand in a file of the folder, or in its name."""
    read = [path.name.encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {name for name, word in words.items() if any(word.encode() in data for data in read)}
