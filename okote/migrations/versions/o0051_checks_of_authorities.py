"""What is checked of public authorities alone."""

import sqlalchemy as sa
from alembic import op

revision = "o0051"
down_revision = "o0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "check_item", sa.Column("of_authorities", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("check_item", "of_authorities", server_default=None)
