"""Moderation of anything by kind and number, comments in threads, and mails to who follows."""

import sqlalchemy as sa
from alembic import op

revision = "c0014"
down_revision = "c0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _moderation()
    _decisions()
    _comments()
    _following()


def _moderation() -> None:
    op.create_table(
        "moderation_case",
        _id("id"),
        _id("territory_id"),
        _text("kind", 40),
        _id("subject_id"),
        _id("author_id", nullable=True),
        _text("title", 200),
        _word("origin", "notice", "program", "own", called="moderation_case_origin"),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        _at("opened_at"),
        _at("decided_at", nullable=True),
        sa.CheckConstraint("decided_at >= opened_at", name=op.f("ck_moderation_case_decided")),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_moderation_case_severity")),
        _key("moderation_case", "author_id", "person"),
        _key("moderation_case", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_case"),
    )
    op.create_index(
        "ix_moderation_case_queue",
        "moderation_case",
        ["territory_id", sa.text("severity DESC"), "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_moderation_case_subject", "moderation_case", ["kind", "subject_id"])
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["territory_id", "kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_moderation_case_author_id", "moderation_case", ["author_id"])
    op.create_table(
        "moderation_notice",
        _id("id"),
        _id("territory_id"),
        _id("case_id"),
        _id("person_id", nullable=True),
        _text("name", 120),
        _text("email", 254),
        _word(
            "ground",
            "child_abuse",
            "threat",
            "hate",
            "privacy",
            "defamation",
            "fraud",
            "copyright",
            "illegal",
            "advertising",
            "off_topic",
            "conduct",
            called="moderation_notice_ground",
        ),
        _text("explanation", 2000),
        _text("url", 500),
        sa.Column("good_faith", sa.Boolean(), nullable=False),
        sa.Column("new_account", sa.Boolean(), nullable=False),
        _text("language", 2),
        _at("at"),
        _at("forgotten_at", nullable=True),
        sa.CheckConstraint("good_faith", name=op.f("ck_moderation_notice_good_faith")),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR forgotten_at IS NOT NULL OR ground = 'child_abuse'"
            " OR (name <> '' AND email <> '')",
            name=op.f("ck_moderation_notice_who"),
        ),
        sa.CheckConstraint(
            "url <> '' AND (explanation <> '' OR forgotten_at IS NOT NULL)",
            name=op.f("ck_moderation_notice_written"),
        ),
        _key("moderation_notice", "case_id", "moderation_case"),
        _key("moderation_notice", "person_id", "person"),
        _key("moderation_notice", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_notice"),
    )
    op.create_index(
        "uq_moderation_notice_email",
        "moderation_notice",
        ["case_id", "email"],
        unique=True,
        postgresql_where=sa.text("email <> ''"),
    )
    op.create_index(
        "uq_moderation_notice_person",
        "moderation_notice",
        ["case_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    for column in ("forgotten_at", "person_id", "territory_id"):
        op.create_index(f"ix_moderation_notice_{column}", "moderation_notice", [column])
    op.create_table(
        "moderation_suspension",
        _id("id"),
        _id("territory_id"),
        _id("person_id", nullable=True),
        _text("email", 254, nullable=True),
        _text("language", 2),
        _word("bars", "reporting", "writing", called="moderation_suspension_bars"),
        _at("since"),
        _at("until"),
        _at("lifted_at", nullable=True),
        _at("forgotten_at", nullable=True),
        sa.CheckConstraint(
            "until > since AND lifted_at >= since", name=op.f("ck_moderation_suspension_time")
        ),
        sa.CheckConstraint(
            "num_nonnulls(person_id, email) = 1 OR forgotten_at IS NOT NULL",
            name=op.f("ck_moderation_suspension_who"),
        ),
        _key("moderation_suspension", "person_id", "person"),
        _key("moderation_suspension", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_suspension"),
    )
    for column in ("email", "person_id", "territory_id"):
        op.create_index(f"ix_moderation_suspension_{column}", "moderation_suspension", [column])


def _decisions() -> None:
    op.create_table(
        "moderation_decision",
        _id("id"),
        _id("territory_id"),
        _id("case_id", nullable=True),
        _id("suspension_id", nullable=True),
        _id("after_id", nullable=True),
        _word("verdict", "kept", "hidden", "suspended", "lifted", called="moderation_decision_verdict"),
        _word(
            "ground",
            "child_abuse",
            "threat",
            "hate",
            "privacy",
            "defamation",
            "fraud",
            "copyright",
            "illegal",
            "advertising",
            "off_topic",
            "conduct",
            called="moderation_decision_ground",
            nullable=True,
        ),
        _text("facts", 2000),
        _text("rule", 300),
        _id("batch_id", nullable=True),
        _at("at"),
        _id("by"),
        sa.CheckConstraint(
            "num_nonnulls(case_id, suspension_id) = 1", name=op.f("ck_moderation_decision_about")
        ),
        sa.CheckConstraint("facts <> ''", name=op.f("ck_moderation_decision_facts")),
        sa.CheckConstraint(
            "(verdict IN ('kept', 'hidden')) = (case_id IS NOT NULL)",
            name=op.f("ck_moderation_decision_matter"),
        ),
        sa.CheckConstraint(
            "verdict NOT IN ('hidden', 'suspended') OR (rule <> '' AND ground IS NOT NULL)",
            name=op.f("ck_moderation_decision_reasons"),
        ),
        _key("moderation_decision", "after_id", "moderation_decision"),
        _key("moderation_decision", "by", "person"),
        _key("moderation_decision", "case_id", "moderation_case"),
        _key("moderation_decision", "suspension_id", "moderation_suspension"),
        _key("moderation_decision", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_decision"),
        sa.UniqueConstraint("after_id", name="uq_moderation_decision_after_id"),
    )
    op.create_index("ix_moderation_decision_territory_id_at", "moderation_decision", ["territory_id", "at"])
    op.create_index(
        "uq_moderation_decision_first",
        "moderation_decision",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("after_id IS NULL"),
    )
    for column in ("batch_id", "by", "case_id", "suspension_id"):
        op.create_index(f"ix_moderation_decision_{column}", "moderation_decision", [column])
    op.create_table(
        "moderation_appeal",
        _id("id"),
        _id("territory_id"),
        _id("decision_id"),
        _word("side", "author", "notifier", called="moderation_appeal_side"),
        _id("person_id", nullable=True),
        _id("notice_id", nullable=True),
        _text("words", 2000),
        _at("at"),
        _at("decided_at", nullable=True),
        _at("forgotten_at", nullable=True),
        sa.CheckConstraint("decided_at >= at", name=op.f("ck_moderation_appeal_decided")),
        sa.CheckConstraint(
            "words <> '' OR forgotten_at IS NOT NULL", name=op.f("ck_moderation_appeal_written")
        ),
        _key("moderation_appeal", "decision_id", "moderation_decision"),
        _key("moderation_appeal", "notice_id", "moderation_notice"),
        _key("moderation_appeal", "person_id", "person"),
        _key("moderation_appeal", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_appeal"),
        sa.UniqueConstraint("decision_id", name="uq_moderation_appeal_decision_id"),
    )
    op.create_index(
        "ix_moderation_appeal_open",
        "moderation_appeal",
        ["territory_id", "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    for column in ("notice_id", "person_id", "territory_id"):
        op.create_index(f"ix_moderation_appeal_{column}", "moderation_appeal", [column])
    op.create_table(
        "moderation_conduct",
        _id("territory_id"),
        _text("text", 10000),
        _at("changed_at"),
        _id("changed_by"),
        _key("moderation_conduct", "changed_by", "person"),
        _key("moderation_conduct", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("territory_id", name="pk_moderation_conduct"),
    )
    op.create_index("ix_moderation_conduct_changed_by", "moderation_conduct", ["changed_by"])


def _comments() -> None:
    op.create_table(
        "comment",
        _id("id"),
        _id("territory_id"),
        _text("kind", 40),
        _id("subject_id"),
        _id("parent_id", nullable=True),
        _id("person_id"),
        _text("public_name", 80, nullable=True),
        sa.Column("author_left", sa.Boolean(), nullable=False),
        _word("stance", "for", "against", "neutral", called="comment_stance", nullable=True),
        _text("body", 2000),
        _text("language", 2),
        _at("written_at"),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        _at("edited_at", nullable=True),
        _text("note", 500, nullable=True),
        _at("noted_at", nullable=True),
        _at("withdrawn_at", nullable=True),
        _at("held_at", nullable=True),
        _at("hidden_at", nullable=True),
        sa.CheckConstraint("(parent_id IS NULL) = (stance IS NOT NULL)", name=op.f("ck_comment_answer")),
        sa.CheckConstraint(
            "(note IS NULL) = (noted_at IS NULL) AND note <> ''", name=op.f("ck_comment_note")
        ),
        sa.CheckConstraint(
            "version >= 1 AND (version = 1) = (edited_at IS NULL)", name=op.f("ck_comment_version")
        ),
        sa.CheckConstraint("body <> '' OR withdrawn_at IS NOT NULL", name=op.f("ck_comment_written")),
        _key("comment", "parent_id", "comment"),
        _key("comment", "person_id", "person"),
        _key("comment", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index(
        "ix_comment_counted",
        "comment",
        ["kind", "subject_id"],
        postgresql_where=sa.text("held_at IS NULL AND hidden_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index("ix_comment_parent_id_id", "comment", ["parent_id", "id"])
    op.create_index("ix_comment_person_id_id", "comment", ["person_id", "id"])
    op.create_index(
        "ix_comment_subject",
        "comment",
        ["kind", "subject_id", "id"],
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_index("ix_comment_territory_id_id", "comment", ["territory_id", "id"])
    op.create_table(
        "comment_version",
        _id("id"),
        _id("territory_id"),
        _id("comment_id"),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        _text("body", 2000),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        _at("at"),
        _key("comment_version", "comment_id", "comment", ondelete="CASCADE"),
        _key("comment_version", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_comment_version"),
        sa.UniqueConstraint("comment_id", "number", name="uq_comment_version_comment_id_number"),
    )
    op.create_index("ix_comment_version_territory_id", "comment_version", ["territory_id"])
    op.create_table(
        "comment_agreement",
        _id("comment_id"),
        _id("person_id"),
        _at("since"),
        _key("comment_agreement", "comment_id", "comment", ondelete="CASCADE"),
        _key("comment_agreement", "person_id", "person"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name="pk_comment_agreement"),
    )
    op.create_index("ix_comment_agreement_person_id", "comment_agreement", ["person_id"])


def _following() -> None:
    op.create_table(
        "subject_follow",
        _id("person_id"),
        _text("kind", 40),
        _id("subject_id"),
        _id("territory_id"),
        _at("since"),
        _at("ended_at", nullable=True),
        sa.CheckConstraint("ended_at >= since", name=op.f("ck_subject_follow_ended_at")),
        _key("subject_follow", "person_id", "person"),
        _key("subject_follow", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("person_id", "kind", "subject_id", name="pk_subject_follow"),
    )
    op.create_index(
        "ix_subject_follow_subject",
        "subject_follow",
        ["kind", "subject_id", "person_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_subject_follow_territory_id", "subject_follow", ["territory_id"])
    op.create_table(
        "subject_news",
        _id("id"),
        _id("territory_id"),
        _text("kind", 40),
        _id("subject_id"),
        _text("sort", 40),
        _id("item_id"),
        _id("by", nullable=True),
        _id("person_id", nullable=True),
        _at("at"),
        _key("subject_news", "by", "person"),
        _key("subject_news", "person_id", "person"),
        _key("subject_news", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("id", name="pk_subject_news"),
    )
    op.create_index("ix_subject_news_subject", "subject_news", ["kind", "subject_id", "id"])
    op.create_index("ix_subject_news_territory_id_id", "subject_news", ["territory_id", "id"])
    for column in ("at", "by", "person_id"):
        op.create_index(f"ix_subject_news_{column}", "subject_news", [column])
    op.create_table(
        "digest",
        _id("person_id"),
        _id("territory_id"),
        _id("told"),
        _at("looked_at"),
        _at("sent_at", nullable=True),
        _key("digest", "person_id", "person"),
        _key("digest", "territory_id", "territory"),
        sa.PrimaryKeyConstraint("person_id", "territory_id", name="pk_digest"),
    )
    op.create_index("ix_digest_territory_id", "digest", ["territory_id"])


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _word(name: str, *words: str, called: str, nullable: bool = False) -> sa.Column[object]:
    kind = sa.Enum(*words, name=op.f(f"ck_{called}"), native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def _key(table: str, column: str, of: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{of}"
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)
