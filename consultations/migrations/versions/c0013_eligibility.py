"""What is known of people in a territory, and how it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "c0013"
down_revision = "c0011"
branch_labels = None
depends_on = None

PROOF = "proof IN ('declared', 'list', 'letter', 'counter')"
ENDED = "ended_because IN ('superseded', 'taken_back', 'revoked')"
DAYS = "declared_days BETWEEN 1 AND 3660 AND list_days BETWEEN 1 AND 3660 AND code_days BETWEEN 1 AND 3660"
FACT = (
    ("proof", PROOF),
    ("ended_because", ENDED),
    ("ended", "(ended_at IS NULL) = (ended_because IS NULL)"),
    ("paper", "(proof = 'counter') = (paper <> '')"),
)
IN_FORCE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _terms()
    _residences()
    _ages()
    _guardians()


def _table(name: str, *parts: sa.schema.SchemaItem, checks: tuple[tuple[str, str], ...] = ()) -> None:
    """With its key and its territory."""
    op.create_table(
        name,
        _id("id"),
        _id("territory_id"),
        *parts,
        *(sa.CheckConstraint(said, name=f"ck_{name}_{called}") for called, said in checks),
        _key(name, "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _small(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _once(table: str) -> None:
    """One in force for a person in a territory."""
    columns = ["territory_id", "person_id"]
    op.create_index(f"uq_{table}_in_force", table, columns, unique=True, postgresql_where=IN_FORCE)


def _terms() -> None:
    op.create_table(
        "eligibility_terms",
        _id("territory_id"),
        *(_small(name) for name in ("declared_days", "list_days", "code_days", "oldest_floor")),
        sa.CheckConstraint(DAYS, name="ck_eligibility_terms_days"),
        sa.CheckConstraint("oldest_floor BETWEEN 18 AND 99", name="ck_eligibility_terms_oldest_floor"),
        _key("eligibility_terms", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("territory_id", name="pk_eligibility_terms"),
    )


def _residences() -> None:
    _table(
        "residence_fact",
        *(_id("person_id"), _id("place_id"), _text("proof", 40), _text("paper", 80)),
        *(_at("shown_at"), _day("shown_on"), _day("valid_until"), _id("recorded_by", nullable=True)),
        *(_at("ended_at", nullable=True), _text("ended_because", 40, nullable=True)),
        _key("residence_fact", "person_id", "person"),
        _key("residence_fact", "place_id", "place"),
        _key("residence_fact", "recorded_by", "person"),
        checks=(*FACT, ("valid", "shown_on < valid_until")),
    )
    _once("residence_fact")
    _indexes("residence_fact", "person_id", "place_id", "recorded_by")


def _ages() -> None:
    _table(
        "age_fact",
        *(_id("person_id"), _small("at_least"), _day("on_day"), _day("born_on", nullable=True)),
        *(_text("proof", 40), _text("paper", 80), _at("shown_at"), _id("recorded_by", nullable=True)),
        *(_at("ended_at", nullable=True), _text("ended_because", 40, nullable=True)),
        _key("age_fact", "person_id", "person"),
        _key("age_fact", "recorded_by", "person"),
        checks=(*FACT, ("at_least", "at_least BETWEEN 0 AND 120")),
    )
    _once("age_fact")
    _indexes("age_fact", "person_id", "recorded_by")
    known = sa.text("born_on IS NOT NULL")
    op.create_index("ix_age_fact_born_on", "age_fact", ["born_on"], postgresql_where=known)


def _guardians() -> None:
    _table(
        "guardian_consent",
        *(_id("person_id"), _text("guardian", 120), _text("reached_at", 254)),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        *(_at("link_until", nullable=True), _at("asked_at"), _at("given_at", nullable=True)),
        *(_day("given_on", nullable=True), _id("recorded_by", nullable=True), _at("ended_at", nullable=True)),
        _key("guardian_consent", "person_id", "person"),
        _key("guardian_consent", "recorded_by", "person"),
        sa.UniqueConstraint("token_hash", name="uq_guardian_consent_token_hash"),
        checks=(
            ("written", "guardian <> ''"),
            ("link", "(token_hash IS NULL) = (link_until IS NULL)"),
            ("given", "given_at IS NULL OR token_hash IS NULL"),
        ),
    )
    _once("guardian_consent")
    _indexes("guardian_consent", "person_id", "recorded_by")
