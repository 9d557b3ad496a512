"""Campaigns can be found by their words, accents and plurals forgiven."""

from alembic import op

revision = "o0020"
down_revision = "o0019"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
    CREATE FUNCTION okote_spelled(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT replace(replace(replace(okote_fold(value), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss') $$
    """,
    """
    CREATE FUNCTION okote_words(value text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT to_tsvector('pg_catalog.french', okote_spelled(value)) $$
    """,
    """
    CREATE FUNCTION okote_question(value text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT to_tsquery('pg_catalog.french', okote_spelled(value)) $$
    """,
)

WORDS = """
CREATE INDEX ix_campaign_words ON campaign USING gin ((
    setweight(okote_words(title::text), 'A') || setweight(okote_words(summary::text), 'B')
    || setweight(okote_words(purpose::text), 'C') || setweight(okote_words(story::text), 'D')
))
"""


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(function)
    op.execute(WORDS)
