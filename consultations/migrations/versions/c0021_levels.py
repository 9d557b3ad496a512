"""What was answered about how much there is to fear for a ballot."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c0021"
down_revision = "c0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition <> '' AND level BETWEEN 1 AND 3", name=op.f("ck_ballot_level_known")),
        sa.CheckConstraint("jsonb_typeof(answers) = 'object'", name=op.f("ck_ballot_level_answers")),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name="fk_ballot_level_ballot_id_ballot", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="fk_ballot_level_answered_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot_level"),
    )
    op.create_index("ix_ballot_level_ballot_id", "ballot_level", ["ballot_id"])
    op.create_index("ix_ballot_level_answered_by", "ballot_level", ["answered_by"])
