"""Mails that people do not want, and the address that ends them."""

import sqlalchemy as sa
from alembic import op

revision = "o0026"
down_revision = "o0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_refusal",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mail_refusal_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_mail_refusal"),
    )
    op.add_column("mail", sa.Column("unsubscribe", sa.String(length=500), nullable=True))
