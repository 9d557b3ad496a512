"""Draws of panels, and what people typed of the public draw."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c0007"
down_revision = "c0006"
branch_labels = None
depends_on = None

HASH = "pool IS NULL OR encode(sha256(convert_to(pool, 'UTF8')), 'hex') = pool_hash"
CHECKS = {
    "algorithm": "algorithm IN ('stratified', 'maximin')",
    "state": "state IN ('frozen', 'computing', 'computed', 'drawn', 'void')",
    "hitch": "hitch IN ('unmet', 'unsolved', 'late')",
    "counted": "pool_size >= 0 AND excluded >= 0 AND size > 0",
    "hash": HASH,
    "named": "lottery <> '' AND which_numbers <> ''",
    "progress": "progress BETWEEN 0 AND 100",
    "computed": "num_nonnulls(report, computed_at) IN (0, 2)",
    "not_computed": "state NOT IN ('frozen', 'computing') OR report IS NULL",
    "reported": "state NOT IN ('computed', 'drawn') OR report IS NOT NULL",
    "drawn": "(state = 'drawn') = (drawn_at IS NOT NULL)",
    "void": "(state = 'void') = (voided_at IS NOT NULL)",
    "voided": "num_nonnulls(voided_at, voided_by) IN (0, 2)",
    "void_asked": "num_nonnulls(void_asked_at, void_asked_by) IN (0, 2)",
    "void_reason": "(void_asked_at IS NULL) = (void_reason = '')",
    "void_by_two": "voided_by IS NULL OR voided_by <> void_asked_by",
}


def upgrade() -> None:
    op.add_column("panel", _at("frozen_at", nullable=True))
    op.create_check_constraint(
        op.f("ck_panel_frozen"), "panel", "frozen_at IS NULL OR closes_at <= frozen_at"
    )
    _draws()
    _entries()


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=f"fk_{table}_{column}_{of}")


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


def _draws() -> None:
    op.create_table(
        "draw",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _text("algorithm", 40),
        _whole("size"),
        sa.Column("quotas", JSONB(none_as_null=True), nullable=False),
        _whole("pool_size"),
        _whole("excluded"),
        sa.Column("pool", sa.Text(), nullable=True),
        _text("pool_hash", 64),
        _text("lottery", 160),
        sa.Column("lottery_on", sa.Date(), nullable=False),
        _text("which_numbers", 160),
        _at("frozen_at"),
        _id("frozen_by"),
        _text("state", 40),
        _whole("progress"),
        _text("hitch", 40, nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        _at("computed_at", nullable=True),
        _at("drawn_at", nullable=True),
        _at("due_told_at", nullable=True),
        _text("void_reason", 500),
        _at("void_asked_at", nullable=True),
        _id("void_asked_by", nullable=True),
        _at("voided_at", nullable=True),
        _id("voided_by", nullable=True),
        *(sa.CheckConstraint(says, name=f"ck_draw_{name}") for name, says in CHECKS.items()),
        _key("draw", "territory_id", "territory"),
        _key("draw", "panel_id", "panel"),
        _key("draw", "frozen_by", "person"),
        _key("draw", "void_asked_by", "person"),
        _key("draw", "voided_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_draw"),
    )
    op.create_index(
        "uq_draw_live", "draw", ["panel_id"], unique=True, postgresql_where=sa.text("state <> 'void'")
    )
    op.create_index("ix_draw_panel_id_id", "draw", ["panel_id", "id"])
    _indexes("draw", "territory_id", "lottery_on", "frozen_by", "void_asked_by", "voided_by")


def _entries() -> None:
    op.create_table(
        "draw_entry",
        _id(),
        _id("territory_id"),
        _id("draw_id"),
        _whole("round"),
        _whole("place"),
        _text("numbers", 200),
        _at("entered_at"),
        _id("entered_by"),
        sa.CheckConstraint("round > 0", name="ck_draw_entry_round"),
        sa.CheckConstraint("place IN (1, 2)", name="ck_draw_entry_place"),
        sa.CheckConstraint("numbers <> ''", name="ck_draw_entry_numbers"),
        _key("draw_entry", "territory_id", "territory"),
        _key("draw_entry", "draw_id", "draw"),
        _key("draw_entry", "entered_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_draw_entry"),
        sa.UniqueConstraint("draw_id", "round", "place", name="uq_draw_entry_draw_id_round_place"),
        sa.UniqueConstraint("draw_id", "round", "entered_by", name="uq_draw_entry_draw_id_round_entered_by"),
    )
    _indexes("draw_entry", "territory_id", "entered_by")
