"""The study of ideas: who has one until when, views with their costs, notes among services, usual days."""

import sqlalchemy as sa
from alembic import op

revision = "c0019"
down_revision = "c0018"
branch_labels = None
depends_on = None

DUE = "due_at IS NULL OR state = 'studied' AND due_at > since"

WAITING = """
UPDATE idea SET due_at = since + interval '30 days' WHERE state = 'studied'
"""

STUDIED = """
INSERT INTO idea_study (id, territory_id, idea_id, service_id, answers, question, asked_at, asked_by, due_at,
                        told_soon, told_late)
SELECT gen_random_uuid(), i.territory_id, i.id, i.service_id, true, '', s.at, s.by, i.due_at, true, true
FROM idea i JOIN LATERAL (
    SELECT at, by FROM idea_step s WHERE s.idea_id = i.id ORDER BY s.id DESC LIMIT 1
) s ON true
WHERE i.state = 'studied'
"""
"""What is there already is not told again."""


def upgrade() -> None:
    op.add_column("idea", _at("due_at", nullable=True))
    op.execute(WAITING)
    op.create_check_constraint(op.f("ck_idea_due"), "idea", DUE)
    _studies()
    _views()
    _notes()
    _terms()
    op.execute(STUDIED)


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _bool(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _minor(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _check(table: str, name: str, says: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(says, name=f"ck_{table}_{name}")


def _studies() -> None:
    of, still = "idea_study", sa.text("ended_at IS NULL")
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("idea_id"), _id("service_id"), _bool("answers")),
        *(_text("question", 1000), _at("asked_at"), _id("asked_by"), _at("due_at")),
        *(_at("viewed_at", nullable=True), _at("ended_at", nullable=True)),
        *(_text("ended", 40, nullable=True), _bool("told_soon"), _bool("told_late")),
        _check(of, "ended", "ended IN ('released', 'passed_on', 'answered')"),
        _check(of, "ended_so", "(ended_at IS NULL) = (ended IS NULL)"),
        _check(of, "days", "due_at > asked_at AND ended_at >= asked_at"),
        *(_key(of, "territory_id", "territory"), _key(of, "idea_id", "idea", "CASCADE")),
        *(_key(of, "service_id", "service"), _key(of, "asked_by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
    )
    once = ["idea_id", "service_id"]
    op.create_index("uq_idea_study_idea_id_service_id", of, once, unique=True, postgresql_where=still)
    answering = sa.text("answers AND ended_at IS NULL")
    op.create_index("uq_idea_study_idea_id_answers", of, ["idea_id"], unique=True, postgresql_where=answering)
    due = ["territory_id", "due_at"]
    op.create_index("ix_idea_study_territory_id_due_at", of, due, postgresql_where=still)
    op.create_index("ix_idea_study_idea_id_id", of, ["idea_id", "id"])
    _indexes(of, "service_id", "asked_by")


def _views() -> None:
    of = "study_view"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("idea_id"), _id("service_id"), _whole("number")),
        *(_whole("idea_version"), _bool("admissible"), _text("feasible", 40), _text("reasons", 3000)),
        *(_minor("cost_minor"), _minor("running_minor")),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        *(_text("basis", 40, nullable=True), sa.Column("cost_on", sa.Date(), nullable=True)),
        *(_at("at"), _id("by")),
        _check(of, "feasible", "feasible IN ('yes', 'changed', 'no')"),
        _check(of, "basis", "basis IN ('estimate', 'quote', 'similar', 'contract')"),
        _check(of, "counted", "number > 0 AND idea_version > 0"),
        _check(of, "reasons", "reasons <> '' OR admissible AND feasible = 'yes'"),
        _check(of, "cost", "num_nonnulls(cost_minor, basis, cost_on) IN (0, 3)"),
        _check(of, "amounts", "least(cost_minor, running_minor) >= 0"),
        *(_key(of, "territory_id", "territory"), _key(of, "idea_id", "idea", "CASCADE")),
        *(_key(of, "service_id", "service"), _key(of, "by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
        sa.UniqueConstraint("idea_id", "service_id", "number", name=f"uq_{of}_idea_id_service_id_number"),
    )
    _indexes(of, "territory_id", "service_id", "by")


def _notes() -> None:
    of = "study_note"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("idea_id"), _id("service_id", nullable=True)),
        *(_text("body", 2000), _at("at"), _id("by")),
        _check(of, "written", "body <> ''"),
        *(_key(of, "territory_id", "territory"), _key(of, "idea_id", "idea", "CASCADE")),
        *(_key(of, "service_id", "service"), _key(of, "by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
    )
    op.create_index("ix_study_note_idea_id_id", of, ["idea_id", "id"])
    _indexes(of, "territory_id", "service_id", "by")


def _terms() -> None:
    of = "study_term"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("process_id", nullable=True), _whole("days")),
        _check(of, "days", "days BETWEEN 1 AND 365"),
        *(_key(of, "territory_id", "territory"), _key(of, "process_id", "process")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
        sa.UniqueConstraint(
            "territory_id",
            "process_id",
            name=f"uq_{of}_territory_id_process_id",
            postgresql_nulls_not_distinct=True,
        ),
    )
    _indexes(of, "process_id")


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
