"""Roll and urn are emptied once the time is over in which a result is contested."""

from pathlib import Path

from alembic import op

revision = "c0025"
down_revision = "c0024"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    op.execute((SQL / "c0025_emptying.sql").read_text().replace(":", "\\:"))
