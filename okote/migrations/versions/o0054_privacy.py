"""Who answers for personal data."""

import sqlalchemy as sa
from alembic import op

revision = "o0054"
down_revision = "o0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, most in (("controller", 300), ("data_protection_officer", 300), ("processors", 2000)):
        op.add_column("territory", sa.Column(name, sa.String(length=most), nullable=True))
