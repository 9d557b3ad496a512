"""What takes two people above a territory's sum, and deputies until a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "o0035"
down_revision = "o0034"
branch_labels = None
depends_on = None

ROLES = "role IN ('administrator', 'agent', 'coach', 'accountant', 'deputy', 'holder', 'partner', 'service')"


def upgrade() -> None:
    for table in ("role_grant", "invitation"):
        op.drop_constraint(f"ck_{table}_role", table)
        op.create_check_constraint(op.f(f"ck_{table}_role"), table, ROLES)
    op.add_column("role_grant", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_role_grant_expiry"), "role_grant", "(role = 'deputy') = (expires_at IS NOT NULL)"
    )
    op.create_table(
        "approval_terms",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("above_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("above_minor > 0", name=op.f("ck_approval_terms_above")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_approval_terms_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("territory_id", name="pk_approval_terms"),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("called", sa.String(length=200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("before", JSONB(), nullable=False),
        sa.Column("after", JSONB(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_approval_amount")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_approval_reason")),
        sa.CheckConstraint("asked_at < expires_at", name=op.f("ck_approval_expiry")),
        sa.CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name=op.f("ck_approval_decided")),
        sa.CheckConstraint(
            "(coalesce(verdict, 'lapsed') = 'lapsed') = (decided_by IS NULL)",
            name=op.f("ck_approval_decided_by_someone"),
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_approval_second_person")),
        sa.CheckConstraint("verdict IN ('approved', 'refused', 'lapsed')", name=op.f("ck_approval_verdict")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_approval_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_approval_asked_by_person"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_approval_decided_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index(
        "uq_approval_open",
        "approval",
        ["territory_id", "act", "subject_id"],
        unique=True,
        postgresql_where=sa.text("verdict IS NULL"),
    )
    op.create_index("ix_approval_territory_id_id", "approval", ["territory_id", "id"])
    for column in ("asked_by", "decided_by"):
        op.create_index(f"ix_approval_{column}", "approval", [column])
