"""Seats and observers of panels, meetings and what is paid for them, messages, documents and opinions."""

import sqlalchemy as sa
from alembic import op

revision = "c0006"
down_revision = "c0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _seats()
    _observers()
    _meetings()
    _attendance()
    _compensation()
    _space()
    _opinions()


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _hash(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(length=32), nullable=True)


def _minor(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _seats() -> None:
    op.create_table(
        "seat",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _id("volunteer_id"),
        _text("stratum", 500),
        sa.Column("rank", sa.Integer(), nullable=False),
        _text("state", 40),
        _at("invited_at", nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        _at("answered_at", nullable=True),
        _at("dropped_at", nullable=True),
        _text("why", 1000),
        sa.Column("barred", sa.String(length=40), nullable=True),
        _hash("token_hash"),
        _hash("calendar_hash"),
        _at("reminded_at", nullable=True),
        _id("replaces_id", nullable=True),
        _id("entered_by", nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'invited', 'accepted', 'declined', 'silent', 'dropped')",
            name="ck_seat_state",
        ),
        sa.CheckConstraint("stratum <> '' AND rank >= 0", name="ck_seat_drawn"),
        sa.CheckConstraint("(invited_at IS NULL) = (answer_by IS NULL)", name="ck_seat_asked"),
        sa.CheckConstraint(
            "CASE state WHEN 'waiting' THEN rank > 0 AND invited_at IS NULL"
            " WHEN 'dropped' THEN true ELSE invited_at IS NOT NULL END",
            name="ck_seat_invited",
        ),
        sa.CheckConstraint(
            "CASE state WHEN 'dropped' THEN true"
            " ELSE (answered_at IS NOT NULL) = (state IN ('accepted', 'declined')) END",
            name="ck_seat_answered",
        ),
        sa.CheckConstraint("(dropped_at IS NOT NULL) = (state = 'dropped')", name="ck_seat_dropped"),
        sa.CheckConstraint(
            "invited_at IS NOT NULL OR num_nonnulls(answered_at, token_hash, calendar_hash, reminded_at) = 0",
            name="ck_seat_uninvited",
        ),
        sa.CheckConstraint(
            "barred IN ('withdrawn', 'own_service', 'elected', 'observer')", name="ck_seat_barred"
        ),
        sa.CheckConstraint("barred IS NULL OR state = 'dropped'", name="ck_seat_kept_out"),
        sa.CheckConstraint("id <> replaces_id", name="ck_seat_replaces"),
        _key("seat", "territory_id", "territory"),
        _key("seat", "panel_id", "panel"),
        _key("seat", "volunteer_id", "volunteer"),
        _key("seat", "replaces_id", "seat", "SET NULL"),
        _key("seat", "entered_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.UniqueConstraint("panel_id", "volunteer_id", name="uq_seat_panel_id_volunteer_id"),
        sa.UniqueConstraint("token_hash", name="uq_seat_token_hash"),
        sa.UniqueConstraint("calendar_hash", name="uq_seat_calendar_hash"),
        sa.UniqueConstraint("replaces_id", name="uq_seat_replaces_id"),
    )
    op.create_index(
        "uq_seat_reserve",
        "seat",
        ["panel_id", "stratum", "rank"],
        unique=True,
        postgresql_where=sa.text("rank > 0"),
    )
    op.create_index("ix_seat_answer_by", "seat", ["answer_by"], postgresql_where=sa.text("state = 'invited'"))
    _indexes("seat", "territory_id", "volunteer_id", "entered_by")


def _observers() -> None:
    op.create_table(
        "observer",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _text("kind", 40),
        _text("name", 120),
        _text("function", 120),
        _id("person_id", nullable=True),
        _at("added_at"),
        _id("added_by"),
        sa.CheckConstraint("kind IN ('elected', 'service', 'sworn')", name="ck_observer_kind"),
        sa.CheckConstraint("name <> '' AND function <> ''", name="ck_observer_written"),
        _key("observer", "territory_id", "territory"),
        _key("observer", "panel_id", "panel"),
        _key("observer", "person_id", "person"),
        _key("observer", "added_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_observer"),
        sa.UniqueConstraint("panel_id", "person_id", name="uq_observer_panel_id_person_id"),
    )
    _indexes("observer", "territory_id", "panel_id", "person_id", "added_by")


def _meetings() -> None:
    op.create_table(
        "meeting",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _text("title", 150),
        _text("about", 3000),
        _at("starts_at"),
        _at("ends_at"),
        _text("place", 300),
        _text("link", 500),
        sa.Column("version", sa.Integer(), nullable=False),
        _at("changed_at"),
        _at("cancelled_at", nullable=True),
        sa.CheckConstraint("title <> ''", name="ck_meeting_written"),
        sa.CheckConstraint("starts_at < ends_at", name="ck_meeting_times"),
        sa.CheckConstraint("place <> '' OR link <> ''", name="ck_meeting_found"),
        _key("meeting", "territory_id", "territory"),
        _key("meeting", "panel_id", "panel"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_panel_id_starts_at", "meeting", ["panel_id", "starts_at"])
    _indexes("meeting", "territory_id")


def _attendance() -> None:
    op.create_table(
        "attendance",
        _id(),
        _id("territory_id"),
        _id("meeting_id"),
        _id("seat_id"),
        _text("state", 40),
        _at("noted_at"),
        _id("noted_by", nullable=True),
        sa.CheckConstraint("state IN ('expected', 'came', 'excused', 'missed')", name="ck_attendance_state"),
        sa.CheckConstraint(
            "state IN ('expected', 'excused') OR noted_by IS NOT NULL", name="ck_attendance_seen"
        ),
        _key("attendance", "territory_id", "territory"),
        _key("attendance", "meeting_id", "meeting"),
        _key("attendance", "seat_id", "seat", "CASCADE"),
        _key("attendance", "noted_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
        sa.UniqueConstraint("meeting_id", "seat_id", name="uq_attendance_meeting_id_seat_id"),
    )
    _indexes("attendance", "territory_id", "seat_id", "noted_by")


def _compensation() -> None:
    op.create_table(
        "compensation",
        _id(),
        _id("territory_id"),
        _id("meeting_id"),
        _id("seat_id"),
        _minor("amount_minor"),
        _minor("travel_minor"),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        _at("noted_at"),
        _id("noted_by"),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _id("paid_by", nullable=True),
        _text("reference", 80),
        sa.CheckConstraint("amount_minor >= 0 AND travel_minor >= 0", name="ck_compensation_amounts"),
        sa.CheckConstraint("amount_minor + travel_minor > 0", name="ck_compensation_owed"),
        sa.CheckConstraint("(paid_on IS NULL) = (paid_by IS NULL)", name="ck_compensation_paid"),
        sa.CheckConstraint("reference = '' OR paid_on IS NOT NULL", name="ck_compensation_reference"),
        _key("compensation", "territory_id", "territory"),
        _key("compensation", "meeting_id", "meeting"),
        _key("compensation", "seat_id", "seat", "CASCADE"),
        _key("compensation", "noted_by", "person"),
        _key("compensation", "paid_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_compensation"),
        sa.UniqueConstraint("meeting_id", "seat_id", name="uq_compensation_meeting_id_seat_id"),
    )
    _indexes("compensation", "territory_id", "seat_id", "noted_by", "paid_by")


def _opinions() -> None:
    op.create_table(
        "opinion",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _text("title", 150),
        _text("text", 20000),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        _text("dissent", 5000),
        _id("written_by"),
        _at("written_at"),
        _at("published_at", nullable=True),
        _id("published_by", nullable=True),
        _id("service_id", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        _text("answer", 20000),
        _at("answered_at", nullable=True),
        _id("answered_by", nullable=True),
        sa.CheckConstraint("title <> '' AND text <> ''", name="ck_opinion_written"),
        sa.CheckConstraint(
            "against >= 0 AND abstained >= 0 AND in_favour > against", name="ck_opinion_adopted"
        ),
        sa.CheckConstraint(
            "num_nonnulls(published_at, published_by, service_id, due_on) IN (0, 4)",
            name="ck_opinion_published",
        ),
        sa.CheckConstraint("num_nonnulls(answered_at, answered_by) IN (0, 2)", name="ck_opinion_answered"),
        sa.CheckConstraint("(answered_at IS NOT NULL) = (answer <> '')", name="ck_opinion_answer"),
        sa.CheckConstraint("answered_at IS NULL OR published_at IS NOT NULL", name="ck_opinion_order"),
        _key("opinion", "territory_id", "territory"),
        _key("opinion", "panel_id", "panel"),
        _key("opinion", "written_by", "person"),
        _key("opinion", "published_by", "person"),
        _key("opinion", "service_id", "service"),
        _key("opinion", "answered_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
    )
    op.create_index("ix_opinion_panel_id_id", "opinion", ["panel_id", "id"])
    _indexes("opinion", "territory_id", "written_by", "published_by", "service_id", "answered_by")


def _space() -> None:
    op.create_table(
        "panel_message",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _id("seat_id", nullable=True),
        _id("written_by", nullable=True),
        _text("body", 3000),
        _at("at"),
        _at("removed_at", nullable=True),
        _id("removed_by", nullable=True),
        sa.CheckConstraint("num_nonnulls(seat_id, written_by) = 1", name="ck_panel_message_author"),
        sa.CheckConstraint("(removed_at IS NULL) = (body <> '')", name="ck_panel_message_body"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="ck_panel_message_removed"),
        _key("panel_message", "territory_id", "territory"),
        _key("panel_message", "panel_id", "panel"),
        _key("panel_message", "seat_id", "seat", "CASCADE"),
        _key("panel_message", "written_by", "person"),
        _key("panel_message", "removed_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_message"),
    )
    op.create_index("ix_panel_message_panel_id_id", "panel_message", ["panel_id", "id"])
    _indexes("panel_message", "territory_id", "seat_id", "written_by", "removed_by")
    op.create_table(
        "panel_document",
        _id(),
        _id("territory_id"),
        _id("panel_id"),
        _text("title", 150),
        _text("kind", 40),
        _at("added_at"),
        _id("added_by"),
        _at("removed_at", nullable=True),
        sa.CheckConstraint("kind IN ('pdf', 'jpg')", name="ck_panel_document_kind"),
        sa.CheckConstraint("title <> ''", name="ck_panel_document_written"),
        _key("panel_document", "territory_id", "territory"),
        _key("panel_document", "panel_id", "panel"),
        _key("panel_document", "added_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_document"),
    )
    op.create_index("ix_panel_document_panel_id_id", "panel_document", ["panel_id", "id"])
    _indexes("panel_document", "territory_id", "added_by")
