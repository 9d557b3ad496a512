"""Yearly reports of the operator, and the numbers by which open data name who grants and who receives."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "o0043"
down_revision = "o0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, holds in (
        ("partner", "siret ~ '^[0-9]{14}$' AND siret LIKE siren || '%'"),
        ("holder", "siret ~ '^[0-9]{14}$'"),
    ):
        op.add_column(table, sa.Column("siret", sa.String(length=14), nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_siret"), table, holds)
    op.create_table(
        "yearly_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("governance", sa.String(length=5000), nullable=False),
        sa.Column("contents", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("governance <> ''", name=op.f("ck_yearly_report_governance")),
        sa.CheckConstraint("jsonb_typeof(contents) = 'object'", name=op.f("ck_yearly_report_contents")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_yearly_report_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name="fk_yearly_report_published_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_yearly_report"),
        sa.UniqueConstraint("territory_id", "year", name="uq_yearly_report_territory_id_year"),
    )
    op.create_index("ix_yearly_report_published_by", "yearly_report", ["published_by"])
