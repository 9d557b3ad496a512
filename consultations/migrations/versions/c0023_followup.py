"""What became of options that won, figures of published votes, and actions that came of a vote."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c0023"
down_revision = "c0022"
branch_labels = None
depends_on = None

ORIGINS = "origin_kind IN ('own', 'finding', 'idea', 'campaign', 'recommendation', 'action', 'vote')"


def upgrade() -> None:
    op.drop_constraint("ck_action_origin_kind", "action")
    op.create_check_constraint(op.f("ck_action_origin_kind"), "action", ORIGINS)
    op.create_table(
        "ballot_figures",
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        _at("at"),
        sa.PrimaryKeyConstraint("ballot_id", name="pk_ballot_figures"),
        _key("ballot_figures", "ballot_id", "ballot", cascade=True),
    )
    op.create_table(
        "ballot_followup",
        sa.Column("option_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        _at("campaign_asked_at", nullable=True),
        _at("created_at"),
        sa.PrimaryKeyConstraint("option_id", name="pk_ballot_followup"),
        sa.UniqueConstraint("action_id", name="uq_ballot_followup_action_id"),
        sa.CheckConstraint(
            "num_nonnulls(action_id, campaign_asked_at) > 0", name="ck_ballot_followup_followed"
        ),
        _key("ballot_followup", "option_id", "ballot_option"),
        _key("ballot_followup", "territory_id", "territory"),
        _key("ballot_followup", "ballot_id", "ballot"),
        _key("ballot_followup", "action_id", "action"),
    )
    for column in ("territory_id", "ballot_id"):
        op.create_index(f"ix_ballot_followup_{column}", "ballot_followup", [column])


def _key(table: str, column: str, of: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE" if cascade else None)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
