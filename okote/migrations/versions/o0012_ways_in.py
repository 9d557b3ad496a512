"""A sign-in that somebody began in order to add a way in to their own account."""

import sqlalchemy as sa
from alembic import op

revision = "o0012"
down_revision = "o0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_attempt", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sign_in_attempt_person_id_person"),
        "sign_in_attempt",
        "person",
        ["person_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index("ix_sign_in_attempt_person_id", "sign_in_attempt", ["person_id"])
