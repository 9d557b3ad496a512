"""Terms, partners, holders, campaigns, commitments, pledges, closings."""

import sqlalchemy as sa
from alembic import op

revision = "o0003"
down_revision = "o0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funding_terms",
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("threshold_bp", sa.Integer(), nullable=False),
        sa.Column("threshold_on", sa.String(40), nullable=False),
        sa.Column("commission_bp", sa.Integer(), nullable=False),
        sa.Column("commission_on", sa.String(40), nullable=False),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("longest_campaign", sa.Integer(), nullable=False),
        sa.Column("smallest_pledge_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("commission_bp BETWEEN 0 AND 10000", name="ck_funding_terms_commission"),
        sa.CheckConstraint("longest_campaign BETWEEN 1 AND 75", name="ck_funding_terms_longest_campaign"),
        sa.CheckConstraint(
            "smallest_pledge_minor BETWEEN 50 AND 99999999", name="ck_funding_terms_smallest_pledge"
        ),
        sa.CheckConstraint("threshold_bp BETWEEN 1 AND 10000", name="ck_funding_terms_threshold"),
        sa.CheckConstraint("vat_bp BETWEEN 0 AND 10000", name="ck_funding_terms_vat"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_funding_terms_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("territory_id", name="pk_funding_terms"),
        sa.CheckConstraint("threshold_on IN ('all', 'pledges')", name="ck_funding_terms_threshold_on"),
        sa.CheckConstraint("commission_on IN ('all', 'pledges')", name="ck_funding_terms_commission_on"),
    )
    op.create_table(
        "holder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("legal_form", sa.String(length=120), nullable=False),
        sa.Column("identifier", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("statement_name", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("account_ready", sa.Boolean(), nullable=False),
        sa.Column("pays_out", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_holder_territory_id_territory"),
        sa.PrimaryKeyConstraint("id", name="pk_holder"),
        sa.UniqueConstraint("account_id", name="uq_holder_account_id"),
        sa.UniqueConstraint("territory_id", "identifier", name="uq_holder_territory_id_identifier"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_partner_territory_id_territory"),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.CheckConstraint("kind IN ('public', 'private')", name="ck_partner_kind"),
    )
    op.create_index("ix_partner_territory_id_name", "partner", ["territory_id", "name"])
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("picture", sa.Uuid(), nullable=True),
        sa.Column("picture_text", sa.String(length=300), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=1000), nullable=False),
        sa.Column("timetable", sa.String(length=2000), nullable=False),
        sa.Column("expected_result", sa.String(length=2000), nullable=False),
        sa.Column("surplus", sa.String(length=1000), nullable=False),
        sa.Column("tax_receipt", sa.String(40), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("goal_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("threshold_bp", sa.Integer(), nullable=True),
        sa.Column("threshold_on", sa.String(40), nullable=True),
        sa.Column("commission_bp", sa.Integer(), nullable=True),
        sa.Column("commission_on", sa.String(40), nullable=True),
        sa.Column("vat_bp", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=1000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancel_reason IS NOT NULL)", name="ck_campaign_cancel_reason"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'cancelled') OR (goal_minor IS NOT NULL AND "
            "opens_at IS NOT NULL AND ends_at IS NOT NULL AND threshold_bp IS NOT NULL)",
            name="ck_campaign_complete",
        ),
        sa.CheckConstraint("goal_minor IS NULL OR goal_minor > 0", name="ck_campaign_goal"),
        sa.CheckConstraint("opens_at < ends_at", name="ck_campaign_period"),
        sa.ForeignKeyConstraint(["holder_id"], ["holder.id"], name="fk_campaign_holder_id_holder"),
        sa.ForeignKeyConstraint(["picture"], ["stored_file.id"], name="fk_campaign_picture_stored_file"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_campaign_place_id_place"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_campaign_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("territory_id", "slug", name="uq_campaign_territory_id_slug"),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'scheduled', 'live', 'closing', 'funded', "
            "'paid_out', 'refunding', 'refunded', 'cancelled')",
            name="ck_campaign_state",
        ),
        sa.CheckConstraint("tax_receipt IN ('yes', 'no', 'unconfirmed')", name="ck_campaign_tax_receipt"),
        sa.CheckConstraint("threshold_on IN ('all', 'pledges')", name="ck_campaign_threshold_on"),
        sa.CheckConstraint("commission_on IN ('all', 'pledges')", name="ck_campaign_commission_on"),
    )
    op.create_index("ix_campaign_holder_id", "campaign", ["holder_id"])
    op.create_index("ix_campaign_state_ends_at", "campaign", ["state", "ends_at"])
    op.create_index(
        "ix_campaign_territory_id_state_ends_at", "campaign", ["territory_id", "state", "ends_at"]
    )
    op.create_table(
        "envelope",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_envelope_amount"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_envelope_partner_id_partner"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_envelope_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_envelope"),
    )
    op.create_index("ix_envelope_partner_id", "envelope", ["partner_id"])
    op.create_index("ix_envelope_territory_id", "envelope", ["territory_id"])
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_budget_line_amount"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_budget_line_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_budget_line"),
        sa.UniqueConstraint("campaign_id", "position", name="uq_budget_line_campaign_id_position"),
    )
    op.create_table(
        "campaign_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_campaign_step_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_campaign_step_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_step"),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'scheduled', 'live', 'closing', 'funded', "
            "'paid_out', 'refunding', 'refunded', 'cancelled')",
            name="ck_campaign_step_state",
        ),
    )
    op.create_index("ix_campaign_step_campaign_id_at", "campaign_step", ["campaign_id", "at"])
    op.create_table(
        "closing",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("pledged_minor", sa.BigInteger(), nullable=False),
        sa.Column("public_minor", sa.BigInteger(), nullable=False),
        sa.Column("private_minor", sa.BigInteger(), nullable=False),
        sa.Column("threshold_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("transfer_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("transfer_operation", sa.Uuid(), nullable=True),
        sa.Column("transferred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payout_operation", sa.Uuid(), nullable=True),
        sa.Column("paid_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.CheckConstraint("vat_minor BETWEEN 0 AND commission_minor", name="ck_closing_vat"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_closing_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_closing_territory_id_territory"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_closing"),
        sa.CheckConstraint("outcome IN ('funded', 'refunded')", name="ck_closing_outcome"),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("ceiling_minor", sa.BigInteger(), nullable=False),
        sa.Column("ceiling_per_donor_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ceiling_minor > 0", name="ck_commitment_ceiling"),
        sa.CheckConstraint("ceiling_per_donor_minor > 0", name="ck_commitment_ceiling_per_donor"),
        sa.CheckConstraint("rate_bp BETWEEN 1 AND 100000", name="ck_commitment_rate"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_commitment_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelope.id"], name="fk_commitment_envelope_id_envelope"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_commitment_partner_id_partner"),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name="fk_commitment_signed_by_person"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_commitment_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
        sa.UniqueConstraint("campaign_id", "partner_id", name="uq_commitment_campaign_id_partner_id"),
    )
    op.create_index("ix_commitment_envelope_id", "commitment", ["envelope_id"])
    op.create_index("ix_commitment_partner_id", "commitment", ["partner_id"])
    op.create_table(
        "pledge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("form_token", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("public_name", sa.String(length=80), nullable=True),
        sa.Column("name_shown", sa.Boolean(), nullable=False),
        sa.Column("amount_shown", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("thanks_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT name_shown OR public_name IS NOT NULL", name="ck_pledge_public_name"),
        sa.CheckConstraint("amount_minor > 0", name="ck_pledge_amount"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_pledge_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_pledge_person_id_person"),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name="fk_pledge_territory_id_territory"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge"),
        sa.UniqueConstraint("payment_id", name="uq_pledge_payment_id"),
        sa.UniqueConstraint("person_id", "form_token", name="uq_pledge_person_id_form_token"),
        sa.UniqueConstraint("thanks_hash", name="uq_pledge_thanks_hash"),
        sa.CheckConstraint(
            "status IN ('opened', 'awaiting_payment', 'processing', 'in_force', 'cancelling',"
            " 'refunding', 'refunded', 'failed', 'expired', 'quarantined')",
            name="ck_pledge_status",
        ),
    )
    op.create_index("ix_pledge_campaign_id_status", "pledge", ["campaign_id", "status"])
    op.create_index("ix_pledge_person_id_created_at", "pledge", ["person_id", "created_at"])
    op.create_index("ix_pledge_territory_id_created_at", "pledge", ["territory_id", "created_at"])
    op.create_table(
        "funds_call",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("territory_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=300), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(received_on IS NULL) = (proof IS NULL)", name="ck_funds_call_proof"),
        sa.CheckConstraint("amount_minor > 0", name="ck_funds_call_amount"),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name="fk_funds_call_commitment_id_commitment"
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name="fk_funds_call_recorded_by_person"),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name="fk_funds_call_territory_id_territory"
        ),
        sa.PrimaryKeyConstraint("commitment_id", name="pk_funds_call"),
    )
    op.create_index("ix_funds_call_territory_id_due_on", "funds_call", ["territory_id", "due_on"])
