"""Places have a position, so that a map can be drawn."""

import sqlalchemy as sa
from alembic import op

revision = "o0023"
down_revision = "o0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("place", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("place", sa.Column("longitude", sa.Float(), nullable=True))
    op.create_check_constraint("ck_place_position", "place", "(latitude IS NULL) = (longitude IS NULL)")
    op.create_check_constraint("ck_place_on_earth", "place", "abs(latitude) <= 90 AND abs(longitude) <= 180")
