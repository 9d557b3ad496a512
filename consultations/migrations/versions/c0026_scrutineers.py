"""Who is named to sign for a ballot, and what the picture of an option shows."""

from pathlib import Path

from alembic import op

revision = "c0026"
down_revision = "c0025"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for script in ("scrutineers", "pictures"):
        op.execute((SQL / f"c0026_{script}.sql").read_text().replace(":", "\\:"))
