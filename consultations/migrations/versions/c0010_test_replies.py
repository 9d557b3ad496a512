"""Who gave the reply of a service, so that nobody alone gives it and publishes; when testers are reminded."""

import sqlalchemy as sa
from alembic import op

revision = "c0010"
down_revision = "c0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("test_campaign", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("test_campaign", sa.Column("replied_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_test_campaign_replied_by_person", "test_campaign", "person", ["replied_by"], ["id"]
    )
    op.create_index("ix_test_campaign_replied_by", "test_campaign", ["replied_by"])
    op.create_check_constraint(
        "ck_test_campaign_replied_by", "test_campaign", "replied_by IS NULL OR replied_at IS NOT NULL"
    )
