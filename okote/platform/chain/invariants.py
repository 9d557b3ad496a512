"""Rows are what they were when they were written, and so is the chain that says so."""

from typing import Any

from sqlalchemy import inspect
from sqlmodel import SQLModel

from payments.invariants import Invariant

PAGES = 256
"""Of a table, PostgreSQL's pages that are read every five minutes: some ten thousand rows."""

LINKS = """
SELECT seal.number AS seal FROM seal LEFT JOIN seal before ON before.number = seal.number - 1
WHERE seal.previous_hash IS DISTINCT FROM
      CASE seal.number WHEN 1 THEN decode(repeat('00', 32), 'hex') ELSE before.hash END
"""
TEXTS = """
SELECT coalesce(seal.number, told.number) AS seal
FROM (SELECT * FROM seal WHERE {some_seals}) seal
FULL JOIN (
    SELECT seal_number AS number, count(*) AS row_count,
           string_agg(concat_ws(' ', id, relation, key, coalesce(encode(digest, 'hex'), '-')) || E'\\n', ''
                      ORDER BY id) AS lines
    FROM sealed_row WHERE {some_rows} GROUP BY seal_number
) told USING (number)
WHERE seal.hash IS DISTINCT FROM sha256(convert_to(
    concat_ws(' ', number, to_char(seal.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              told.row_count, encode(seal.previous_hash, 'hex')) || E'\\n' || told.lines, 'UTF8'))
   OR seal.row_count IS DISTINCT FROM told.row_count
"""
LATE = "(SELECT max(number) - 50 FROM seal)"
"""After which seals are made anew every five minutes."""

INVARIANTS = (
    Invariant(
        "seal-follows-the-one-before", "Each seal names the hash of the one before; none is missing.", LINKS
    ),
    Invariant(
        "seal-holds-its-rows",
        "Each seal is over exactly the rows that it was put on.",
        TEXTS.format(some_seals="true", some_rows="true"),
        part=TEXTS.format(some_seals=f"number > {LATE}", some_rows=f"seal_number > {LATE}"),
    ),
)

VERSIONS = """
SELECT id, key, digest FROM sealed_row WHERE relation = '{table}' {narrowed}
UNION ALL
SELECT id, key, digest FROM unsealed_row WHERE relation = '{table}' {narrowed}
"""
FOUND = """
CASE WHEN {gone} THEN 'missing' WHEN latest.digest IS NULL THEN 'not sealed' ELSE 'altered' END AS found
"""
WHOLE = """
SELECT key, {found}
FROM (SELECT {key} AS key, row_digest(to_jsonb(one)) AS digest FROM {table} one) now
FULL JOIN (
    SELECT DISTINCT ON (key) key, digest FROM ({versions}) version ORDER BY key, id DESC
) latest USING (key)
WHERE now.digest IS DISTINCT FROM latest.digest
"""
PART = """
WITH turn AS (
    SELECT extract(epoch FROM now())::bigint / 300
           % (1 + pg_relation_size('{table}') / current_setting('block_size')::bigint / {pages})
           * {pages} AS first
)
SELECT {key} AS key, {found}
FROM {table} one
LEFT JOIN LATERAL (SELECT digest FROM ({versions}) version ORDER BY id DESC LIMIT 1) latest ON true
WHERE one.ctid >= (SELECT format('(%s,0)', first)::tid FROM turn)
  AND one.ctid < (SELECT format('(%s,0)', first + {pages})::tid FROM turn)
  AND row_digest(to_jsonb(one)) IS DISTINCT FROM latest.digest
"""


def as_sealed(model: type[SQLModel], *, pages: int = PAGES) -> Invariant:
    """That a table whose rows are noted by a trigger (o0057) holds what was noted, and nothing else.

    Every five minutes another stretch of it is read; that a row is missing only the whole shows.
    """
    table = str(model.__tablename__)
    columns = [column.name for column in inspect(model).primary_key]
    key = " || '/' || ".join(f"one.{column}::text" for column in columns)
    said: dict[str, Any] = {"table": table, "key": key, "pages": pages}
    return Invariant(
        f"{table.replace('_', '-')}-as-sealed",
        "Each row is as it was written: none altered, none missing, none that was not noted when it came.",
        WHOLE.format(
            **said,
            found=FOUND.format(gone="now.digest IS NULL"),
            versions=VERSIONS.format(table=table, narrowed=""),
        ),
        part=PART.format(
            **said,
            found=FOUND.format(gone="false"),
            versions=VERSIONS.format(table=table, narrowed=f"AND key = {key}"),
        ),
    )
