"""Panels, what they ask of volunteers, who volunteers, and the codes of letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c0005"
down_revision = "c0004"
branch_labels = None
depends_on = "o0067"


def upgrade() -> None:
    _panels()
    _quotas()
    _volunteers()
    _codes()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _panels() -> None:
    op.create_table(
        "panel",
        _id(),
        _id("territory_id"),
        _text("kind", 40),
        _text("slug", 80),
        _text("name", 120),
        _text("purpose", 3000),
        _text("asks", 3000),
        _text("gives", 3000),
        _id("service_id", nullable=True),
        _whole("seats"),
        sa.Column("compensation_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        _text("travel", 120, nullable=True),
        _whole("smallest_group"),
        _whole("youngest"),
        _at("opens_at"),
        _at("closes_at"),
        _at("created_at"),
        _at("published_at", nullable=True),
        _at("ended_at", nullable=True),
        sa.CheckConstraint("kind IN ('testers', 'citizens')", name="ck_panel_kind"),
        sa.CheckConstraint(
            "name <> '' AND purpose <> '' AND asks <> '' AND gives <> ''", name="ck_panel_written"
        ),
        sa.CheckConstraint("seats > 0", name="ck_panel_seats"),
        sa.CheckConstraint("opens_at < closes_at", name="ck_panel_dates"),
        sa.CheckConstraint("compensation_minor > 0", name="ck_panel_compensation"),
        sa.CheckConstraint("(compensation_minor IS NULL) = (currency IS NULL)", name="ck_panel_currency"),
        sa.CheckConstraint("smallest_group BETWEEN 3 AND 20", name="ck_panel_smallest_group"),
        sa.CheckConstraint("youngest BETWEEN 10 AND 18", name="ck_panel_youngest"),
        sa.CheckConstraint("ended_at IS NULL OR published_at IS NOT NULL", name="ck_panel_ended"),
        _key("panel", "territory_id", "territory"),
        _key("panel", "service_id", "service"),
        sa.PrimaryKeyConstraint("id", name="pk_panel"),
        sa.UniqueConstraint("territory_id", "slug", name="uq_panel_territory_id_slug"),
    )
    op.create_index("ix_panel_territory_id_closes_at", "panel", ["territory_id", "closes_at"])
    _indexes("panel", "service_id")


def _quotas() -> None:
    op.create_table(
        "panel_feature",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _whole("position"),
        _text("name", 80),
        _text("question", 200),
        sa.CheckConstraint("name <> '' AND question <> ''", name="ck_panel_feature_written"),
        _key("panel_feature", "territory_id", "territory"),
        _key("panel_feature", "panel_id", "panel", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_feature"),
        sa.UniqueConstraint("panel_id", "name", name="uq_panel_feature_panel_id_name"),
    )
    _indexes("panel_feature", "territory_id")
    op.create_table(
        "panel_quota",
        _id(),
        _id("territory_id"),
        _id("feature_id"),
        _whole("position"),
        _text("value", 80),
        _whole("least"),
        _whole("most"),
        sa.CheckConstraint("value <> ''", name="ck_panel_quota_written"),
        sa.CheckConstraint("0 <= least AND least <= most", name="ck_panel_quota_bounds"),
        _key("panel_quota", "territory_id", "territory"),
        _key("panel_quota", "feature_id", "panel_feature", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_quota"),
        sa.UniqueConstraint("feature_id", "value", name="uq_panel_quota_feature_id_value"),
    )
    _indexes("panel_quota", "territory_id")


def _volunteers() -> None:
    op.create_table(
        "volunteer",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _id("person_id", nullable=True),
        _text("name", 120, nullable=True),
        _text("email", 254, nullable=True),
        _text("telephone", 40, nullable=True),
        _text("address", 300, nullable=True),
        _text("guardian", 200, nullable=True),
        _text("household", 300, nullable=True),
        _id("own_service_id", nullable=True),
        sa.Column("attributes", JSONB(none_as_null=True), nullable=False),
        _text("source", 40),
        _text("language", 2),
        _at("volunteered_at"),
        _at("consented_at", nullable=True),
        _text("consent_version", 64, nullable=True),
        _id("entered_by", nullable=True),
        _at("withdrawn_at", nullable=True),
        sa.CheckConstraint("source IN ('self', 'list', 'letter', 'counter')", name="ck_volunteer_source"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (name IS NOT NULL)", name="ck_volunteer_named"),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR num_nonnulls(person_id, email, telephone, address, guardian, "
            "household, own_service_id) = 0 AND attributes = '{}'",
            name="ck_volunteer_withdrawn",
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NOT NULL OR num_nonnulls(email, telephone, address) > 0",
            name="ck_volunteer_reached",
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NOT NULL OR (source = 'self') = (person_id IS NOT NULL)",
            name="ck_volunteer_account",
        ),
        sa.CheckConstraint(
            "num_nonnulls(consented_at, consent_version) = CASE source WHEN 'list' THEN 0 ELSE 2 END",
            name="ck_volunteer_consent",
        ),
        sa.CheckConstraint(
            "(source IN ('counter', 'list')) = (entered_by IS NOT NULL)", name="ck_volunteer_entered"
        ),
        _key("volunteer", "territory_id", "territory"),
        _key("volunteer", "panel_id", "panel"),
        _key("volunteer", "person_id", "person"),
        _key("volunteer", "own_service_id", "service"),
        _key("volunteer", "entered_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_volunteer"),
        sa.UniqueConstraint("panel_id", "number", name="uq_volunteer_panel_id_number"),
    )
    op.create_index(
        "uq_volunteer_account",
        "volunteer",
        ["panel_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("ix_volunteer_panel_id_id", "volunteer", ["panel_id", "id"])
    _indexes("volunteer", "territory_id", "person_id", "own_service_id", "entered_by")


def _codes() -> None:
    op.create_table(
        "letter_code",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        _at("made_at"),
        _id("made_by"),
        _id("volunteer_id", nullable=True),
        _key("letter_code", "territory_id", "territory"),
        _key("letter_code", "panel_id", "panel"),
        _key("letter_code", "made_by", "person"),
        _key("letter_code", "volunteer_id", "volunteer", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_code"),
        sa.UniqueConstraint("code_hash", name="uq_letter_code_code_hash"),
        sa.UniqueConstraint("volunteer_id", name="uq_letter_code_volunteer_id"),
    )
    _indexes("letter_code", "territory_id", "panel_id", "made_by")
