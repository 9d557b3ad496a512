"""Difficulties, their steps and papers, and what a territory promises to who tells one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c0016"
down_revision = "c0015"
branch_labels = None
depends_on = None

STATES = "state IN ('told', 'sent', 'acknowledged', 'asked', 'answered', 'closed')"
KINDS = (
    "kind IN ('sent', 'acknowledged', 'passed_on', 'taken_back', 'asked', 'replied', 'answered', 'closed', "
    "'reopened')"
)

CHECKS = {
    "way_word": "way IN ('site', 'counter', 'telephone')",
    "category": "category IN ('economic', 'social', 'administrative', 'other')",
    "channel": "channel IN ('site', 'telephone', 'letter')",
    "state": STATES,
    "written": "emptied = (body = '')",
    "emptied": (
        "NOT emptied OR state = 'closed' "
        "AND num_nonnulls(person_id, entered_by, name, telephone, address) = 0"
    ),
    "reach": "emptied OR channel <> 'site' OR person_id IS NOT NULL",
    "way": "(way = 'site') = (entered_by IS NULL) OR emptied",
    "service": (
        "CASE state WHEN 'told' THEN service_id IS NULL WHEN 'closed' THEN true "
        "ELSE service_id IS NOT NULL END"
    ),
    "closed": "(state = 'closed') = (closed_at IS NOT NULL)",
    "helped": "helped IS NULL OR state = 'closed'",
    "since": "since >= told_at AND forget_at > told_at",
}

WORDS = (
    "CASE WHEN kind IN ('passed_on', 'asked', 'replied', 'answered', 'reopened') "
    "THEN words IS NOT NULL ELSE true END AND words <> ''"
)


def upgrade() -> None:
    _terms()
    _difficulties()
    _steps()
    _documents()


def _key(table: str, column: str, of: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete="CASCADE" if cascade else None)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _bool(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(none_as_null=True), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _terms() -> None:
    op.create_table(
        "difficulty_terms",
        _id("territory_id"),
        *(_whole(name) for name in ("acknowledge", "answer", "react", "keep")),
        *(_json("by_category"), _json("by_service")),
        sa.CheckConstraint(
            "least(acknowledge, answer, react, keep) >= 1 AND greatest(acknowledge, answer) <= 365",
            name="ck_difficulty_terms_days",
        ),
        _key("difficulty_terms", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("territory_id", name="pk_difficulty_terms"),
    )


def _difficulties() -> None:
    of = "difficulty"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _whole("number")),
        *(_id("person_id", nullable=True), _id("entered_by", nullable=True)),
        *(_text("way", 40), _text("category", 40), _text("body", 3000)),
        *(_id("place_id", nullable=True), _id("procedure_id", nullable=True)),
        *(_text("language", 2), _text("channel", 40)),
        *(_text("name", 120, nullable=True), _text("telephone", 40, nullable=True)),
        *(_text("address", 300, nullable=True), _at("told_at"), _text("state", 40), _at("since")),
        *(_id("service_id", nullable=True), _day("acknowledge_by"), _day("answer_by")),
        *(_bool("acknowledged_late", nullable=True), _bool("answered_late", nullable=True)),
        *(_day("asked_on", nullable=True), _bool("told_unseen"), _bool("told_late")),
        *(_at("closed_at", nullable=True), _bool("helped", nullable=True), _at("forget_at")),
        _bool("emptied"),
        *(sa.CheckConstraint(says, name=f"ck_difficulty_{name}") for name, says in CHECKS.items()),
        *(_key(of, "territory_id", "territory"), _key(of, "person_id", "person")),
        *(_key(of, "entered_by", "person"), _key(of, "place_id", "place")),
        *(_key(of, "procedure_id", "procedure"), _key(of, "service_id", "service")),
        sa.PrimaryKeyConstraint("id", name="pk_difficulty"),
    )
    op.create_index("uq_difficulty_territory_id_number", of, ["territory_id", "number"], unique=True)
    op.create_index("ix_difficulty_territory_id_told_at", of, ["territory_id", "told_at"])
    op.create_index("ix_difficulty_service_id_state", of, ["service_id", "state"])
    waiting = sa.text("NOT emptied")
    op.create_index("ix_difficulty_forget_at", of, ["forget_at"], postgresql_where=waiting)
    _indexes(of, "person_id", "entered_by", "place_id", "procedure_id")


def _steps() -> None:
    of = "difficulty_step"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("difficulty_id"), _text("kind", 40), _text("state", 40)),
        *(_id("service_id", nullable=True), _text("words", 3000, nullable=True), _at("at")),
        _id("by", nullable=True),
        *(sa.CheckConstraint(KINDS, name=f"ck_{of}_kind"), sa.CheckConstraint(STATES, name=f"ck_{of}_state")),
        sa.CheckConstraint(WORDS, name=f"ck_{of}_words"),
        *(_key(of, "territory_id", "territory"), _key(of, "difficulty_id", "difficulty", cascade=True)),
        *(_key(of, "service_id", "service"), _key(of, "by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
    )
    op.create_index("ix_difficulty_step_difficulty_id_id", of, ["difficulty_id", "id"])
    _indexes(of, "territory_id", "service_id", "by")


def _documents() -> None:
    of = "difficulty_document"
    op.create_table(
        of,
        *(_id(), _id("territory_id"), _id("difficulty_id"), _text("title", 100), _text("kind", 40)),
        *(_at("added_at"), _id("added_by")),
        sa.CheckConstraint("kind IN ('pdf', 'jpg')", name=f"ck_{of}_kind"),
        sa.CheckConstraint("title <> ''", name=f"ck_{of}_written"),
        *(_key(of, "territory_id", "territory"), _key(of, "difficulty_id", "difficulty", cascade=True)),
        _key(of, "added_by", "person"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{of}"),
    )
    op.create_index("ix_difficulty_document_difficulty_id_id", of, ["difficulty_id", "id"])
    _indexes(of, "territory_id", "added_by")
