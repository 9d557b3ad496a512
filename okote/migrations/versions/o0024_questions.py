"""Questions about campaigns, with their answers."""

import sqlalchemy as sa
from alembic import op

revision = "o0024"
down_revision = "o0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("public_name", sa.String(length=80), nullable=True),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=3000), nullable=True),
        sa.Column("refusal", sa.String(length=1000), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(answer, refusal) = num_nonnulls(handled_at)", name="ck_question_outcome"
        ),
        sa.CheckConstraint("num_nonnulls(handled_at) = num_nonnulls(handled_by)", name="ck_question_handled"),
        sa.CheckConstraint("body <> '' AND answer <> '' AND refusal <> ''", name="ck_question_written"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_question_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_question_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_question_person_id_person"),
        sa.ForeignKeyConstraint(["handled_by"], ["person.id"], name="fk_question_handled_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_person_id", "question", ["person_id"])
    op.create_index("ix_question_handled_by", "question", ["handled_by"])
    op.create_index("ix_question_campaign_id", "question", ["campaign_id"])
    op.create_index(
        "ix_question_answered",
        "question",
        ["campaign_id", "id"],
        postgresql_where=sa.text("answer IS NOT NULL"),
    )
    op.create_index(
        "ix_question_open",
        "question",
        ["territory_id", "asked_at"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
