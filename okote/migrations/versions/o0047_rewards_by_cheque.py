"""Units of rewards that are kept for cheques on their way."""

import sqlalchemy as sa
from alembic import op

revision = "o0047"
down_revision = "o0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reward_hold",
        sa.Column("kept_for", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until > chosen_at", name=op.f("ck_reward_hold_until")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_reward_hold_reward_id_reward")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_reward_hold_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("kept_for", name=op.f("pk_reward_hold")),
    )
    op.create_index(op.f("ix_reward_hold_reward_id"), "reward_hold", ["reward_id"])
    op.create_index(
        "ix_reward_hold_kept", "reward_hold", ["reward_id"], postgresql_where=sa.text("ended_at IS NULL")
    )


def downgrade() -> None:
    op.drop_table("reward_hold")
