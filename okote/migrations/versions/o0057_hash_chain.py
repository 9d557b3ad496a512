"""A hash chain over entries, postings, contributions and deeds: what each row says, and seals over it.

A later revision that gives a sealed table a column which is not null, renames one or changes its type has
each of its rows noted again, as here at the end: a digest is of every column that is not null.
"""

import sqlalchemy as sa
from alembic import op

revision = "o0057"
down_revision = "o0056"
branch_labels = None
depends_on = None

SEALED = {
    "ledger_entry": ("book", "id"),
    "ledger_posting": ("book", "entry_id", "position"),
    "audit_entry": ("id",),
    "pledge": ("id",),
}

# What is null is left out, so that a column may be added without any row saying something else.
DIGEST = """
CREATE FUNCTION row_digest(content jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT sha256(convert_to(jsonb_object_agg(key, value)::text, 'UTF8'))
      FROM jsonb_each(content) WHERE value <> 'null'
$$
"""

# A moment reads the same whoever writes the row.
NOTE = """
CREATE FUNCTION note_row_version() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS
$$
DECLARE
    content jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    key text := content ->> TG_ARGV[0];
BEGIN
    FOR part IN 1 .. TG_NARGS - 1 LOOP
        key := key || '/' || (content ->> TG_ARGV[part]);
    END LOOP;
    INSERT INTO unsealed_row (relation, key, digest)
    VALUES (TG_TABLE_NAME, key, CASE TG_OP WHEN 'DELETE' THEN NULL ELSE row_digest(content) END);
    RETURN NULL;
END
$$
"""
NOTED = """
CREATE TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION note_row_version({columns})
"""
THERE_ALREADY = """
INSERT INTO unsealed_row (relation, key, digest)
SELECT '{table}', concat_ws('/', {columns}), row_digest(to_jsonb({table})) FROM {table}
"""

# One statement-level trigger refuses all three: row triggers would let TRUNCATE through.
APPEND_ONLY = """
CREATE FUNCTION seal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what is sealed stays sealed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_seal_number")),
        sa.CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name=op.f("ck_seal_hash")),
        sa.PrimaryKeyConstraint("number", name="pk_seal"),
    )
    versions("unsealed_row", sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False))
    versions(
        "sealed_row",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seal_number", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_sealed_row_seal_number", "sealed_row", ["seal_number"])
    for statement in (DIGEST, NOTE, APPEND_ONLY):
        op.execute(statement)
    for table in ("seal", "sealed_row"):
        op.execute(GUARD.format(table=table))
    op.execute("SET LOCAL timezone = 'UTC'")
    for table, key in SEALED.items():
        op.execute(NOTED.format(table=table, columns=", ".join(f"'{column}'" for column in key)))
        op.execute(THERE_ALREADY.format(table=table, columns=", ".join(key)))


def versions(table: str, *columns: sa.Column[int]) -> None:
    op.create_table(
        table,
        sa.Column("relation", sa.String(63, collation="C"), nullable=False),
        sa.Column("key", sa.String(200, collation="C"), nullable=False),
        *columns,
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(r"relation ~ '^\S+$' AND key ~ '^\S+$'", name=op.f(f"ck_{table}_words")),
        sa.CheckConstraint("length(digest) = 32", name=op.f(f"ck_{table}_digest")),
        sa.PrimaryKeyConstraint("relation", "key", "id", name=f"pk_{table}"),
    )
