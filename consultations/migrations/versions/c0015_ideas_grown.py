"""Ideas with numbers, categories, places on the map, drafts, versions, files, co-authors and trigrams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c0015"
down_revision = "c0014"
branch_labels = None
depends_on = None

KINDS = ("kind IN ('workstream', 'aim', 'pillar')", "kind IN ('workstream', 'aim', 'pillar', 'category')")

TRIGRAMS = """
CREATE FUNCTION idea_trigrams(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT substr('  ' || word || ' ', place, 3) COLLATE "C"
    FROM regexp_split_to_table(okote_spelled(value), '[^[:alnum:]]+') AS word,
         generate_series(1, length(word) + 1) AS place
    WHERE length(word) > 2 AND word <> ALL (string_to_array(
        'des les une pour dans sur aux par avec que qui est pas plus nos vos leur leurs ses mes tous tout'
        ' the and for der die das und fur ein eine mit auf bei von', ' '
    ))
    ORDER BY 1
)
"""

IN_STEP = """
CREATE FUNCTION idea_trigrams_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM idea_trigram WHERE idea_id = NEW.id;
    INSERT INTO idea_trigram (territory_id, trigram, idea_id, size)
    SELECT NEW.territory_id, one, NEW.id, cardinality(every)
    FROM idea_trigrams(NEW.title) AS every, unnest(every) AS one;
    RETURN NULL;
END $$
"""

TRIGGER = """
CREATE TRIGGER idea_trigrams_in_step AFTER INSERT OR UPDATE OF title, territory_id ON idea
FOR EACH ROW EXECUTE FUNCTION idea_trigrams_in_step()
"""

KNOWN = """
INSERT INTO idea_trigram (territory_id, trigram, idea_id, size)
SELECT i.territory_id, one, i.id, cardinality(every)
FROM idea i, idea_trigrams(i.title) AS every, unnest(every) AS one
"""

NUMBERED = """
UPDATE idea SET number = counted.number FROM (
    SELECT id, row_number() OVER (PARTITION BY territory_id ORDER BY id) AS number FROM idea
) counted WHERE counted.id = idea.id
"""

FIRST_VERSIONS = """
INSERT INTO idea_version (id, territory_id, idea_id, number, content, sha256, substantial, at, by)
SELECT gen_random_uuid(), i.territory_id, i.id, 1, said.content,
       encode(sha256(convert_to(jsonb_build_array(
           i.title, i.body, i.language, NULL, p.name, '', NULL, NULL, '[]'::jsonb
       )::text, 'UTF8')), 'hex'), true, i.proposed_at, i.person_id
