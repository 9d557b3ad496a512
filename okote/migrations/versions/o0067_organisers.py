"""People may organise panels, and elected members may follow them."""

from alembic import op

revision = "o0067"
down_revision = "o0066"
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('administrator', 'agent', 'coach', 'accountant', 'deputy', 'organiser', 'elected', "
    "'holder', 'partner', 'service')"
)


def upgrade() -> None:
    for table in ("role_grant", "invitation"):
        op.drop_constraint(f"ck_{table}_role", table)
        op.create_check_constraint(op.f(f"ck_{table}_role"), table, ROLES)
