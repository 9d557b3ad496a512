"""Pictures of cheques, kept by the agents who had them in hand."""

import sqlalchemy as sa
from alembic import op

revision = "o0050"
down_revision = "o0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cheque_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("cheque_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpg')", name=op.f("ck_cheque_scan_kind")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_cheque_scan_territory_id_territory")
        ),
        sa.ForeignKeyConstraint(["cheque_id"], ["cheque.id"], name=op.f("fk_cheque_scan_cheque_id_cheque")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_cheque_scan_sent_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cheque_scan")),
    )
    op.create_index("ix_cheque_scan_cheque_id", "cheque_scan", ["cheque_id", "id"])
    op.create_index("ix_cheque_scan_sent_by", "cheque_scan", ["sent_by"])
