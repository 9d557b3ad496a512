"""Tokens by which programs act for people, and what they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "o0042"
down_revision = "o0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("begins", sa.String(length=20), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_access_token_name")),
        sa.CheckConstraint(
            "scopes <@ ARRAY['read:me', 'read:work', 'write']::varchar[] AND cardinality(scopes) > 0",
            name=op.f("ck_access_token_scopes"),
        ),
        sa.CheckConstraint(
            "expires_at <= created_at + interval '366 days'", name=op.f("ck_access_token_expires_at")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_access_token_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_access_token_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
        sa.UniqueConstraint("token_hash", name="uq_access_token_token_hash"),
    )
    op.create_index("ix_access_token_person_id", "access_token", ["person_id"])
    op.create_index("ix_access_token_territory_id_id", "access_token", ["territory_id", "id"])
    op.create_table(
        "api_answer",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("asked", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["access_token.id"],
            name="fk_api_answer_token_id_access_token",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_id", "key", name="pk_api_answer"),
    )
    op.create_index("ix_api_answer_at", "api_answer", ["at"])
