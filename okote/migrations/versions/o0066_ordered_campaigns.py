"""Lists of campaigns are read in their order: nothing is sorted, however many there are."""

from alembic import op

revision = "o0066"
down_revision = "o0065"
branch_labels = None
depends_on = None

FIRST = "(CASE WHEN state = 'live' THEN 0 WHEN state = 'closing' THEN 1 ELSE 2 END)"


def upgrade() -> None:
    soonest = "(CASE WHEN state = 'live' THEN ends_at END)"
    for name, order in {
        "by_end": f"{soonest}, ends_at DESC",
        "newest_first": "opens_at DESC",
        "by_title": "okote_fold(title::text)",
    }.items():
        op.execute(f"CREATE INDEX ix_campaign_{name} ON campaign (territory_id, {FIRST}, {order}, id)")
