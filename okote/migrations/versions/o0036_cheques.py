"""Cheques that agents hold, and what happened to each."""

import sqlalchemy as sa
from alembic import op

revision = "o0036"
down_revision = "o0035"
branch_labels = None
depends_on = None

STATES = "('announced', 'withdrawn', 'received', 'held', 'banked', 'given_back', 'bounced')"

APPEND_ONLY = """
CREATE FUNCTION cheque_step_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what happened to a cheque stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER cheque_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cheque_step
    FOR EACH STATEMENT EXECUTE FUNCTION cheque_step_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "cheque",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("form_token", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("drawer", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("own_people", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("bank", sa.String(length=80), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=200), nullable=True),
        sa.Column("pledge_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_cheque_amount"),
        sa.CheckConstraint("drawer <> '' AND address <> ''", name="ck_cheque_drawer"),
        sa.CheckConstraint(
            "num_nulls(number, bank, written_on, proof)"
            " = CASE WHEN state IN ('announced', 'withdrawn') THEN 4 ELSE 0 END",
            name="ck_cheque_paper",
        ),
        sa.CheckConstraint(
            "pledge_id IS NOT NULL OR state NOT IN ('held', 'banked', 'bounced')", name="ck_cheque_pledge"
        ),
        sa.CheckConstraint(f"state IN {STATES}", name="ck_cheque_state"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_cheque_territory_id_territory"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_cheque_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_cheque_person_id_person"),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name="fk_cheque_entered_by_person"),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name="fk_cheque_pledge_id_pledge"),
        sa.PrimaryKeyConstraint("id", name="pk_cheque"),
        sa.UniqueConstraint("territory_id", "reference", name="uq_cheque_territory_id_reference"),
        sa.UniqueConstraint("territory_id", "form_token", name="uq_cheque_territory_id_form_token"),
        sa.UniqueConstraint("pledge_id", name="uq_cheque_pledge_id"),
    )
    op.create_index("ix_cheque_territory_id_state", "cheque", ["territory_id", "state"])
    op.create_index("ix_cheque_person_id", "cheque", ["person_id"])
    op.create_table(
        "cheque_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cheque_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name="ck_cheque_step_state"),
        sa.ForeignKeyConstraint(["cheque_id"], ["cheque.id"], name="fk_cheque_step_cheque_id_cheque"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_cheque_step_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_cheque_step"),
    )
    op.create_index("ix_cheque_step_cheque_id_at", "cheque_step", ["cheque_id", "at"])
    op.execute(APPEND_ONLY)
    op.execute(GUARD)
    op.add_column("closing", sa.Column("cheques_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("closing", "cheques_minor", server_default=None)
    op.create_check_constraint("ck_closing_cheques", "closing", "cheques_minor BETWEEN 0 AND pledged_minor")
    op.add_column(
        "funding_terms", sa.Column("takes_cheques", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("funding_terms", "takes_cheques", server_default=None)
