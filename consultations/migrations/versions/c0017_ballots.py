"""Ballots, the roll and the urn, and the public log of receipts; `rights.sql` says whose they are."""

from pathlib import Path

from alembic import op

revision = "c0017"
down_revision = "c0016"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
SCRIPTS = ("tables", "freezing", "voting", "urn", "sealing", "roll", "published")


def upgrade() -> None:
    for script in SCRIPTS:
        op.execute((SQL / f"c0017_{script}.sql").read_text().replace(":", "\\:"))
