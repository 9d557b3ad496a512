"""What a count of a ballot found, with the files that are published."""

from pathlib import Path

from alembic import op

revision = "c0022"
down_revision = "c0021"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "c0022_results.sql").read_text().replace(":", "\\:"))
