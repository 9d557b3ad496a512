"""What was made of donors who gave much in twelve months."""

import sqlalchemy as sa
from alembic import op

revision = "o0040"
down_revision = "o0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vigilance_terms",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("person_minor", sa.BigInteger(), nullable=True),
        sa.Column("body_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("person_minor > 0 AND body_minor > 0", name=op.f("ck_vigilance_terms_sums")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_vigilance_terms_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("territory_id", name="pk_vigilance_terms"),
    )
    op.create_table(
        "donor_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (number IS NULL)", name=op.f("ck_donor_review_donor")),
        sa.CheckConstraint("(kind IS NULL) = (number IS NULL)", name=op.f("ck_donor_review_body")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_donor_review_reason")),
        sa.CheckConstraint("kind IN ('rna', 'siren', 'siret', 'court')", name=op.f("ck_donor_review_kind")),
        sa.CheckConstraint("outcome IN ('seen', 'frozen', 'released')", name=op.f("ck_donor_review_outcome")),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_donor_review_territory_id_territory"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_donor_review_person_id_person"),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name="fk_donor_review_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_donor_review"),
    )
    op.create_index(
        "ix_donor_review_person",
        "donor_review",
        ["territory_id", "person_id", "id"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "ix_donor_review_body",
        "donor_review",
        ["territory_id", "kind", "number", "id"],
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_pledge_territory_id_paid_at",
        "pledge",
        ["territory_id", "paid_at"],
        postgresql_where=sa.text("paid_at IS NOT NULL"),
    )
