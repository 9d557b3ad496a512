"""Whose account a mail was written to, so that they can be handed what we keep of it."""

import sqlalchemy as sa
from alembic import op

revision = "o0010"
down_revision = "o0009"
branch_labels = None
depends_on = None

WRITTEN_TO_DONORS = """
UPDATE mail m SET person_id = p.person_id FROM pledge p
WHERE m.key IN (
    'pledge-confirmed:' || p.id, 'pledge-cancelled:' || p.id, 'pledge-refunded:' || p.id,
    'campaign-funded:' || p.id
)
"""


def upgrade() -> None:
    op.add_column("mail", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_mail_person_id_person"), "mail", "person", ["person_id"], ["id"])
    op.create_index("ix_mail_person_id", "mail", ["person_id"])
    op.execute(WRITTEN_TO_DONORS)
    op.create_check_constraint(op.f("ck_mail_secret"), "mail", "NOT secret OR person_id IS NULL")
