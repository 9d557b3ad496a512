"""What is known of people in a territory, and how it is shown."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c0013"
down_revision = "c0012"
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
    _lists()
    _entries()
    _claims()
    _packages()
    _letters()


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


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(), nullable=False)


def _lists() -> None:
    _table(
        "census_list",
        *(_text("name", 120), _whole("lines"), _json("refused"), _at("brought_at")),
        *(_id("brought_by", nullable=True), _day("kept_until")),
        *(_at("in_force_at", nullable=True), _at("replaced_at", nullable=True)),
        _key("census_list", "brought_by", "person"),
        checks=(
            ("written", "name <> ''"),
            ("order", "replaced_at IS NULL OR in_force_at IS NOT NULL"),
        ),
    )
    one = sa.text("in_force_at IS NOT NULL AND replaced_at IS NULL")
    op.create_index(
        "uq_census_list_in_force", "census_list", ["territory_id"], unique=True, postgresql_where=one
    )
    _indexes("census_list", "territory_id", "brought_by")


def _entries() -> None:
    _table(
        "census_entry",
        *(_id("list_id", nullable=True), _text("name", 200), _json("names"), _day("born_on")),
        *(_text("address", 300), _json("sought"), _text("number", 40), _id("place_id"), _at("added_at")),
        *(_id("person_id", nullable=True), _at("claimed_at", nullable=True), _json("formerly")),
        _key("census_entry", "list_id", "census_list", "CASCADE"),
        _key("census_entry", "place_id", "place"),
        _key("census_entry", "person_id", "person"),
        checks=(
            ("written", "address <> '' OR number <> ''"),
            ("claimed", "(person_id IS NULL) = (claimed_at IS NULL)"),
        ),
    )
    _indexes("census_entry", "list_id", "place_id", "person_id")
    op.create_index("ix_census_entry_territory_id_born_on", "census_entry", ["territory_id", "born_on"])


def _claims() -> None:
    _table(
        "census_claim",
        *(_id("person_id"), _text("reason", 40), _json("entries"), _text("given", 200)),
        *(_text("family", 200), _day("born_on", nullable=True), _text("address", 300), _text("number", 40)),
        *(_at("at"), _text("verdict", 40), _text("told", 500), _at("decided_at", nullable=True)),
        _id("decided_by", nullable=True),
        _key("census_claim", "person_id", "person"),
        _key("census_claim", "decided_by", "person"),
        checks=(
            ("reason", "reason IN ('several', 'taken', 'counter', 'second')"),
            ("verdict", "verdict IN ('waiting', 'granted', 'refused')"),
            ("decided", "(verdict = 'waiting') = (decided_at IS NULL)"),
        ),
    )
    columns, waiting = ["territory_id", "person_id"], sa.text("verdict = 'waiting'")
    op.create_index("uq_census_claim_waiting", "census_claim", columns, unique=True, postgresql_where=waiting)
    _indexes("census_claim", "person_id", "decided_at", "decided_by")


def _packages() -> None:
    _table(
        "letter_package",
        *(_text("purpose", 40), _whole("letters"), _whole("used"), _day("expires_on"), _at("made_at")),
        *(_id("made_by", nullable=True), _at("downloaded_at", nullable=True)),
        *(_id("downloaded_by", nullable=True), _at("voided_at", nullable=True)),
        _id("voided_by", nullable=True),
        *(_key("letter_package", column, "person") for column in ("made_by", "downloaded_by", "voided_by")),
        checks=(
            ("purpose", "purpose IN ('residence')"),
            ("letters", "letters > 0 AND used BETWEEN 0 AND letters"),
            ("voided", "num_nonnulls(voided_at, voided_by) <> 1 OR voided_by IS NULL"),
        ),
    )
    _indexes("letter_package", "territory_id", "made_by", "downloaded_by", "voided_by")


def _letters() -> None:
    _table(
        "residence_letter",
        *(_id("package_id", nullable=True), _id("person_id", nullable=True), _id("entry_id", nullable=True)),
        *(_text("proof", 40), _text("paper", 80), _text("name", 200), _text("address", 300)),
        *(_id("place_id"), _day("born_on", nullable=True), _text("guardian", 120), _at("asked_at")),
        *(_day("expires_on", nullable=True), _id("recorded_by", nullable=True)),
        *(_text("mark", 5, nullable=True), sa.Column("salt", sa.LargeBinary(length=16), nullable=True)),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        *(_small("tries"), _at("used_at", nullable=True), _id("used_by", nullable=True)),
        _key("residence_letter", "package_id", "letter_package"),
        _key("residence_letter", "entry_id", "census_entry", "SET NULL"),
        _key("residence_letter", "place_id", "place"),
        *(_key("residence_letter", column, "person") for column in ("person_id", "recorded_by", "used_by")),
        checks=(
            ("proof", PROOF),
            ("code", "num_nonnulls(mark, salt, code_hash) IN (0, 3)"),
            ("used", "used_at IS NULL OR mark IS NOT NULL"),
            ("paper", "(proof = 'counter') = (paper <> '')"),
            ("by_code", "proof IN ('letter', 'counter')"),
        ),
    )
    op.create_index("ix_residence_letter_territory_id_mark", "residence_letter", ["territory_id", "mark"])
    waiting = sa.text("package_id IS NULL AND proof = 'letter' AND person_id IS NOT NULL")
    op.create_index(
        "uq_residence_letter_waiting",
        "residence_letter",
        ["territory_id", "person_id"],
        unique=True,
        postgresql_where=waiting,
    )
    _indexes("residence_letter", "package_id", "person_id", "entry_id", "place_id", "recorded_by", "used_by")
