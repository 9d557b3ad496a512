"""What a closing decided is its decision; an outcome is what became of something asked of Stripe."""

from alembic import op

revision = "o0009"
down_revision = "o0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("closing", "outcome", new_column_name="decision")
    op.execute("ALTER TABLE closing RENAME CONSTRAINT ck_closing_outcome TO ck_closing_decision")
