"""An address that a person chose for our mails, and the codes that confirm it."""

import sqlalchemy as sa
from alembic import op

revision = "o0006"
down_revision = "o0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("email_chosen", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("person", "email_chosen", server_default=None)
    op.add_column("mail_code", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_mail_code_person_id_person"),
        "mail_code",
        "person",
        ["person_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index("ix_mail_code_person_id", "mail_code", ["person_id"])
