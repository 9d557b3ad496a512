"""News of campaigns, and the step that hides a piece."""

import sqlalchemy as sa
from alembic import op

revision = "o0021"
down_revision = "o0020"
branch_labels = None
depends_on = None

STEP_CHECKS = {
    "kind": "kind IN ('led', 'written', 'message_hidden', 'news_hidden')",
    "hidden_by": "kind NOT IN ('message_hidden', 'news_hidden') OR actor = 'administrator'",
}


def upgrade() -> None:
    for name, condition in STEP_CHECKS.items():
        op.drop_constraint(f"ck_campaign_step_{name}", "campaign_step", type_="check")
        op.create_check_constraint(op.f(f"ck_campaign_step_{name}"), "campaign_step", condition)
    op.create_table(
        "news",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hiding_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("corrected_at >= published_at", name="ck_news_corrected_at"),
        sa.CheckConstraint("title <> '' AND body <> ''", name="ck_news_written"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_news_territory_id_territory"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_news_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_news_author_id_person"),
        sa.ForeignKeyConstraint(["hiding_id"], ["campaign_step.id"], name="fk_news_hiding_id_campaign_step"),
        sa.PrimaryKeyConstraint("id", name="pk_news"),
        sa.UniqueConstraint("hiding_id", name="uq_news_hiding_id"),
    )
    op.create_index("ix_news_author_id", "news", ["author_id"])
    op.create_index("ix_news_campaign_id_published_at", "news", ["campaign_id", "published_at"])
    op.create_index("ix_news_untold", "news", ["published_at"], postgresql_where=sa.text("told_at IS NULL"))
