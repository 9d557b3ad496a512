"""A published report stays as everyone has read it."""

from alembic import op

revision = "o0044"
down_revision = "o0043"
branch_labels = None
depends_on = None

REFUSAL = """
CREATE FUNCTION yearly_report_stays() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION '% on %: what was published stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
GUARD = """
CREATE TRIGGER yearly_report_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON yearly_report
    FOR EACH STATEMENT EXECUTE FUNCTION yearly_report_stays()
"""


def upgrade() -> None:
    op.execute(REFUSAL)
    op.execute(GUARD)
