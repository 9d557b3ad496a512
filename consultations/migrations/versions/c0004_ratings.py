"""Open ratings of procedures, hours with more than usual, what was written, and forms used up."""

import sqlalchemy as sa
from alembic import op

revision = "c0004"
down_revision = "c0003"
branch_labels = None
depends_on = None

LEVELS = "simplicity BETWEEN 1 AND 5 AND efficiency BETWEEN 1 AND 5 AND clarity BETWEEN 1 AND 5"
FIGURES = ["procedure_id", "month", "channel", "help", "simplicity", "efficiency", "clarity"]


def upgrade() -> None:
    _bursts()
    _ratings()
    _words()
    _forms()
    _sites()


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=f"fk_{table}_{column}_{of}")


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _bursts() -> None:
    op.create_table(
        "rating_burst",
        _id(),
        _id("territory_id"),
        _id("procedure_id"),
        _at("hour"),
        _text("verdict", 40),
        _text("reason", 500),
        _at("decided_at", nullable=True),
        _id("decided_by", nullable=True),
        sa.CheckConstraint("verdict IN ('waiting', 'counted', 'apart')", name="ck_rating_burst_verdict"),
        sa.CheckConstraint("(verdict = 'waiting') = (decided_at IS NULL)", name="ck_rating_burst_decided"),
        sa.CheckConstraint("num_nonnulls(decided_at, decided_by) IN (0, 2)", name="ck_rating_burst_by"),
        _key("rating_burst", "territory_id", "territory"),
        _key("rating_burst", "procedure_id", "procedure"),
        _key("rating_burst", "decided_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_rating_burst"),
        sa.UniqueConstraint("procedure_id", "hour", name="uq_rating_burst_procedure_id_hour"),
    )
    _indexes("rating_burst", "territory_id", "decided_by")


def _ratings() -> None:
    levels = [
        sa.Column(name, sa.SmallInteger(), nullable=False) for name in ("simplicity", "efficiency", "clarity")
    ]
    channels = "channel IN ('counter', 'phone', 'digital', 'mail')"
    op.create_table(
        "open_rating",
        _id(),
        _id("territory_id"),
        _id("procedure_id"),
        _id("version_id"),
        _at("hour"),
        sa.Column("month", sa.Date(), nullable=False),
        _text("channel", 40),
        _text("help", 40),
        *levels,
        sa.Column("counted", sa.Boolean(), nullable=False),
        _id("burst_id", nullable=True),
        sa.CheckConstraint(channels, name="ck_open_rating_channel"),
        sa.CheckConstraint("help IN ('none', 'reached', 'not_reached')", name="ck_open_rating_help"),
        sa.CheckConstraint(LEVELS, name="ck_open_rating_levels"),
        sa.CheckConstraint("counted OR burst_id IS NOT NULL", name="ck_open_rating_apart"),
        _key("open_rating", "territory_id", "territory"),
        _key("open_rating", "procedure_id", "procedure"),
        _key("open_rating", "version_id", "procedure_version"),
        _key("open_rating", "burst_id", "rating_burst"),
        sa.PrimaryKeyConstraint("id", name="pk_open_rating"),
    )
    _indexes("open_rating", "territory_id", "version_id", "burst_id")
    op.create_index("ix_open_rating_procedure_id_hour", "open_rating", ["procedure_id", "hour"])
    op.create_index("ix_open_rating_figures", "open_rating", FIGURES, postgresql_where=sa.text("counted"))


def _words() -> None:
    reviews = "review IN ('waiting', 'shown', 'redacted', 'withheld')"
    told = "(review IN ('shown', 'redacted')) = (told <> '')"
    op.create_table(
        "rating_words",
        _id(),
        _id("territory_id"),
        _id("procedure_id"),
        _id("rating_id"),
        _at("hour"),
        _text("words", 1000),
        _text("told", 1000),
        _text("review", 40),
        _at("reviewed_at", nullable=True),
        _id("reviewed_by", nullable=True),
        sa.CheckConstraint(reviews, name="ck_rating_words_review"),
        sa.CheckConstraint("(review = 'waiting') = (reviewed_at IS NULL)", name="ck_rating_words_reviewed"),
        sa.CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name="ck_rating_words_by"),
        sa.CheckConstraint(told, name="ck_rating_words_told"),
        _key("rating_words", "territory_id", "territory"),
        _key("rating_words", "procedure_id", "procedure"),
        _key("rating_words", "rating_id", "open_rating"),
        _key("rating_words", "reviewed_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_rating_words"),
        sa.UniqueConstraint("rating_id", name="uq_rating_words_rating_id"),
    )
    op.create_index("ix_rating_words_procedure_id_review", "rating_words", ["procedure_id", "review"])
    _indexes("rating_words", "territory_id", "hour", "reviewed_at", "reviewed_by")


def _forms() -> None:
    op.create_table(
        "rating_form",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        _id("territory_id"),
        _at("used_at"),
        _key("rating_form", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("sha256", name="pk_rating_form"),
    )
    _indexes("rating_form", "territory_id", "used_at")


def _sites() -> None:
    op.create_table(
        "rated_site",
        _id("territory_id"),
        _id("procedure_id"),
        _key("rated_site", "territory_id", "territory"),
        _key("rated_site", "procedure_id", "procedure"),
        sa.PrimaryKeyConstraint("territory_id", name="pk_rated_site"),
        sa.UniqueConstraint("procedure_id", name="uq_rated_site_procedure_id"),
    )
