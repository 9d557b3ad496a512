"""Accounts that are closed, and mails of which nothing is kept once they are sent."""

import sqlalchemy as sa
from alembic import op

revision = "o0011"
down_revision = "o0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_person_closed"),
        "person",
        "closed_at IS NULL OR (email IS NULL AND public_name IS NULL AND language IS NULL)",
    )
    op.add_column("mail", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("mail", "kept", server_default=None)
