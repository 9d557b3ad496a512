"""Partners may promise a sum at once or the last part of the goal, on a condition that residents fulfil."""

import sqlalchemy as sa
from alembic import op

revision = "o0014"
down_revision = "o0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("commitment", sa.Column("rule", sa.String(40), nullable=False, server_default="per_euro"))
    op.alter_column("commitment", "rule", server_default=None)
    op.alter_column("commitment", "rate_bp", nullable=True)
    op.add_column("commitment", sa.Column("condition_on", sa.String(40), nullable=True))
    op.add_column("commitment", sa.Column("condition_least", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_commitment_rule"), "commitment", "rule IN ('per_euro', 'lump', 'completion')"
    )
    op.create_check_constraint(
        op.f("ck_commitment_condition_on"), "commitment", "condition_on IN ('share', 'amount', 'donors')"
    )
    op.create_check_constraint(
        op.f("ck_commitment_promise"),
        "commitment",
        "CASE rule WHEN 'per_euro' THEN rate_bp IS NOT NULL AND condition_on IS NULL"
        " ELSE rate_bp IS NULL AND ceiling_per_donor_minor IS NULL AND condition_on IS NOT NULL END",
    )
    op.create_check_constraint(
        op.f("ck_commitment_condition"),
        "commitment",
        "(condition_on IS NULL) = (condition_least IS NULL) AND condition_least > 0"
        " AND (condition_on <> 'share' OR condition_least <= 10000)",
    )
