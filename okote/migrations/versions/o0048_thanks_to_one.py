"""What holders write to one who gave."""

import sqlalchemy as sa
from alembic import op

revision = "o0048"
down_revision = "o0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "donor_thanks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pledge_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_donor_thanks_written")),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=op.f(f"fk_donor_thanks_{name}_id_{table}")
            )
            for name, table in (
                ("pledge", "pledge"),
                ("campaign", "campaign"),
                ("territory", "territory"),
                ("person", "person"),
                ("author", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor_thanks")),
        sa.UniqueConstraint("pledge_id", name=op.f("uq_donor_thanks_pledge_id")),
    )
    for name in ("campaign_id", "person_id", "author_id"):
        op.create_index(op.f(f"ix_donor_thanks_{name}"), "donor_thanks", [name])


def downgrade() -> None:
    op.drop_table("donor_thanks")
