"""As whom someone acted on a campaign, and whether that led it on, instead of guesses from its reason."""

import sqlalchemy as sa
from alembic import op

revision = "o0007"
down_revision = "o0006"
branch_labels = None
depends_on = None

ACTOR = """
UPDATE campaign_step SET actor = CASE
    WHEN person_id IS NULL THEN 'rule'
    WHEN state = 'scheduled' THEN 'reviewer'
    WHEN state = 'cancelled' THEN 'administrator'
    WHEN state = 'draft' AND reason <> '' THEN 'reviewer'
    WHEN state IN ('draft', 'in_review') THEN 'writer'
    ELSE 'administrator'
END
"""

KIND = """
UPDATE campaign_step s SET kind = CASE
    WHEN s.state = 'draft' AND coalesce(told.before, 'draft') = 'draft' THEN 'written'
    WHEN s.state = told.before THEN 'message_hidden'
    ELSE 'led'
END
FROM (
    SELECT id, lag(state) OVER (PARTITION BY campaign_id ORDER BY at, id) AS before FROM campaign_step
) told
WHERE told.id = s.id
"""
"""A text was begun or changed where a draft stayed one; anything else changed no state but by hiding."""

CHECKS = {
    "actor": "actor IN ('writer', 'reviewer', 'administrator', 'rule')",
    "kind": "kind IN ('led', 'written', 'message_hidden')",
    "person": "(actor = 'rule') = (person_id IS NULL)",
    "hidden_by": "kind <> 'message_hidden' OR actor = 'administrator'",
}


def upgrade() -> None:
    for name in ("actor", "kind"):
        op.add_column("campaign_step", sa.Column(name, sa.String(40), nullable=True))
    op.execute(ACTOR)
    op.execute(KIND)
    for name in ("actor", "kind"):
        op.alter_column("campaign_step", name, nullable=False)
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_campaign_step_{name}"), "campaign_step", rule)
