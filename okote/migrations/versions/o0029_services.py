"""People may answer for a service."""

from alembic import op

revision = "o0029"
down_revision = "o0028"
branch_labels = None
depends_on = None

ROLES = "role IN ('administrator', 'agent', 'coach', 'accountant', 'holder', 'partner', 'service')"
SCOPED = "(role IN ('holder', 'partner', 'service')) = (scope IS NOT NULL)"


def upgrade() -> None:
    for table in ("role_grant", "invitation"):
        for name, rule in (("role", ROLES), ("scope", SCOPED)):
            op.drop_constraint(f"ck_{table}_{name}", table)
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule)
