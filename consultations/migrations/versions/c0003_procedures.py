"""Procedures, their versions, and the steps and files of each."""

import sqlalchemy as sa
from alembic import op

revision = "c0003"
down_revision = "c0002"
branch_labels = None
depends_on = None

WORDS = """
CREATE INDEX ix_procedure_words ON procedure USING gin ((
    setweight(okote_words(name::text), 'A') || setweight(okote_words(summary::text), 'C')
))
"""

KINDS = "kind IN ('online_form', 'paper_form', 'letter', 'call', 'reception')"
CHANNELS = "channels <@ ARRAY['counter', 'phone', 'digital', 'mail']::varchar[] AND cardinality(channels) > 0"


def upgrade() -> None:
    _procedures()
    _versions()
    _steps()
    _files()


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=f"fk_{table}_{column}_{of}")


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _texts(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.ARRAY(sa.String(length=length)), nullable=False)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _procedures() -> None:
    op.create_table(
        "procedure",
        _id(),
        _id("territory_id"),
        _id("service_id"),
        _text("slug", 80),
        _text("name", 100),
        _text("summary", 500),
        _text("audience", 200),
        _text("kind", 40),
        _texts("channels", 40),
        _texts("papers", 200),
        _at("created_at"),
        _at("published_at", nullable=True),
        _at("retired_at", nullable=True),
        sa.CheckConstraint("name <> '' AND summary <> '' AND audience <> ''", name="ck_procedure_written"),
        sa.CheckConstraint(KINDS, name="ck_procedure_kind"),
        sa.CheckConstraint(CHANNELS, name="ck_procedure_channels"),
        _key("procedure", "territory_id", "territory"),
        _key("procedure", "service_id", "service"),
        sa.PrimaryKeyConstraint("id", name="pk_procedure"),
        sa.UniqueConstraint("territory_id", "slug", name="uq_procedure_territory_id_slug"),
    )
    op.create_index("ix_procedure_service_id", "procedure", ["service_id"])
    op.execute(WORDS)


def _versions() -> None:
    cleared = "names_removed_at IS NOT NULL OR num_nonnulls(tested_at, published_at, withdrawn_at) = 0"
    explained = "number = 1 OR changed <> '' OR names_removed_at IS NULL OR withdrawn_at IS NOT NULL"
    withdrawn = "num_nonnulls(withdrawn_at, withdrawn_because) IN (0, 2)"
    nothing_left = "withdrawn_at IS NULL OR (changed = '' AND text = '')"
    removed = "num_nonnulls(names_removed_at, names_removed_by) IN (0, 2)"
    op.create_table(
        "procedure_version",
        _id(),
        _id("territory_id"),
        _id("procedure_id"),
        _number("number"),
        sa.Column("since", sa.Date(), nullable=False),
        _text("changed", 1000),
        _text("text", 20_000),
        _at("added_at"),
        _at("names_removed_at", nullable=True),
        _id("names_removed_by", nullable=True),
        _at("tested_at", nullable=True),
        _at("published_at", nullable=True),
        _at("withdrawn_at", nullable=True),
        _text("withdrawn_because", 500, nullable=True),
        sa.CheckConstraint("number > 0", name="ck_procedure_version_number"),
        sa.CheckConstraint(removed, name="ck_procedure_version_names_removed"),
        sa.CheckConstraint(cleared, name="ck_procedure_version_cleared"),
        sa.CheckConstraint(explained, name="ck_procedure_version_explained"),
        sa.CheckConstraint(withdrawn, name="ck_procedure_version_withdrawn"),
        sa.CheckConstraint(nothing_left, name="ck_procedure_version_nothing_left"),
        _key("procedure_version", "territory_id", "territory"),
        _key("procedure_version", "procedure_id", "procedure"),
        _key("procedure_version", "names_removed_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_version"),
        sa.UniqueConstraint("procedure_id", "number", name="uq_procedure_version_procedure_id_number"),
    )
    op.create_index(
        "uq_procedure_version_written",
        "procedure_version",
        ["procedure_id"],
        unique=True,
        postgresql_where=sa.text("names_removed_at IS NULL"),
    )
    for column in ("territory_id", "names_removed_by"):
        op.create_index(f"ix_procedure_version_{column}", "procedure_version", [column])


def _steps() -> None:
    op.create_table(
        "procedure_step",
        _id(),
        _id("territory_id"),
        _id("version_id"),
        _number("position"),
        _text("title", 120),
        _text("says", 1000),
        _texts("papers", 200),
        sa.CheckConstraint("position > 0 AND title <> ''", name="ck_procedure_step_written"),
        _key("procedure_step", "territory_id", "territory"),
        _key("procedure_step", "version_id", "procedure_version"),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_step"),
        sa.UniqueConstraint("version_id", "position", name="uq_procedure_step_version_id_position"),
    )
    op.create_index("ix_procedure_step_territory_id", "procedure_step", ["territory_id"])


def _files() -> None:
    written = "name <> '' AND size > 0 AND octet_length(sha256) = 32"
    op.create_table(
        "procedure_file",
        _id(),
        _id("territory_id"),
        _id("version_id"),
        _text("kind", 40),
        _text("name", 120),
        _number("size"),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        _text("words", 100_000),
        _text("author", 200, nullable=True),
        _at("added_at"),
        _at("removed_at", nullable=True),
        sa.CheckConstraint(written, name="ck_procedure_file_written"),
        sa.CheckConstraint("kind IN ('txt', 'pdf', 'docx', 'jpg')", name="ck_procedure_file_kind"),
        _key("procedure_file", "territory_id", "territory"),
        _key("procedure_file", "version_id", "procedure_version"),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_file"),
    )
    op.create_index("ix_procedure_file_version_id_id", "procedure_file", ["version_id", "id"])
    for column in ("territory_id", "removed_at"):
        op.create_index(f"ix_procedure_file_{column}", "procedure_file", [column])
