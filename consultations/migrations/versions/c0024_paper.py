"""Booths and papers, which come into the urn by batches, and codes by letter."""

from pathlib import Path

from alembic import op

revision = "c0024"
down_revision = "c0023"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
SCRIPTS = ("tables", "urn", "roll")


def upgrade() -> None:
    for script in SCRIPTS:
        op.execute((SQL / f"c0024_{script}.sql").read_text().replace(":", "\\:"))
