"""Which version of the terms of use people accepted."""

import sqlalchemy as sa
from alembic import op

revision = "o0038"
down_revision = "o0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conditions_acceptance",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_conditions_acceptance_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_conditions_acceptance_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("territory_id", "person_id", "version", name="pk_conditions_acceptance"),
    )
    op.create_index("ix_conditions_acceptance_person_id", "conditions_acceptance", ["person_id"])
