"""Processes with their phases, places, pillars and envelopes, what was changed, and who follows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c0012"
down_revision = "c0011"
branch_labels = None
depends_on = None

KINDS = "'information', 'ideas', 'discussion', 'study', 'vote', 'results', 'follow_up'"
AUDIENCES = "'public', 'partners', 'agents'"
TEMPLATES = "'idea_box', 'budget', 'question', 'initiative', 'agents'"
NUMBER = "hashtextextended(process_id::text, 0)"
WORDS = (
    "setweight(okote_words(title), 'A') || setweight(okote_words(lead), 'B') "
    "|| setweight(okote_words(body), 'C')"
)


def upgrade() -> None:
    _processes()
    _phases()
    _sorted()
    _envelopes()
    _changes()
    _follows()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _several(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.String(length=length)), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB(none_as_null=True), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _processes() -> None:
    op.create_table(
        "process",
        _id(),
        _id("territory_id"),
        _text("template", 40),
        _text("audience", 40),
        _text("slug", 80),
        _text("title", 120),
        _text("lead", 300),
        _text("body", 6000),
        _text("body_plain", 3000),
        _text("stakes", 6000),
        _text("stakes_plain", 3000),
        _several("languages", 2),
        _several("organisers", 120),
        _id("service_id"),
        _json("conditions"),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _at("created_at"),
        _id("created_by"),
        _at("published_at", nullable=True),
        _at("archived_at", nullable=True),
        sa.CheckConstraint(f"template IN ({TEMPLATES})", name="ck_process_template"),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name="ck_process_audience"),
        sa.CheckConstraint("title <> '' AND lead <> '' AND body <> ''", name="ck_process_written"),
        sa.CheckConstraint("cardinality(languages) > 0", name="ck_process_languages"),
        sa.CheckConstraint("threshold > 0", name="ck_process_threshold"),
        sa.CheckConstraint("jsonb_typeof(conditions) = 'object'", name="ck_process_conditions"),
        sa.CheckConstraint("archived_at IS NULL OR published_at <= archived_at", name="ck_process_archived"),
        _key("process", "territory_id", "territory"),
        _key("process", "service_id", "service"),
        _key("process", "created_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_process"),
        sa.UniqueConstraint("territory_id", "slug", name="uq_process_territory_id_slug"),
    )
    _indexes("process", "service_id", "created_by")
    op.create_index("ix_process_words", "process", [sa.text(f"({WORDS})")], postgresql_using="gin")


def _phases() -> None:
    op.create_table(
        "phase",
        _id(),
        _id("territory_id"),
        _id("process_id"),
        _text("kind", 40),
        _at("starts_at"),
        _at("ends_at", nullable=True),
        _several("permits", 40),
        _text("audience", 40),
        _text("says", 500),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_phase_kind"),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name="ck_phase_audience"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_phase_dates"),
        _key("phase", "territory_id", "territory"),
        _key("phase", "process_id", "process", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_phase"),
    )
    _indexes("phase", "territory_id")
    op.create_index("ix_phase_process_id_starts_at", "phase", ["process_id", "starts_at"])
    # Two phases of a process never overlap. A range index knows no identifiers, but ranges of numbers.
    op.execute(
        "ALTER TABLE phase ADD CONSTRAINT ex_phase_process_id_starts_at EXCLUDE USING gist "
        f"(int8range({NUMBER}, {NUMBER}, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _sorted() -> None:
    for table, column, of in (
        ("process_place", "place_id", "place"),
        ("process_theme", "theme_id", "theme"),
    ):
        op.create_table(
            table,
            _id("process_id"),
            _id(column),
            _key(table, "process_id", "process", "CASCADE"),
            _key(table, column, of),
            sa.PrimaryKeyConstraint("process_id", column, name=f"pk_{table}"),
        )
        _indexes(table, column)


def _envelopes() -> None:
    op.create_table(
        "process_envelope",
        _id(),
        _id("territory_id"),
        _id("process_id"),
        _id("place_id", nullable=True),
        _text("name", 120),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint("name <> ''", name="ck_process_envelope_written"),
        sa.CheckConstraint("amount_minor > 0", name="ck_process_envelope_amount"),
        _key("process_envelope", "territory_id", "territory"),
        _key("process_envelope", "process_id", "process", "CASCADE"),
        _key("process_envelope", "place_id", "place"),
        sa.PrimaryKeyConstraint("id", name="pk_process_envelope"),
        sa.UniqueConstraint("process_id", "name", name="uq_process_envelope_process_id_name"),
    )
    _indexes("process_envelope", "territory_id", "place_id")


def _changes() -> None:
    op.create_table(
        "process_change",
        _id(),
        _id("territory_id"),
        _id("process_id"),
        _json("what"),
        _text("reason", 500),
        _at("at"),
        _id("by"),
        sa.CheckConstraint("reason <> ''", name="ck_process_change_reason"),
        sa.CheckConstraint("jsonb_typeof(what) = 'array'", name="ck_process_change_what"),
        _key("process_change", "territory_id", "territory"),
        _key("process_change", "process_id", "process", "CASCADE"),
        _key("process_change", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_process_change"),
    )
    _indexes("process_change", "territory_id", "by")
    op.create_index("ix_process_change_process_id_id", "process_change", ["process_id", "id"])


def _follows() -> None:
    op.create_table(
        "process_follow",
        _id("person_id"),
        _id("process_id"),
        _at("since"),
        _at("ended_at", nullable=True),
        sa.CheckConstraint("ended_at >= since", name="ck_process_follow_ended_at"),
        _key("process_follow", "person_id", "person"),
        _key("process_follow", "process_id", "process", "CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "process_id", name="pk_process_follow"),
    )
    op.create_index(
        "ix_process_follow_process_id_person_id",
        "process_follow",
        ["process_id", "person_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
