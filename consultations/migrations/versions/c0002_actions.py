"""Actions with their steps and evidence, themes, and editions, which stay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c0002"
down_revision = "c0001"
branch_labels = None
depends_on = None

STATES = "state IN ('proposed', 'decided', 'in_progress', 'finalising', 'done', 'carried_over', 'abandoned')"
ORIGINS = "origin_kind IN ('own', 'finding', 'idea', 'campaign', 'recommendation', 'action')"
DUE = "state IN ('proposed', 'abandoned') OR deadline IS NOT NULL"
MEASURED = (
    "(before_value IS NULL) = (before_on IS NULL) AND (after_value IS NULL) = (after_on IS NULL)"
    " AND (indicator = '') = (unit = '')"
    " AND (indicator <> '' OR num_nonnulls(before_value, after_value) = 0)"
)
CAME_FROM = (
    "(origin_kind = 'own') = (origin_title IS NULL)"
    " AND (origin_kind <> 'own' OR num_nonnulls(origin_id, origin_path) = 0)"
)

WORDS = """
CREATE INDEX ix_action_words ON action USING gin ((
    setweight(okote_words(title::text), 'A') || setweight(okote_words(why::text), 'C')
))
"""

REFUSAL = """
CREATE FUNCTION edition_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what was frozen stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER {0}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION edition_stays()
"""


def upgrade() -> None:
    _themes()
    _actions()
    _sorted()
    _steps()
    _evidence()
    _editions()


def _key(table: str, column: str, of: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE" if cascade else None)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _on(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _themes() -> None:
    op.create_table(
        "theme",
        _id(),
        _id("territory_id"),
        _text("kind", 40),
        _text("name", 120),
        sa.Column("position", sa.Integer(), nullable=False),
        _at("created_at"),
        _at("retired_at", nullable=True),
        sa.CheckConstraint("name <> ''", name="ck_theme_written"),
        sa.CheckConstraint("kind IN ('workstream', 'aim', 'pillar')", name="ck_theme_kind"),
        _key("theme", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
    )
    op.create_index(
        "uq_theme_territory_id_kind_name",
        "theme",
        ["territory_id", "kind", sa.text("lower(name)")],
        unique=True,
    )


def _actions() -> None:
    op.create_table(
        "action",
        _id(),
        _id("territory_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("title", 150),
        _text("why", 3000),
        _id("service_id"),
        _id("owner_id", nullable=True),
        _id("workstream_id", nullable=True),
        _on("deadline", nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        _text("state", 40),
        _on("since"),
        _text("indicator", 200),
        _text("unit", 40),
        sa.Column("before_value", sa.Numeric(14, 2), nullable=True),
        _on("before_on", nullable=True),
        sa.Column("after_value", sa.Numeric(14, 2), nullable=True),
        _on("after_on", nullable=True),
        _text("origin_kind", 40),
        _id("origin_id", nullable=True),
        _text("origin_path", 500, nullable=True),
        _text("origin_title", 200, nullable=True),
        _at("created_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _at("published_at", nullable=True),
        _on("told_late", nullable=True),
        sa.CheckConstraint("number > 0 AND title <> '' AND why <> ''", name="ck_action_written"),
        sa.CheckConstraint(DUE, name="ck_action_deadline"),
        sa.CheckConstraint("budget_minor > 0", name="ck_action_budget"),
        sa.CheckConstraint(MEASURED, name="ck_action_indicator"),
        sa.CheckConstraint(CAME_FROM, name="ck_action_origin"),
        sa.CheckConstraint(STATES, name="ck_action_state"),
        sa.CheckConstraint(ORIGINS, name="ck_action_origin_kind"),
        _key("action", "territory_id", "territory"),
        _key("action", "service_id", "service"),
        _key("action", "owner_id", "person"),
        _key("action", "workstream_id", "theme"),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
        sa.UniqueConstraint("territory_id", "number", name="uq_action_territory_id_number"),
    )
    op.create_index("ix_action_territory_id_state", "action", ["territory_id", "state"])
    op.create_index(
        "ix_action_territory_id_origin_kind_origin_id", "action", ["territory_id", "origin_kind", "origin_id"]
    )
    _indexes("action", "service_id", "owner_id", "workstream_id")
    op.execute(WORDS)


def _sorted() -> None:
    for table, of in (("action_theme", "theme"), ("action_place", "place")):
        op.create_table(
            table,
            _id("action_id"),
            _id(f"{of}_id"),
            _key(table, "action_id", "action", cascade=True),
            _key(table, f"{of}_id", of),
            sa.PrimaryKeyConstraint("action_id", f"{of}_id", name=f"pk_{table}"),
        )
        _indexes(table, f"{of}_id")


def _steps() -> None:
    op.create_table(
        "action_step",
        _id(),
        _id("territory_id"),
        _id("action_id"),
        _text("state", 40),
        _id("service_id"),
        _on("deadline", nullable=True),
        _on("happened_on"),
        _on("since"),
        _text("note", 3000),
        _at("at"),
        _id("by"),
        sa.CheckConstraint(DUE, name="ck_action_step_deadline"),
        sa.CheckConstraint("state <> 'abandoned' OR note <> ''", name="ck_action_step_reason"),
        sa.CheckConstraint("since <= happened_on", name="ck_action_step_since"),
        sa.CheckConstraint(STATES, name="ck_action_step_state"),
        _key("action_step", "territory_id", "territory"),
        _key("action_step", "action_id", "action", cascade=True),
        _key("action_step", "service_id", "service"),
        _key("action_step", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_action_step"),
    )
    op.create_index("ix_action_step_action_id_id", "action_step", ["action_id", "id"])
    op.create_index("ix_action_step_territory_id_happened_on", "action_step", ["territory_id", "happened_on"])
    _indexes("action_step", "service_id", "by")


def _evidence() -> None:
    op.create_table(
        "evidence",
        _id(),
        _id("territory_id"),
        _id("action_id"),
        _text("title", 150),
        _text("url", 500, nullable=True),
        _text("kind", 40, nullable=True),
        _at("added_at"),
        _id("added_by"),
        _at("removed_at", nullable=True),
        sa.CheckConstraint("title <> ''", name="ck_evidence_written"),
        sa.CheckConstraint("num_nonnulls(url, kind) = 1", name="ck_evidence_one"),
        sa.CheckConstraint("kind IN ('pdf', 'jpg')", name="ck_evidence_kind"),
        _key("evidence", "territory_id", "territory"),
        _key("evidence", "action_id", "action", cascade=True),
        _key("evidence", "added_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_action_id_id", "evidence", ["action_id", "id"])
    _indexes("evidence", "territory_id", "added_by")


def _editions() -> None:
    op.create_table(
        "edition",
        _id(),
        _id("territory_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("contents", postgresql.JSONB(none_as_null=True), nullable=False),
        _at("frozen_at"),
        _id("frozen_by"),
        sa.CheckConstraint("jsonb_typeof(contents) = 'object'", name="ck_edition_contents"),
        _key("edition", "territory_id", "territory"),
        _key("edition", "frozen_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("territory_id", "year", name="uq_edition_territory_id_year"),
    )
    _indexes("edition", "frozen_by")
    op.create_table(
        "erratum",
        _id(),
        _id("territory_id"),
        _id("edition_id"),
        _text("body", 3000),
        _at("at"),
        _id("by"),
        sa.CheckConstraint("body <> ''", name="ck_erratum_written"),
        _key("erratum", "territory_id", "territory"),
        _key("erratum", "edition_id", "edition"),
        _key("erratum", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_erratum"),
    )
    op.create_index("ix_erratum_edition_id_id", "erratum", ["edition_id", "id"])
    _indexes("erratum", "territory_id", "by")
    op.execute(REFUSAL)
    for table in ("edition", "erratum"):
        op.execute(GUARD.format(table))
