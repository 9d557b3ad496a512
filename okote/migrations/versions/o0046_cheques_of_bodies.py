"""In whose name a cheque is given, where it is a company's or an association's."""

import sqlalchemy as sa
from alembic import op

revision = "o0046"
down_revision = "o0045"
branch_labels = None
depends_on = None

GUARD = """
CREATE TRIGGER cheque_body_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cheque_body
    FOR EACH STATEMENT EXECUTE FUNCTION cheque_step_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "cheque_body",
        sa.Column("cheque_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("legal_form", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'siren' AND number ~ '^[0-9]{9}$') OR (kind = 'rna' AND number ~ '^W[0-9]{9}$')"
            " OR (kind = 'court' AND number <> '')",
            name=op.f("ck_cheque_body_number"),
        ),
        sa.CheckConstraint("name <> '' AND legal_form <> ''", name=op.f("ck_cheque_body_named")),
        sa.CheckConstraint("kind IN ('rna', 'siren', 'siret', 'court')", name=op.f("ck_cheque_body_kind")),
        sa.ForeignKeyConstraint(["cheque_id"], ["cheque.id"], name=op.f("fk_cheque_body_cheque_id_cheque")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_cheque_body_territory_id_territory")
        ),
        sa.PrimaryKeyConstraint("cheque_id", name=op.f("pk_cheque_body")),
    )
    op.execute(GUARD)


def downgrade() -> None:
    op.drop_table("cheque_body")
