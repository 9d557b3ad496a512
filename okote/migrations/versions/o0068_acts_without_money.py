"""What takes two people need not be about money."""

from alembic import op

revision = "o0068"
down_revision = "o0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("approval", "amount_minor", nullable=True)
