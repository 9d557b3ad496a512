"""A further draw for seats that are left, and a call that is opened again before it."""

import sqlalchemy as sa
from alembic import op

revision = "c0010"
down_revision = "c0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _draws()


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
