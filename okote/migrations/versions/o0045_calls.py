"""Calls for projects, and the campaigns that answer them; what was published of one stays."""

import sqlalchemy as sa
from alembic import op

revision = "o0045"
down_revision = "o0044"
branch_labels = None
depends_on = None

REFUSAL = """
CREATE FUNCTION call_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what was published stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
KEPT = "id, territory_id, slug, title, criteria, opens_at, closes_at, published_at"
GUARDS = (
    f"""
    CREATE TRIGGER call_stays BEFORE UPDATE ON call FOR EACH ROW
        WHEN (OLD.published_at IS NOT NULL
              AND ({", ".join(f"OLD.{name}" for name in KEPT.split(", "))})
                  IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT.split(", "))}))
        EXECUTE FUNCTION call_stays()
    """,
    """
    CREATE TRIGGER call_stays_whole BEFORE DELETE ON call FOR EACH ROW
        WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION call_stays()
    """,
    "CREATE TRIGGER calls_stay BEFORE TRUNCATE ON call EXECUTE FUNCTION call_stays()",
)


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=5000), nullable=False),
        sa.Column("criteria", sa.String(length=3000), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_call_dates")),
        sa.CheckConstraint("published_at < closes_at", name=op.f("ck_call_in_time")),
        sa.CheckConstraint("title <> '' AND text <> '' AND criteria <> ''", name=op.f("ck_call_written")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_call_territory_id_territory"),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.UniqueConstraint("territory_id", "slug", name="uq_call_territory_id_slug"),
    )
    op.create_index("ix_call_territory_id_closes_at", "call", ["territory_id", "closes_at"])
    op.add_column("campaign", sa.Column("call_id", sa.Uuid(), nullable=True))
    op.add_column("campaign", sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key("fk_campaign_call_id_call", "campaign", "call", ["call_id"], ["id"])
    op.create_index("ix_campaign_call_id", "campaign", ["call_id"])
    op.create_check_constraint(
        op.f("ck_campaign_applied"), "campaign", "applied_at IS NULL OR call_id IS NOT NULL"
    )
    op.execute(REFUSAL)
    for guard in GUARDS:
        op.execute(guard)
