"""What a dump says of how words are found can be loaded again: functions name what they call for good.

A body that is text is read anew wherever it is used, also while a dump is loaded, where no name is known
without its schema; one written so is read once.
"""

from alembic import op

revision = "o0059"
down_revision = "o0058"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION okote_spelled(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN replace(replace(replace(okote_fold(value), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
    """,
    """
    CREATE OR REPLACE FUNCTION okote_words(value text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.french', okote_spelled(value))
    """,
    """
    CREATE OR REPLACE FUNCTION okote_question(value text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_tsquery('pg_catalog.french', okote_spelled(value))
    """,
)


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(function)
