"""Test campaigns with their tasks, what testers answered and wrote, and what services say to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c0008"
down_revision = "c0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _campaigns()
    _sittings()
    _remarks()
    _findings()
    _answers()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _level(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.SmallInteger(), nullable=nullable)


def _yes(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _campaigns() -> None:
    table = "test_campaign"
    op.create_table(
        table,
        *(_id(), _id("territory_id"), _id("panel_id"), _id("version_id"), _id("before_id", nullable=True)),
        *(_text("slug", 80), _text("title", 100), _yes("asks_sus"), _at("opens_at"), _at("closes_at")),
        *(_whole("smallest_group"), _whole("reading_days"), _at("created_at")),
        *(_at("opened_at", nullable=True), _at("handed_over_at", nullable=True)),
        *(_text("reply", 2000), _at("replied_at", nullable=True), _at("published_at", nullable=True)),
        sa.CheckConstraint("title <> ''", name=f"ck_{table}_written"),
        sa.CheckConstraint("opens_at < closes_at", name=f"ck_{table}_dates"),
        sa.CheckConstraint("smallest_group BETWEEN 3 AND 20", name=f"ck_{table}_smallest_group"),
        sa.CheckConstraint("reading_days BETWEEN 1 AND 30", name=f"ck_{table}_reading_days"),
        sa.CheckConstraint("before_id <> id", name=f"ck_{table}_before"),
        sa.CheckConstraint(
            "(handed_over_at IS NULL OR opened_at <= handed_over_at)"
            " AND (published_at IS NULL OR handed_over_at <= published_at)"
            " AND (handed_over_at IS NULL OR opened_at IS NOT NULL)"
            " AND (published_at IS NULL OR handed_over_at IS NOT NULL)",
            name=f"ck_{table}_order",
        ),
        sa.CheckConstraint(
            "(replied_at IS NULL) = (reply = '') AND (replied_at IS NULL OR handed_over_at IS NOT NULL)",
            name=f"ck_{table}_reply",
        ),
        *(_key(table, "territory_id", "territory"), _key(table, "panel_id", "panel")),
        *(_key(table, "version_id", "procedure_version"), _key(table, "before_id", table)),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("territory_id", "slug", name=f"uq_{table}_territory_id_slug"),
    )
    _indexes(table, "panel_id", "version_id", "before_id")
    op.create_table(
        "test_task",
        *(_id(), _id("territory_id"), _id("campaign_id"), _whole("position")),
        *(_text("scenario", 1000), _text("says", 300)),
        sa.CheckConstraint("position > 0 AND says <> ''", name="ck_test_task_written"),
        _key("test_task", "territory_id", "territory"),
        _key("test_task", "campaign_id", table, "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_test_task"),
        sa.UniqueConstraint("campaign_id", "position", name="uq_test_task_campaign_id_position"),
    )
    _indexes("test_task", "territory_id")


def _sittings() -> None:
    table = "sitting"
    op.create_table(
        table,
        *(_id(), _id("territory_id"), _id("campaign_id"), _id("seat_id", nullable=True)),
        *(_id("person_id", nullable=True), _id("tester"), _text("manner", 40)),
        *(_id("typed_by", nullable=True), _yes("observed"), _yes("out_of_sight"), _at("begun_at")),
        *(_at("completed_at", nullable=True), _whole("version")),
        *(_level("simplicity"), _level("efficiency"), _level("clarity")),
        sa.Column("sought", JSONB(none_as_null=True), nullable=True),
        sa.Column("sus", JSONB(none_as_null=True), nullable=True),
        sa.Column("passed", JSONB(none_as_null=True), nullable=False),
        sa.CheckConstraint("manner IN ('alone', 'on_site', 'telephone', 'paper')", name=f"ck_{table}_manner"),
        sa.CheckConstraint(
            "manner NOT IN ('telephone', 'paper') OR typed_by IS NOT NULL", name=f"ck_{table}_typed"
        ),
        sa.CheckConstraint(
            "simplicity BETWEEN 1 AND 5 AND efficiency BETWEEN 1 AND 5 AND clarity BETWEEN 1 AND 5",
            name=f"ck_{table}_levels",
        ),
        sa.CheckConstraint(
            "completed_at IS NULL OR num_nulls(simplicity, efficiency, clarity) = 0",
            name=f"ck_{table}_complete",
        ),
        sa.CheckConstraint("completed_at >= begun_at", name=f"ck_{table}_order"),
        sa.CheckConstraint(
            "NOT observed OR manner <> 'on_site' OR out_of_sight"
            " OR num_nonnulls(simplicity, efficiency, clarity) = 0",
            name=f"ck_{table}_out_of_sight",
        ),
        sa.CheckConstraint("sus IS NULL OR jsonb_array_length(sus) = 10", name=f"ck_{table}_sus"),
        *(_key(table, "territory_id", "territory"), _key(table, "campaign_id", "test_campaign")),
        _key(table, "seat_id", "seat", "SET NULL"),
        *(_key(table, "person_id", "person"), _key(table, "typed_by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("campaign_id", "seat_id", name=f"uq_{table}_campaign_id_seat_id"),
    )
    op.create_index(f"ix_{table}_campaign_id_completed_at", table, ["campaign_id", "completed_at"])
    _indexes(table, "territory_id", "seat_id", "person_id", "tester", "typed_by")
    op.create_table(
        "task_outcome",
        *(_id("sitting_id"), _id("task_id"), _text("outcome", 40)),
        sa.CheckConstraint(
            "outcome IN ('done', 'helped', 'abandoned', 'not_tried')", name="ck_task_outcome_outcome"
        ),
        _key("task_outcome", "sitting_id", table, "CASCADE"),
        _key("task_outcome", "task_id", "test_task"),
        sa.PrimaryKeyConstraint("sitting_id", "task_id", name="pk_task_outcome"),
    )
    _indexes("task_outcome", "task_id")


def _remarks() -> None:
    table = "remark"
    op.create_table(
        table,
        *(_id(), _id("territory_id"), _id("sitting_id"), _id("task_id", nullable=True)),
        *(_text("words", 2000), _text("told", 2000), _text("review", 40)),
        *(_at("reviewed_at", nullable=True), _id("reviewed_by", nullable=True)),
        sa.CheckConstraint(
            "review IN ('waiting', 'shown', 'redacted', 'withheld')", name=f"ck_{table}_review"
        ),
        sa.CheckConstraint("(review = 'waiting') = (reviewed_at IS NULL)", name=f"ck_{table}_reviewed"),
        sa.CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name=f"ck_{table}_by"),
        sa.CheckConstraint("(review IN ('shown', 'redacted')) = (told <> '')", name=f"ck_{table}_told"),
        _key(table, "territory_id", "territory"),
        _key(table, "sitting_id", "sitting", "CASCADE"),
        *(_key(table, "task_id", "test_task"), _key(table, "reviewed_by", "person")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint(
            "sitting_id",
            "task_id",
            name=f"uq_{table}_sitting_id_task_id",
            postgresql_nulls_not_distinct=True,
        ),
    )
    _indexes(table, "territory_id", "task_id", "reviewed_at", "reviewed_by")


def _findings() -> None:
    table = "finding"
    op.create_table(
        table,
        *(_id(), _id("territory_id"), _id("campaign_id"), _id("sitting_id"), _whole("step", nullable=True)),
        *(_text("step_title", 120), _level("severity", nullable=False), _text("title", 100)),
        *(_text("words", 2000), _text("suggestion", 2000), _text("state", 40)),
        *(_whole("number", nullable=True), _text("told_title", 100), _text("told_words", 2000)),
        *(_text("told_suggestion", 2000), _id("same_as_id", nullable=True)),
        *(_at("reviewed_at", nullable=True), _id("reviewed_by", nullable=True)),
        sa.CheckConstraint(
            "state IN ('reported', 'reviewed', 'accepted', 'refused', 'already_done', 'set_aside')",
            name=f"ck_{table}_state",
        ),
        sa.CheckConstraint("severity BETWEEN 1 AND 3", name=f"ck_{table}_severity"),
        sa.CheckConstraint("(step IS NULL) = (step_title = '') AND step > 0", name=f"ck_{table}_step"),
        sa.CheckConstraint("(state = 'reported') = (reviewed_at IS NULL)", name=f"ck_{table}_reviewed"),
        sa.CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name=f"ck_{table}_by"),
        sa.CheckConstraint(
            "state IN ('reported', 'set_aside') OR (told_title <> '' AND number IS NOT NULL)",
            name=f"ck_{table}_told",
        ),
        sa.CheckConstraint("same_as_id IS NULL OR state = 'set_aside'", name=f"ck_{table}_same"),
        *(_key(table, "territory_id", "territory"), _key(table, "campaign_id", "test_campaign")),
        *(_key(table, "sitting_id", "sitting", "CASCADE"), _key(table, "same_as_id", table)),
        _key(table, "reviewed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("campaign_id", "number", name=f"uq_{table}_campaign_id_number"),
    )
    _indexes(table, "territory_id", "sitting_id", "same_as_id", "reviewed_at", "reviewed_by")
    op.create_table(
        "finding_picture",
        *(_id(), _id("territory_id"), _id("finding_id", nullable=True), _yes("shown"), _at("added_at")),
        sa.CheckConstraint("finding_id IS NOT NULL OR NOT shown", name="ck_finding_picture_shown"),
        _key("finding_picture", "territory_id", "territory"),
        _key("finding_picture", "finding_id", table, "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_picture"),
        sa.UniqueConstraint("finding_id", name="uq_finding_picture_finding_id"),
    )
    _indexes("finding_picture", "territory_id")


def _answers() -> None:
    table = "finding_answer"
    op.create_table(
        table,
        *(_id(), _id("territory_id"), _id("finding_id"), _id("service_id"), _text("answer", 40)),
        *(_text("words", 2000), _id("action_id", nullable=True), _at("at"), _id("by")),
        sa.CheckConstraint(
            "answer IN ('reported', 'reviewed', 'accepted', 'refused', 'already_done', 'set_aside')",
            name=f"ck_{table}_answer",
        ),
        sa.CheckConstraint("answer IN ('accepted', 'refused', 'already_done')", name=f"ck_{table}_answers"),
        sa.CheckConstraint("(answer = 'accepted') = (action_id IS NOT NULL)", name=f"ck_{table}_action"),
        sa.CheckConstraint("answer = 'accepted' OR words <> ''", name=f"ck_{table}_reason"),
        *(_key(table, "territory_id", "territory"), _key(table, "finding_id", "finding")),
        *(_key(table, "service_id", "service"), _key(table, "action_id", "action")),
        _key(table, "by", "person"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    _indexes(table, "territory_id", "finding_id", "service_id", "action_id", "by")
