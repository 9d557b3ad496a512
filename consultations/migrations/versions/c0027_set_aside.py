"""Votes of open ballots that were set aside before the count."""

from pathlib import Path

from alembic import op

revision = "c0027"
down_revision = "c0026"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "c0027_set_aside.sql").read_text().replace(":", "\\:"))