FROM idea i LEFT JOIN place p ON p.id = i.place_id, LATERAL (
    SELECT jsonb_build_object(
        'title', i.title, 'body', i.body, 'language', i.language, 'category', NULL, 'place', p.name,
        'address', '', 'latitude', NULL, 'longitude', NULL, 'files', '[]'::jsonb
    ) AS content
) said
"""


def upgrade() -> None:
    op.drop_constraint(op.f("ck_theme_kind"), "theme")
    op.create_check_constraint(op.f("ck_theme_kind"), "theme", KINDS[1])
    _ideas()
    _trigrams()
    _drafts()
    _files()
    _versions()
    _authors()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False, empty: bool = False) -> sa.Column[object]:
    default = "" if empty else None
    return sa.Column(name, sa.String(length=length), nullable=nullable, server_default=default)


def _whole(name: str, default: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _degrees(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Float(), nullable=True)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _ideas() -> None:
    op.add_column("idea", sa.Column("number", sa.Integer(), nullable=True))
    op.execute(NUMBERED)
    op.alter_column("idea", "number", nullable=False)
    op.alter_column("idea", "person_id", nullable=True)
    for column in (
        *(
            _id("entered_by", nullable=True),
            _id("category_id", nullable=True),
            _id("draft_id", nullable=True),
        ),
        _id("process_id", nullable=True),
        sa.Column("claim_hash", sa.LargeBinary(), nullable=True),
        *(_text("address", 200, empty=True), _degrees("latitude"), _degrees("longitude")),
        *(_whole("version", "1"), _whole("reconsent", "1")),
    ):
        op.add_column("idea", column)
    for name in ("address", "version", "reconsent"):
        op.alter_column("idea", name, server_default=None)
    for key, of in (("entered_by", "person"), ("category_id", "theme"), ("process_id", "process")):
        op.create_foreign_key(f"fk_idea_{key}_{of}", "idea", of, [key], ["id"])
    checks = {
        "counted": "number > 0 AND reconsent BETWEEN 1 AND version",
        "author": "num_nonnulls(person_id, entered_by) > 0",
        "claim": "claim_hash IS NULL OR person_id IS NULL",
        "position": "(latitude IS NULL) = (longitude IS NULL)",
        "on_earth": "abs(latitude) <= 90 AND abs(longitude) <= 180",
    }
    for check, law in checks.items():
        op.create_check_constraint(op.f(f"ck_idea_{check}"), "idea", law)
    op.create_unique_constraint("uq_idea_territory_id_number", "idea", ["territory_id", "number"])
    op.create_unique_constraint("uq_idea_draft_id", "idea", ["draft_id"])
    _indexes("idea", "entered_by", "category_id", "process_id")
    op.add_column("idea_support", _whole("version", "1"))


def _trigrams() -> None:
    op.create_table(
        "idea_trigram",
        *(_id("territory_id"), _text("trigram", 3), _id("idea_id")),
        sa.Column("size", sa.SmallInteger(), nullable=False),
        _key("idea_trigram", "territory_id", "territory"),
        _key("idea_trigram", "idea_id", "idea", "CASCADE"),
        sa.PrimaryKeyConstraint("territory_id", "trigram", "idea_id", name="pk_idea_trigram"),
    )
    _indexes("idea_trigram", "idea_id")
    for statement in (TRIGRAMS, IN_STEP, TRIGGER, KNOWN):
        op.execute(statement)


def _drafts() -> None:
    op.create_table(
        "idea_draft",
        *(_id(), _id("territory_id"), _id("person_id"), _id("process_id", nullable=True)),
        *(_text("title", 100), _text("body", 3000)),
        *(_id("category_id", nullable=True), _id("place_id", nullable=True), _text("address", 200)),
        *(_degrees("latitude"), _degrees("longitude"), _text("public_name", 80, nullable=True)),
        *(_text("language", 2), _whole("version"), _text("window", 22), _at("begun_at"), _at("kept_at")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="ck_idea_draft_position"),
        _key("idea_draft", "territory_id", "territory"),
        _key("idea_draft", "person_id", "person"),
        _key("idea_draft", "process_id", "process"),
        _key("idea_draft", "category_id", "theme"),
        _key("idea_draft", "place_id", "place"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_draft"),
    )
    _indexes("idea_draft", "territory_id", "person_id", "process_id", "category_id", "place_id")


def _files() -> None:
    op.create_table(
        "idea_file",
        *(_id(), _id("territory_id"), _id("draft_id", nullable=True), _id("idea_id", nullable=True)),
        *(_text("kind", 40), _text("title", 200), _whole("position"), _text("sha256", 64)),
        *(_at("added_at"), _at("removed_at", nullable=True)),
        sa.CheckConstraint("num_nonnulls(draft_id, idea_id) < 2", name="ck_idea_file_owner"),
        sa.CheckConstraint("kind = 'picture' OR title <> ''", name="ck_idea_file_titled"),
        sa.CheckConstraint("kind IN ('picture', 'pdf', 'jpg')", name="ck_idea_file_kind"),
        _key("idea_file", "territory_id", "territory"),
        _key("idea_file", "draft_id", "idea_draft", "SET NULL"),
        _key("idea_file", "idea_id", "idea", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_file"),
    )
    _indexes("idea_file", "territory_id", "draft_id", "idea_id")


def _versions() -> None:
    op.create_table(
        "idea_version",
        *(_id(), _id("territory_id"), _id("idea_id"), _whole("number")),
        sa.Column("content", JSONB(none_as_null=True), nullable=True),
        *(_text("sha256", 64), sa.Column("substantial", sa.Boolean(), nullable=False)),
        *(_text("reason", 1000, nullable=True), _at("at"), _id("by"), _at("redacted_at", nullable=True)),
        sa.CheckConstraint("number > 0 AND length(sha256) = 64", name="ck_idea_version_counted"),
        sa.CheckConstraint("(content IS NULL) = (redacted_at IS NOT NULL)", name="ck_idea_version_redacted"),
        sa.CheckConstraint("number > 1 OR substantial", name="ck_idea_version_first"),
        _key("idea_version", "territory_id", "territory"),
        _key("idea_version", "idea_id", "idea", "CASCADE"),
        _key("idea_version", "by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_version"),
        sa.UniqueConstraint("idea_id", "number", name="uq_idea_version_idea_id_number"),
    )
    _indexes("idea_version", "territory_id", "by")
    op.execute(FIRST_VERSIONS)


def _authors() -> None:
    op.create_table(
        "idea_author",
        *(_id(), _id("territory_id"), _id("idea_id"), _text("email", 254, nullable=True)),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        *(_text("language", 2), _id("invited_by"), _at("invited_at"), _id("person_id", nullable=True)),
        *(_text("public_name", 80, nullable=True), _at("accepted_at", nullable=True)),
        _at("left_at", nullable=True),
        sa.CheckConstraint("(person_id IS NULL) = (accepted_at IS NULL)", name="ck_idea_author_accepted"),
        sa.CheckConstraint(
            "(email IS NULL) = (accepted_at IS NOT NULL OR left_at IS NOT NULL)",
            name="ck_idea_author_invited",
        ),
        sa.CheckConstraint("secret_hash IS NULL OR email IS NOT NULL", name="ck_idea_author_secret"),
        _key("idea_author", "territory_id", "territory"),
        _key("idea_author", "idea_id", "idea", "CASCADE"),
        _key("idea_author", "invited_by", "person"),
        _key("idea_author", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_author"),
        sa.UniqueConstraint("secret_hash", name="uq_idea_author_secret_hash"),
    )
    _indexes("idea_author", "territory_id", "invited_by", "person_id")
    op.create_index(
        "uq_idea_author_invited",
        "idea_author",
        ["idea_id", sa.text("lower(email)")],
        unique=True,
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.create_index(
        "uq_idea_author_person",
        "idea_author",
        ["idea_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL AND person_id IS NOT NULL"),
    )
