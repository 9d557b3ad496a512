"""Mails that hold a code or an invitation's link: their words go once they are sent."""

import sqlalchemy as sa
from alembic import op

revision = "o0005"
down_revision = "o0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("mail", "secret", server_default=None)
    op.execute("UPDATE mail SET secret = true WHERE key LIKE 'sign-in-code:%' OR key LIKE 'invitation:%'")
    op.execute("UPDATE mail SET subject = '', text = '', html = '' WHERE secret AND state = 'sent'")
