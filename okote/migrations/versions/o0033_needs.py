"""What projects need besides money, and who offers it."""

import sqlalchemy as sa
from alembic import op

revision = "o0033"
down_revision = "o0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("wanted > 0", name="ck_need_wanted"),
        sa.CheckConstraint("title <> ''", name="ck_need_title"),
        sa.CheckConstraint("kind IN ('time', 'skills', 'material')", name="ck_need_kind"),
        sa.CheckConstraint("measure IN ('people', 'hours', 'pieces')", name="ck_need_measure"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_need_territory_id_territory"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_need_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_need"),
    )
    op.create_index("ix_need_campaign_id", "need", ["campaign_id", "id"])
    op.create_table(
        "help",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("message", sa.String(length=1000), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name="ck_help_quantity"),
        sa.CheckConstraint("name <> '' AND contact <> '' AND message <> ''", name="ck_help_written"),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'withdrawn') OR num_nonnulls(name, contact, message) = 0",
            name="ck_help_forgotten",
        ),
        sa.CheckConstraint(
            "(status IN ('offered', 'withdrawn')) OR answered_at IS NOT NULL", name="ck_help_answered"
        ),
        sa.CheckConstraint(
            "num_nonnulls(answered_at) = num_nonnulls(answered_by)", name="ck_help_answered_by"
        ),
        sa.CheckConstraint(
            "status IN ('offered', 'accepted', 'declined', 'done', 'withdrawn')", name="ck_help_status"
        ),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_help_territory_id_territory"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_help_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name="fk_help_need_id_need"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_help_person_id_person"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="fk_help_answered_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_help"),
    )
    op.create_index("ix_help_campaign_id", "help", ["campaign_id"])
    op.create_index("ix_help_person_id", "help", ["person_id"])
    op.create_index("ix_help_answered_by", "help", ["answered_by"])
    op.create_index("ix_help_need_id", "help", ["need_id", "id"])
    op.create_index(
        "uq_help_open",
        "help",
        ["need_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('offered', 'accepted')"),
    )
    op.create_index(
        "ix_help_offered", "help", ["territory_id", "id"], postgresql_where=sa.text("status = 'offered'")
    )
