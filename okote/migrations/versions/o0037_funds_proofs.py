"""Papers that show that partners have paid."""

import sqlalchemy as sa
from alembic import op

revision = "o0037"
down_revision = "o0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funds_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpg')", name="ck_funds_proof_kind"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_funds_proof_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["funds_call.commitment_id"], name="fk_funds_proof_commitment_id_funds_call"
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name="fk_funds_proof_sent_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_funds_proof"),
    )
    op.create_index("ix_funds_proof_commitment_id", "funds_proof", ["commitment_id", "id"])
    op.create_index("ix_funds_proof_sent_by", "funds_proof", ["sent_by"])
