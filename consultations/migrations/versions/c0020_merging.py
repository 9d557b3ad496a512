"""Ideas that others stand for; proposals to merge ideas, and those that were split."""

import sqlalchemy as sa
from alembic import op

revision = "c0020"
down_revision = "c0019"
branch_labels = None
depends_on = None

REASON = 1000

MERGE = {
    "written": "title <> '' AND body <> '' AND because <> ''",
    "asking": "objections_until > proposed_at",
    "decided": "num_nulls(decided_at, decided_by, goes_on, decided_because) IN (0, 4)",
    "reasons": "decided_because <> '' AND undone_because <> ''",
    "merged": "num_nulls(merged_at, merged_by) IN (0, 2)",
    "idea": "idea_id IS NULL OR merged_at IS NOT NULL",
    "dropped": "merged_at IS NULL OR goes_on IS NOT FALSE",
    "undone": "num_nulls(undone_at, undone_by, undone_because) IN (0, 3)",
    "undone_after": "undone_at IS NULL OR undone_at >= merged_at",
}

AUTHOR = {
    "answer": "answer IN ('agrees', 'objects')",
    "answered": "(answer IS NULL) = (answered_at IS NULL)",
    "reason": "reason <> '' AND (reason IS NULL OR answer = 'objects')",
}


def upgrade() -> None:
    op.add_column("idea", _at("replaced_at", nullable=True))
    _replacements()
    _merges()
    _sources()
    _authors()
    _carried()
    _splits()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _checks(table: str, said: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(says, name=f"ck_{table}_{name}") for name, says in said.items()]


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _replacements() -> None:
    of = "idea_replacement"
    op.create_table(
        of,
        *(_id("idea_id"), _id("to_id")),
        *_checks(of, {"another": "idea_id <> to_id"}),
        *(_key(of, "idea_id", "idea", "CASCADE"), _key(of, "to_id", "idea", "CASCADE")),
        sa.PrimaryKeyConstraint("idea_id", "to_id", name=f"pk_{of}"),
    )
    _indexes(of, "to_id")


def _merges() -> None:
    of, people = "idea_merge", ("proposed_by", "decided_by", "merged_by", "undone_by")
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _text("title", 100), _text("body", 3000), _text("language", 2)),
        *(_text("because", REASON), _at("proposed_at"), _id("proposed_by"), _at("objections_until")),
        *(_at("decided_at", nullable=True), _id("decided_by", nullable=True)),
        *(sa.Column("goes_on", sa.Boolean(), nullable=True), _text("decided_because", REASON, nullable=True)),
        *(_id("idea_id", nullable=True), _at("merged_at", nullable=True), _id("merged_by", nullable=True)),
        *(_at("undone_at", nullable=True), _id("undone_by", nullable=True)),
        _text("undone_because", REASON, nullable=True),
        *_checks(of, MERGE),
        *(_key(of, "territory_id", "territory"), _key(of, "idea_id", "idea", "SET NULL")),
        *(_key(of, column, "person") for column in people),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
        sa.UniqueConstraint("idea_id", name=f"uq_{of}_idea_id"),
    )
    op.create_index(f"ix_{of}_territory_id_id", of, ["territory_id", "id"])
    _indexes(of, *people)


def _sources() -> None:
    of = "idea_merge_source"
    op.create_table(
        of,
        *(_id("merge_id"), _id("idea_id"), sa.Column("standing", sa.Boolean(), nullable=False)),
        *(_key(of, "merge_id", "idea_merge", "CASCADE"), _key(of, "idea_id", "idea", "CASCADE")),
        sa.PrimaryKeyConstraint("merge_id", "idea_id", name=f"pk_{of}"),
    )
    _indexes(of, "idea_id")
    standing = sa.text("standing")
    op.create_index(f"uq_{of}_standing", of, ["idea_id"], unique=True, postgresql_where=standing)


def _authors() -> None:
    of = "idea_merge_author"
    op.create_table(
        of,
        *(_id("merge_id"), _id("person_id"), _text("answer", 40, nullable=True)),
        *(_text("reason", REASON, nullable=True), _at("answered_at", nullable=True)),
        *_checks(of, AUTHOR),
        *(_key(of, "merge_id", "idea_merge", "CASCADE"), _key(of, "person_id", "person")),
        sa.PrimaryKeyConstraint("merge_id", "person_id", name=f"pk_{of}"),
    )
    _indexes(of, "person_id")


def _carried() -> None:
    of = "carried_support"
    op.create_table(
        of,
        *(_id("idea_id"), _id("person_id"), _id("merge_id")),
        *(_key(of, "merge_id", "idea_merge", "CASCADE"), _key(of, "person_id", "person")),
        sa.ForeignKeyConstraint(
            ["idea_id", "person_id"],
            ["idea_support.idea_id", "idea_support.person_id"],
            name=f"fk_{of}_idea_id_idea_support",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name=f"pk_{of}"),
    )
    _indexes(of, "person_id", "merge_id")


def _splits() -> None:
    of = "idea_split"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("idea_id"), _text("because", REASON), _at("at"), _id("by")),
        *_checks(of, {"written": "because <> ''"}),
        *(_key(of, "territory_id", "territory"), _key(of, "idea_id", "idea", "CASCADE")),
        _key(of, "by", "person"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
        sa.UniqueConstraint("idea_id", name=f"uq_{of}_idea_id"),
    )
    _indexes(of, "territory_id", "by")
