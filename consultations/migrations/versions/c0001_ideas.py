"""Services, ideas, supports, answers and reports."""

import sqlalchemy as sa
from alembic import op

revision = "c0001"
down_revision = None
branch_labels = None
depends_on = "o0029"

STATES = "state IN ('published', 'studied', 'accepted', 'refused', 'done')"

WORDS = """
CREATE INDEX ix_idea_words ON idea USING gin ((
    setweight(okote_words(title::text), 'A') || setweight(okote_words(body::text), 'C')
))
"""


def upgrade() -> None:
    _services()
    _ideas()
    _steps()
    _supports()
    _reports()


def _key(table: str, column: str, of: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE" if cascade else None)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _services() -> None:
    op.create_table(
        "service",
        _id(),
        _id("territory_id"),
        _text("name", 120),
        _text("email", 254),
        _at("created_at"),
        _at("retired_at", nullable=True),
        sa.CheckConstraint("name <> '' AND email <> ''", name="ck_service_written"),
        _key("service", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
    )
    op.create_index(
        "uq_service_territory_id_name", "service", ["territory_id", sa.text("lower(name)")], unique=True
    )


def _ideas() -> None:
    op.create_table(
        "idea",
        _id(),
        _id("territory_id"),
        _id("person_id"),
        _text("public_name", 80, nullable=True),
        _id("place_id", nullable=True),
        _text("title", 100),
        _text("body", 3000),
        _text("language", 2),
        _at("proposed_at"),
        _text("state", 40),
        _at("since"),
        _id("service_id", nullable=True),
        _at("withdrawn_at", nullable=True),
        _at("hidden_at", nullable=True),
        _id("hidden_by", nullable=True),
        _text("hidden_because", 1000, nullable=True),
        sa.CheckConstraint("title <> '' AND body <> ''", name="ck_idea_written"),
        sa.CheckConstraint("(state = 'published') = (service_id IS NULL)", name="ck_idea_service"),
        sa.CheckConstraint(
            "num_nonnulls(hidden_at, hidden_by, hidden_because) IN (0, 3)", name="ck_idea_hidden"
        ),
        sa.CheckConstraint("since >= proposed_at", name="ck_idea_since"),
        sa.CheckConstraint(STATES, name="ck_idea_state"),
        _key("idea", "territory_id", "territory"),
        _key("idea", "person_id", "person"),
        _key("idea", "place_id", "place"),
        _key("idea", "service_id", "service"),
        _key("idea", "hidden_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_idea"),
    )
    op.create_index("ix_idea_territory_id_id", "idea", ["territory_id", "id"])
    op.create_index("ix_idea_territory_id_state_since", "idea", ["territory_id", "state", "since"])
    for column in ("person_id", "place_id", "service_id", "hidden_by"):
        op.create_index(f"ix_idea_{column}", "idea", [column])
    op.execute(WORDS)


def _steps() -> None:
    op.create_table(
        "idea_step",
        _id(),
        _id("territory_id"),
        _id("idea_id"),
        _text("state", 40),
        _id("service_id"),
        _text("answer", 3000, nullable=True),
        _at("at"),
        _id("by"),
        sa.CheckConstraint("state <> 'published'", name="ck_idea_step_follows"),
        sa.CheckConstraint(
            "(state = 'studied') = (answer IS NULL) AND answer <> ''", name="ck_idea_step_answer"
        ),
        sa.CheckConstraint(STATES, name="ck_idea_step_state"),
        _key("idea_step", "territory_id", "territory"),
        _key("idea_step", "idea_id", "idea", cascade=True),
        _key("idea_step", "service_id", "service"),
        _key("idea_step", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_step"),
    )
    op.create_index("ix_idea_step_idea_id_id", "idea_step", ["idea_id", "id"])
    for column in ("service_id", "by"):
        op.create_index(f"ix_idea_step_{column}", "idea_step", [column])


def _supports() -> None:
    op.create_table(
        "idea_support",
        _id("idea_id"),
        _id("person_id"),
        _at("since"),
        _key("idea_support", "idea_id", "idea", cascade=True),
        _key("idea_support", "person_id", "person"),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name="pk_idea_support"),
    )
    op.create_index("ix_idea_support_person_id", "idea_support", ["person_id"])


def _reports() -> None:
    op.create_table(
        "idea_report",
        _id(),
        _id("territory_id"),
        _id("idea_id"),
        _id("person_id"),
        _text("reason", 1000),
        _text("language", 2),
        _at("at"),
        _at("handled_at", nullable=True),
        _id("handled_by", nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=True),
        sa.CheckConstraint("reason <> ''", name="ck_idea_report_written"),
        sa.CheckConstraint(
            "num_nonnulls(handled_at, handled_by, hidden) IN (0, 3)", name="ck_idea_report_handled"
        ),
        _key("idea_report", "territory_id", "territory"),
        _key("idea_report", "idea_id", "idea", cascade=True),
        _key("idea_report", "person_id", "person"),
        _key("idea_report", "handled_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_report"),
    )
    op.create_index(
        "uq_idea_report_open",
        "idea_report",
        ["idea_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    for column in ("territory_id", "person_id", "handled_by"):
        op.create_index(f"ix_idea_report_{column}", "idea_report", [column])
