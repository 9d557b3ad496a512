"""Further draws for seats that are left, gathered mails of spaces, and what corrects opinions."""

import sqlalchemy as sa
from alembic import op

revision = "c0011"
down_revision = "c0010"
branch_labels = None
depends_on = None


WORDS = """
CREATE INDEX ix_opinion_words ON opinion USING gin ((
    setweight(okote_words(title::text), 'A') || setweight(okote_words(text::text), 'C')
))
"""


def upgrade() -> None:
    _draws()
    _mails()
    _opinions()


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _draws() -> None:
    op.add_column("panel", _at("reopened_at", nullable=True))
    op.drop_constraint(op.f("ck_panel_frozen"), "panel")
    op.create_check_constraint(
        op.f("ck_panel_frozen"),
        "panel",
        "frozen_at IS NULL OR closes_at <= frozen_at OR reopened_at IS NOT NULL AND frozen_at <= reopened_at",
    )
    op.create_check_constraint(
        op.f("ck_panel_reopened"), "panel", "reopened_at IS NULL OR frozen_at IS NOT NULL"
    )
    op.drop_index("uq_draw_live", "draw")
    op.create_index(
        "uq_draw_under_way",
        "draw",
        ["panel_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('drawn', 'void')"),
    )


def _mails() -> None:
    op.add_column("seat", _at("quiet_since", nullable=True))
    op.add_column("panel_message", _at("told_at", nullable=True))
    op.execute("UPDATE panel_message SET told_at = at")
    op.add_column("meeting", _at("reminded_at", nullable=True))
    op.create_index(
        "ix_meeting_unreminded",
        "meeting",
        ["starts_at"],
        postgresql_where=sa.text("reminded_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_index(
        "ix_panel_message_untold", "panel_message", ["at"], postgresql_where=sa.text("told_at IS NULL")
    )


def _opinions() -> None:
    op.add_column("opinion", _at("told_late_at", nullable=True))
    op.create_check_constraint(
        op.f("ck_opinion_told_late"), "opinion", "told_late_at IS NULL OR due_on IS NOT NULL"
    )
    op.create_index(
        "ix_opinion_due_on",
        "opinion",
        ["due_on"],
        postgresql_where=sa.text("answered_at IS NULL AND told_late_at IS NULL"),
    )
    op.execute(WORDS)
    op.create_table(
        "opinion_correction",
        *(_id(), _id("territory_id"), _id("opinion_id"), _body(), _at("at"), _id("by")),
        sa.CheckConstraint("body <> ''", name="ck_opinion_correction_written"),
        _key("opinion_correction", "territory_id", "territory"),
        _key("opinion_correction", "opinion_id", "opinion"),
        _key("opinion_correction", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion_correction"),
    )
    op.create_index("ix_opinion_correction_opinion_id_id", "opinion_correction", ["opinion_id", "id"])
    for column in ("territory_id", "by"):
        op.create_index(f"ix_opinion_correction_{column}", "opinion_correction", [column])


def _id(name: str = "id") -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _body() -> sa.Column[object]:
    return sa.Column("body", sa.String(length=3000), nullable=False)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=f"fk_{table}_{column}_{of}")
