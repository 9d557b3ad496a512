"""Companies and associations in whose name people give."""

import sqlalchemy as sa
from alembic import op

revision = "o0028"
down_revision = "o0027"
branch_labels = None
depends_on = None

STAYS = """
CREATE FUNCTION pledge_body_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        PERFORM FROM pledge
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.pledge_id ELSE NEW.pledge_id END
          AND paid_at IS NOT NULL
        FOR SHARE;
        IF NOT FOUND THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
    END IF;
    RAISE EXCEPTION '% on %: in whose name a pledge was paid stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARDS = (
    """
CREATE TRIGGER pledge_body_stays BEFORE INSERT OR UPDATE OR DELETE ON pledge_body
    FOR EACH ROW EXECUTE FUNCTION pledge_body_stays()
""",
    """
CREATE TRIGGER pledge_body_not_emptied BEFORE TRUNCATE ON pledge_body
    FOR EACH STATEMENT EXECUTE FUNCTION pledge_body_stays()
""",
)


def upgrade() -> None:
    op.create_table(
        "pledge_body",
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("legal_form", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'siren' AND number ~ '^[0-9]{9}$') OR (kind = 'rna' AND number ~ '^W[0-9]{9}$')"
            " OR (kind = 'court' AND number <> '')",
            name="ck_pledge_body_number",
        ),
        sa.CheckConstraint("name <> '' AND legal_form <> ''", name="ck_pledge_body_named"),
        sa.CheckConstraint("kind IN ('rna', 'siren', 'siret', 'court')", name="ck_pledge_body_kind"),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name="fk_pledge_body_pledge_id_pledge"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_pledge_body_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("pledge_id", name="pk_pledge_body"),
    )
    op.create_index(
        "ix_pledge_body_territory_id_kind_number", "pledge_body", ["territory_id", "kind", "number"]
    )
    op.execute(STAYS)
    for guard in GUARDS:
        op.execute(guard)
