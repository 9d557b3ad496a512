"""Pledges of those who work for the holder or a partner, and what each territory makes of them."""

import sqlalchemy as sa
from alembic import op

revision = "o0019"
down_revision = "o0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Territories begin with what is safe for partners' money; what is approved keeps what it was."""
    words = "own_people IN ('matched', 'unmatched', 'refused')"
    op.add_column(
        "funding_terms",
        sa.Column("own_people", sa.String(40), nullable=False, server_default="unmatched"),
    )
    op.alter_column("funding_terms", "own_people", server_default=None)
    op.create_check_constraint(op.f("ck_funding_terms_own_people"), "funding_terms", words)
    op.add_column("campaign", sa.Column("own_people", sa.String(40), nullable=True))
    op.create_check_constraint(op.f("ck_campaign_own_people"), "campaign", words)
    op.execute("UPDATE campaign SET own_people = 'matched' WHERE threshold_bp IS NOT NULL")
    op.add_column("pledge", sa.Column("own_people", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("pledge", "own_people", server_default=None)
